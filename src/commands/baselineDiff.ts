import type { Context } from '../core/context.ts'
import { AssayError, exitCode, formatProblem } from '../core/errors.ts'
import type { Approval, ChainedEntry } from '../core/ledger.ts'
import { isApproval } from '../core/ledger.ts'
import { targetLabel } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { renderComparison } from '../reporters/index.ts'
import { formatTime } from '../text/format.ts'
import { isBaselineFile } from './baselineFile.ts'
import { approvalIn, isChained } from './baselineHeader.ts'
import { pairSides } from './pairing.ts'
import { printJson } from './print.ts'
import type { Side, SideOptions } from './side.ts'
import { resolvePair, severalEvals, storeSide } from './side.ts'
import { withStore } from './storage.ts'

/**
 * `assay baseline diff`: who approved what, when and why, and what changed from the one to the other. Without references the two newest
 * baselines of an eval; with one, that and the baseline. Two files need no store.
 */
export async function diff(
  context: Context,
  references: { old?: string | undefined; new?: string | undefined },
  options: SideOptions & { json?: boolean },
): Promise<number> {
  const { old: baseline, new: candidate = 'baseline' } = references
  const orEmpty = [baseline, candidate].every((named) => named !== undefined && isBaselineFile(context.cwd, named))
  return withStore(context, { readOnly: true, orEmpty }, async (store, { root }) => {
    const approvals = (await store.ledger()).entries.filter(isApproval)
    const sides =
      baseline === undefined
        ? await newestTwo(store, approvals, options)
        : await resolvePair(context, store, { baseline, candidate }, options)
    const { comparison } = await pairSides(context, sides, root, store)
    const [before, after] = [approved(sides.baseline, approvals), approved(sides.candidate, approvals)]
    if (options.json === true) {
      printJson(context, { eval: comparison.eval, old: approvedJson(before), new: approvedJson(after), comparison })
    } else {
      context.stdout.write(`${inWords('old', before)}${inWords('new', after)}\n`)
      context.stdout.write(renderComparison(comparison, context))
    }
    return exitCode.ok
  })
}

/** The baseline and the one before it, which is another run. @throws AssayError where there are no two, or several evals have some */
async function newestTwo(
  store: Store,
  approvals: readonly ChainedEntry<Approval>[],
  options: SideOptions,
): Promise<{ baseline: Side; candidate: Side }> {
  const found = approvals.filter(({ entry }) => options.eval === undefined || entry.eval === options.eval)
  const evals = new Set(found.map(({ entry }) => entry.eval))
  if (evals.size > 1) throw severalEvals('the approvals are of', [...evals])
  const newest = found.at(-1)?.entry
  const before = found.findLast(({ entry }) => entry.runId !== newest?.runId)?.entry
  if (newest === undefined || before === undefined) {
    const name = newest?.eval ?? options.eval
    throw new AssayError({
      message: `${newest === undefined ? 'no baseline' : 'only one baseline'} has been approved${name === undefined ? '' : ` for ${name}`}`,
      mend: 'name two runs or baseline files: assay baseline diff OLD NEW',
    })
  }
  const side = async ({ runId }: Approval) => storeSide(store, await store.getRun(runId))
  return { baseline: await side(before), candidate: await side(newest) }
}

interface Approved {
  side: Side
  approval: Approval | null
  /** Its place in the ledger, where it has one. */
  place: { number: number; hash: string } | null
}

/** The newest approval of the run, as its file or the ledger has it. */
function approved(side: Side, approvals: readonly ChainedEntry<Approval>[]): Approved {
  const { header, run } = side
  const link = header === undefined ? approvals.findLast(({ entry }) => entry.runId === run.id) : header.approval
  const chained = link != null && isChained(link) ? link : undefined
  return {
    side,
    approval: header === undefined ? (chained?.entry ?? null) : approvalIn(header),
    place: chained === undefined ? null : { number: chained.number, hash: chained.hash },
  }
}

function approvedJson({ side: { run, file }, approval, place }: Approved) {
  const shown = approval && {
    id: approval.id,
    reason: approval.reason,
    approvedBy: approval.by,
    approvedAt: approval.at,
    verdict: approval.verdict,
    number: place?.number ?? null,
    hash: place?.hash ?? null,
  }
  return { runId: run.id, target: run.target.name, file: file ?? null, approval: shown }
}

function inWords(role: string, { side: { run, file }, approval }: Approved): string {
  const subject = `${role}  ${targetLabel(run.target)}${file === undefined ? '' : ` (${file})`}`
  if (approval === null) return `${formatProblem({ message: `${subject}, never approved` })}\n`
  const { by, at, reason, verdict } = approval
  const lines = [`${subject}, approved ${formatTime(at)} UTC by ${by}: ${reason}`]
  if (verdict !== null) lines.push(`     the gate then, against run ${verdict.against}: ${verdict.sentence}`)
  return lines.map((message) => `${formatProblem({ message })}\n`).join('')
}
