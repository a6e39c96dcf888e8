import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import { verdictExitCode } from '../core/verdict.ts'
import {
  githubAnnotations,
  githubFault,
  junit,
  markdown,
  renderComparison,
  renderVerdict,
  verdictJson,
} from '../reporters/index.ts'
import type { OutputOptions } from './gateOutput.ts'
import { GateOutput } from './gateOutput.ts'
import { gatePolicy } from './gatePolicy.ts'
import { decidePairing, requirePolicy, withPairing } from './pairing.ts'
import { jsonText } from './print.ts'
import type { SideOptions } from './side.ts'

export interface GateOptions extends SideOptions, OutputOptions {
  against?: string
  policy?: string
  certify?: boolean
  allowDatasetChange?: boolean
  partial?: boolean
  explain?: boolean
}

/** `assay gate`: the verdict as text, files, annotations and exit code. */
export async function gate(context: Context, candidate: string | undefined, options: GateOptions): Promise<number> {
  const output = new GateOutput(context, options)
  if (options.policy !== undefined)
    return gatePolicy(context, candidate, { ...options, policy: options.policy }, output)
  const references = { baseline: options.against ?? 'baseline', candidate: candidate ?? 'latest' }
  return withPairing(context, references, options, async (pairing) => {
    const { comparison } = pairing
    try {
      const policy = requirePolicy(pairing)
      const verdict = decidePairing(pairing, decisionOptions(options))
      output.print(renderComparison(comparison, context))
      output.print(`\n${renderVerdict(verdict, { ...context, explain: options.explain === true })}`)
      const item = { comparison, verdict, policy }
      await output.write({
        json: () => jsonText(verdictJson(item)),
        junit: () => junit([item]),
        markdown: () => markdown(item),
      })
      output.annotate(githubAnnotations(verdict, comparison))
      await output.addSummary(markdown(item))
      return verdictExitCode(verdict)
    } catch (error) {
      if (error instanceof AssayError) {
        output.annotate(githubFault(comparison.eval, error.message))
        await output.write({ junit: () => junit([{ eval: comparison.eval, problem: error.message }]) })
      }
      throw error
    }
  })
}

/** What the command's options are to the gate. */
export function decisionOptions({ certify, allowDatasetChange, partial }: GateOptions) {
  return {
    certify: certify === true,
    allowDatasetChange: allowDatasetChange === true,
    allowPartial: partial === true,
  }
}
