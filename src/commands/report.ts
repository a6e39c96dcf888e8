import { relative, resolve } from 'node:path'
import { caseHash } from '../core/case.ts'
import type { Comparison } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { renderReport } from '../report/index.ts'
import { version } from '../version.ts'
import { writeWhole } from './files.ts'
import type { Pairing } from './pairing.ts'
import { decidePairing, requirePolicy, withPairing } from './pairing.ts'
import type { SideOptions } from './side.ts'

export interface ReportOptions extends SideOptions {
  against: string
  out?: string
  certify?: boolean
}

/** `assay report`: the page is written whatever the verdict; the exit code says only whether it could be. */
export async function report(context: Context, candidate: string, options: ReportOptions): Promise<number> {
  return withPairing(context, { baseline: options.against, candidate }, options, async (pairing) => {
    const { comparison, root } = pairing
    const policy = requirePolicy(pairing)
    const verdict = decidePairing(pairing, {
      certify: options.certify === true,
      allowDatasetChange: false,
      allowPartial: true,
    })
    const html = await renderReport({
      comparison,
      verdict,
      policy,
      // Of the runs, not of the clock: the same runs give the same bytes.
      generatedAt: pairing.candidate.run.finishedAt ?? pairing.candidate.run.createdAt,
      assayVersion: version,
      details: (caseIds) => details(pairing, caseIds),
    })
    const path =
      options.out === undefined ? resolve(root, 'reports', defaultName(comparison)) : resolve(context.cwd, options.out)
    await writeWhole(path, html)
    context.stdout.write(`${relative(context.cwd, path)}: ${verdict.sentence}\n`)
    return exitCode.ok
  })
}

function defaultName({ eval: name, candidate, baseline }: Comparison): string {
  return `${[name, candidate.target, 'vs', baseline.target].map((part) => part.replace(/[^A-Za-z0-9._-]+/g, '_')).join('-')}.html`
}

async function details({ baseline, candidate }: Pairing, caseIds: readonly string[]) {
  const [before, after] = await Promise.all([baseline.details(caseIds), candidate.details(caseIds)])
  return new Map(
    caseIds.flatMap((id) => {
      const [a = [], b = []] = [before.get(id), after.get(id)]
      const [was, is] = [a[0]?.case, b[0]?.case]
      const item = is ?? was
      if (item === undefined) return []
      const changed = was !== undefined && is !== undefined && caseHash(was) !== caseHash(is)
      return [[id, { case: item, ...(changed ? { baselineCase: was } : {}), baseline: a, candidate: b }] as const]
    }),
  )
}
