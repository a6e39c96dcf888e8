import { resolve } from 'node:path'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import type { RecordedVerdict } from '../core/ledger.ts'
import { contentOf, currentApprovals, isApproval, isWaiving } from '../core/ledger.ts'
import type { Run } from '../core/run.ts'
import { isPartial } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import type { Verdict } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import { writeBaselineFile } from './baselineFile.ts'
import { isApprovedAsItCounts, reasonIn, signature } from './ledger.ts'
import { decidePairing, pairSides } from './pairing.ts'
import type { SideOptions } from './side.ts'
import { gradingOf, resolveRun, storeSide } from './side.ts'
import { withStore } from './storage.ts'

/**
 * `assay baseline approve`: entered in the ledger, with what was approved and what the gate says of it against the baseline before; the
 * newest approval of an eval counts.
 */
export async function approve(
  context: Context,
  reference: string,
  options: SideOptions & { reason: string },
): Promise<number> {
  const reason = reasonIn(options.reason, 'say in a sentence why this run is good enough')
  return withStore(context, { create: false }, async (store, { root, env }) => {
    const named = await resolveRun(context, store, reference, options)
    // Of a baseline file, too, what is approved is the run in the store.
    const run = await store.getRun(named.run.id)
    await requireWhole(store, run)
    const judged = await judge(context, store, root, run)
    const { id: gradingId } = await gradingOf(store, run)
    const content = await contentOf(store.trials(run.id, { gradingId }))
    const signed = await signature(context, env)
    const approved = { runId: run.id, gradingId, content, verdict: recorded(judged) }
    await store.appendEntry({ kind: 'approval', eval: run.eval, reason, ...signed, ...approved })
    context.stdout.write(
      `${run.id} (${run.target.name}) is the baseline of ${run.eval} now, approved by ${signed.by}\n`,
    )
    if (judged !== undefined) tellVerdict(context, judged)
    return exitCode.ok
  })
}

/** @throws AssayError where the run is not complete, or covers only a part of the dataset */
async function requireWhole(store: Store, run: Run): Promise<void> {
  if (run.status !== 'complete')
    throw new AssayError({ message: `run ${run.id} is not complete`, mend: `assay run --resume ${run.id}` })
  if (isPartial(run))
    throw new AssayError({
      message: `run ${run.id} covers only a part of the dataset`,
      mend: 'approve a run made without --limit and --tag',
    })
  const { trials } = await store.totals(run.id)
  if (run.adaptive?.by === 'cases' && trials < run.cases * run.repeats)
    throw new AssayError({
      message: `run ${run.id} ended before all cases were asked`,
      mend: 'approve a run made without --adaptive cases',
    })
}

interface Judged {
  verdict: Verdict
  /** The run that was the baseline before. */
  against: string
}

/** What the gate says of a run against the baseline before it; undefined where there is none, or it cannot judge, which is told. */
async function judge(context: Context, store: Store, root: string, run: Run): Promise<Judged | undefined> {
  const against = currentApprovals((await store.ledger()).entries).get(run.eval)?.entry.runId
  if (against === undefined || against === run.id) return undefined
  try {
    const sides = { baseline: storeSide(store, await store.getRun(against)), candidate: storeSide(store, run) }
    return { against, verdict: decidePairing(await pairSides(context, sides, root, store)) }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    for (const line of error.message.split('\n')) {
      context.stderr.write(
        `assay: note: the gate cannot judge it against the baseline before, run ${against}: ${line}\n`,
      )
    }
    return undefined
  }
}

function recorded(judged: Judged | undefined): RecordedVerdict | null {
  if (judged === undefined) return null
  const { against, verdict } = judged
  const failed = verdict.findings.filter(({ blocks }) => blocks).map(({ rule }) => rule)
  return { decision: verdict.decision, sentence: verdict.sentence, against, failed: [...new Set(failed)] }
}

function tellVerdict(context: Context, { verdict, against }: Judged): void {
  if (verdict.decision === 'fail') {
    context.stderr.write(`assay: note: approved although the gate fails: ${reasonOf(verdict)}\n`)
  } else {
    context.stdout.write(`the gate against the baseline before, run ${against}: ${verdict.sentence}\n`)
  }
}

/**
 * `assay baseline export`: everything a comparison and a report need, with approval and waivers as the ledger has them, so that CI needs
 * no shared store.
 */
export async function exportFile(
  context: Context,
  file: string,
  options: SideOptions & { run?: string },
): Promise<number> {
  if (!/\.jsonl?$/.test(file))
    throw new AssayError({
      message: `"${file}" does not end in .jsonl`,
      mend: 'a baseline file is JSON Lines: NAME.jsonl',
    })
  return withStore(context, { readOnly: true }, async (store) => {
    const { run } = await resolveRun(context, store, options.run ?? 'baseline', options)
    const grading = await gradingOf(store, run)
    const entries = (await store.ledger()).entries.filter(({ entry }) => entry.eval === run.eval)
    const approval = entries.filter(isApproval).findLast(({ entry }) => entry.runId === run.id) ?? null
    const { trials } = await store.totals(run.id)
    const waivers = entries.filter(isWaiving)
    await writeBaselineFile(
      resolve(context.cwd, file),
      { assayBaseline: 1, approval, waivers, run, grading, trials },
      store.trials(run.id, { gradingId: grading.id }),
    )
    if (approval !== null && !(await isApprovedAsItCounts(store, approval.entry))) {
      context.stderr.write(
        `assay: note: run ${run.id} was graded again since it was approved, and the file holds the new grades; approve them with: assay baseline approve ${run.id} --reason "..."\n`,
      )
    }
    context.stdout.write(
      `${file}: ${run.eval}, ${run.target.name}, ${trials} trials; compare with: assay gate --against ${file}\n`,
    )
    return exitCode.ok
  })
}
