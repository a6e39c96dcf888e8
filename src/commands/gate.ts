import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Comparison } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Verdict } from '../core/verdict.ts'
import { verdictExitCode } from '../core/verdict.ts'
import { decide } from '../gate/index.ts'
import {
  githubAnnotations,
  isGithubActions,
  junit,
  markdown,
  renderComparison,
  renderVerdict,
  verdictJson,
} from '../reporters/index.ts'
import { writeWhole } from './files.ts'
import { requirePolicy, withPairing } from './pairing.ts'
import type { SideOptions } from './side.ts'

export interface GateOptions extends SideOptions {
  against: string
  certify?: boolean
  allowDatasetChange?: boolean
  partial?: boolean
  json?: string
  junit?: string
  markdown?: string
  explain?: boolean
}

/** `assay gate`: the verdict as text, files, annotations and exit code. */
export async function gate(context: Context, candidate: string, options: GateOptions): Promise<number> {
  return withPairing(context, { baseline: options.against, candidate }, options, async (pairing) => {
    const { comparison } = pairing
    const policy = requirePolicy(pairing)
    const verdict = decide(comparison, policy, {
      certify: options.certify === true,
      allowDatasetChange: options.allowDatasetChange === true,
      allowPartial: options.partial === true,
    })
    // With JSON on standard output, that must be all there is.
    if (options.json !== '-') {
      context.stdout.write(renderComparison(comparison, context))
      context.stdout.write('\n')
      context.stdout.write(renderVerdict(verdict, { ...context, explain: options.explain === true }))
    }
    await writeFiles(context, options, { comparison, verdict, policy })
    await tellGithub(context, comparison, verdict)
    return verdictExitCode(verdict)
  })
}

async function writeFiles(
  context: Context,
  options: GateOptions,
  item: { comparison: Comparison; verdict: Verdict; policy: GatePolicy },
): Promise<void> {
  const outputs = [
    [options.json, () => `${JSON.stringify(verdictJson(item), null, 2)}\n`],
    [options.junit, () => junit([item])],
    [options.markdown, () => markdown(item)],
  ] as const
  for (const [file, render] of outputs) {
    if (file === '-') context.stdout.write(render())
    else if (file !== undefined) await writeWhole(resolve(context.cwd, file), render())
  }
}

/** In GitHub Actions the verdict is shown on the pull request without any option. */
async function tellGithub(context: Context, comparison: Comparison, verdict: Verdict): Promise<void> {
  if (!isGithubActions(context.env)) return
  context.stdout.write(githubAnnotations(verdict, comparison))
  const summary = context.env.GITHUB_STEP_SUMMARY
  if (summary !== undefined && summary !== '') await appendFile(summary, markdown({ comparison, verdict }))
}
