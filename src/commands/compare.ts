import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { regressedCases, renderClaims, renderComparison } from '../reporters/index.ts'
import { type Pairing, withPairing } from './pairing.ts'
import { jsonText } from './print.ts'
import type { SideOptions } from './side.ts'

/** `assay compare`: all numbers of two runs side by side; decides nothing. */
export async function compare(
  context: Context,
  baseline: string,
  candidate: string,
  options: SideOptions & { json?: boolean },
): Promise<number> {
  return withPairing(context, { baseline, candidate }, options, async (pairing) => {
    const { comparison } = pairing
    if (options.json === true) context.stdout.write(jsonText(comparison))
    else {
      const claims = await claimsText(context, pairing)
      context.stdout.write(renderComparison(comparison, context) + (claims === '' ? '' : `\n${claims}`))
    }
    return exitCode.ok
  })
}

/** As many of the worst cases as the comparison lists. */
const worstRead = 10

async function claimsText(context: Context, { comparison, candidate }: Pairing): Promise<string> {
  const ids = regressedCases(comparison)
    .slice(0, worstRead)
    .map(({ caseId }) => caseId)
  if (ids.length === 0) return ''
  const details = await candidate.details(ids)
  return renderClaims(
    ids.map((caseId) => ({ caseId, trials: details.get(caseId) ?? [] })),
    context,
  )
}
