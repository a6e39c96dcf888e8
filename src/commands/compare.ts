import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { renderComparison } from '../reporters/index.ts'
import { withPairing } from './pairing.ts'
import { jsonText } from './print.ts'
import type { SideOptions } from './side.ts'

/** `assay compare`: all numbers of two runs side by side; decides nothing. */
export async function compare(
  context: Context,
  baseline: string,
  candidate: string,
  options: SideOptions & { json?: boolean },
): Promise<number> {
  return withPairing(context, { baseline, candidate }, options, async ({ comparison }) => {
    const text = options.json === true ? jsonText(comparison) : renderComparison(comparison, context)
    context.stdout.write(text)
    return exitCode.ok
  })
}
