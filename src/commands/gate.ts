import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Comparison } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Verdict } from '../core/verdict.ts'
import { verdictExitCode } from '../core/verdict.ts'
import { decide } from '../gate/index.ts'
import {
  githubAnnotations,
  githubFault,
  isGithubActions,
  junit,
  markdown,
  renderComparison,
  renderVerdict,
  verdictJson,
} from '../reporters/index.ts'
import { writeWhole } from './files.ts'
import { requirePolicy, withPairing } from './pairing.ts'
import { jsonText } from './print.ts'
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
  const isPiped = requireOneOutput(options)
  return withPairing(context, { baseline: options.against, candidate }, options, async (pairing) => {
    const { comparison } = pairing
    // A file on standard output must be all there is; GitHub reads annotations from standard error as well.
    const annotate = (text: string) => {
      if (isGithubActions(context.env)) context[isPiped ? 'stderr' : 'stdout'].write(text)
    }
    try {
      const policy = requirePolicy(pairing)
      const verdict = decide(comparison, policy, {
        certify: options.certify === true,
        allowDatasetChange: options.allowDatasetChange === true,
        allowPartial: options.partial === true,
      })
      if (!isPiped) {
        context.stdout.write(renderComparison(comparison, context))
        context.stdout.write(`\n${renderVerdict(verdict, { ...context, explain: options.explain === true })}`)
      }
      await writeFiles(context, options, { comparison, verdict, policy })
      annotate(githubAnnotations(verdict, comparison))
      await addSummary(context, comparison, verdict)
      return verdictExitCode(verdict)
    } catch (error) {
      if (error instanceof AssayError) {
        annotate(githubFault(comparison.eval, error.message))
        await writeOutput(context, options.junit, () => junit([{ eval: comparison.eval, problem: error.message }]))
      }
      throw error
    }
  })
}

/** Whether one of the files goes to standard output. @throws AssayError when several would */
function requireOneOutput({ json, junit, markdown }: GateOptions): boolean {
  const piped = [json, junit, markdown].filter((file) => file === '-').length
  if (piped > 1) throw new AssayError('only one of --json, --junit and --markdown can go to standard output ("-")')
  return piped === 1
}

async function writeFiles(
  context: Context,
  options: GateOptions,
  item: { comparison: Comparison; verdict: Verdict; policy: GatePolicy },
): Promise<void> {
  await writeOutput(context, options.json, () => jsonText(verdictJson(item)))
  await writeOutput(context, options.junit, () => junit([item]))
  await writeOutput(context, options.markdown, () => markdown(item))
}

async function writeOutput(context: Context, file: string | undefined, render: () => string): Promise<void> {
  if (file === '-') context.stdout.write(render())
  else if (file !== undefined) await writeWhole(resolve(context.cwd, file), render())
}

/** In GitHub Actions the verdict is shown on the pull request without any option. */
async function addSummary({ env }: Context, comparison: Comparison, verdict: Verdict): Promise<void> {
  const summary = env.GITHUB_STEP_SUMMARY
  if (isGithubActions(env) && summary !== undefined && summary !== '') {
    await appendFile(summary, markdown({ comparison, verdict }))
  }
}
