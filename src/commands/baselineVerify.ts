import { resolve } from 'node:path'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError, exitCode, formatProblem, messageOf } from '../core/errors.ts'
import type { Approval, ChainedEntry } from '../core/ledger.ts'
import { contentOf, currentApprovals, faultsOfLedger, isApproval, nameOfLink } from '../core/ledger.ts'
import type { Grading } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { plural } from '../text/format.ts'
import { isBaselineFile } from './baselineFile.ts'
import { verifyFile } from './baselineFileFaults.ts'
import { isApprovedAsItCounts } from './ledger.ts'
import { hasStore, withStore } from './storage.ts'

/** What was looked at, in words, and what is wrong with it. */
interface Findings {
  checked: string[]
  /** What could not be looked at, or is worth knowing and no fault. */
  notes: string[]
  faults: Problem[]
}

/**
 * `assay baseline verify`: whether the ledger is as it was written, approved runs hold what was approved, and exported files what their
 * approval says. Exits 1 with a line for each fault.
 */
export async function verify(context: Context, files: readonly string[]): Promise<number> {
  const stored = await hasStore(context)
  if (!stored && files.length === 0) {
    throw new AssayError({
      message: 'there is nothing to verify: no store yet, and no baseline file was named',
      mend: 'assay baseline verify FILE',
    })
  }
  const missing = files.find((file) => !isBaselineFile(context.cwd, file))
  if (missing !== undefined) {
    throw new AssayError({
      message: `there is no baseline file "${missing}"`,
      mend: 'write one with: assay baseline export FILE',
    })
  }
  const findings: Findings = { checked: [], notes: [], faults: [] }
  if (stored) {
    await withStore(context, { readOnly: true }, async (store) => {
      await verifyStore(store, findings)
      await verifyFiles(context, files, store, findings)
    })
  } else await verifyFiles(context, files, undefined, findings)
  return tell(context, findings)
}

function tell(context: Context, { checked, notes, faults }: Findings): number {
  for (const note of notes) context.stderr.write(`assay: note: ${formatProblem({ message: note })}\n`)
  if (faults.length === 0) {
    context.stdout.write(`in order: ${checked.join('; ')}\n`)
    return exitCode.ok
  }
  for (const fault of faults) context.stderr.write(`${formatProblem(fault)}\n`)
  context.stderr.write(`assay: ${plural(faults.length, 'fault')}\n`)
  return exitCode.regression
}

async function verifyStore(store: Store, { checked, notes, faults }: Findings): Promise<void> {
  const { entries, head } = await store.ledger()
  faults.push(...faultsOfLedger(entries, head))
  if (entries.length === 0) {
    checked.push('a ledger without entries')
    return
  }
  const runs = new Set((await store.listRuns()).map(({ id }) => id))
  const approvals = entries.filter(isApproval)
  const there = approvals.filter(({ entry }) => runs.has(entry.runId))
  const kept = there.filter(({ entry }) => entry.content !== null)
  const current = new Set(currentApprovals(entries).values())
  for (const link of kept) {
    const gradings = await store.listGradings(link.entry.runId)
    const fault = await faultOfContent(store, link, gradings)
    if (fault !== undefined) faults.push({ message: `${nameOfLink(link)}: ${fault}` })
    else if (current.has(link) && !(await isApprovedAsItCounts(store, link.entry))) {
      notes.push(`${nameOfLink(link)}: graded again since; nobody has approved the grades it is now compared by`)
    }
  }
  checked.push(
    `${plural(entries.length, 'entry', 'entries')} of the ledger in one chain`,
    `cases, answers and grades of ${plural(kept.length, 'approved run')}`,
  )
  const [gone, older] = [approvals.length - there.length, there.length - kept.length]
  if (gone > 0)
    faults.push({ message: `${plural(gone, 'approved run')} ${gone === 1 ? 'is' : 'are'} not in the store any more` })
  if (older > 0) notes.push(`approved before contents were kept, so not looked at: ${plural(older, 'approved run')}`)
}

/** What is wrong with the answers and grades of an approved run. */
async function faultOfContent(
  store: Store,
  { entry: { runId, gradingId, content } }: ChainedEntry<Approval>,
  gradings: readonly Grading[],
): Promise<string | undefined> {
  if (gradingId === null || !gradings.some(({ id }) => id === gradingId)) return 'the grading that was approved is gone'
  try {
    const now = await contentOf(store.trials(runId, { gradingId }))
    return now === content ? undefined : 'cases, answers or grades of the run were changed, added or removed since'
  } catch (error) {
    if (error instanceof AssayError) throw error
    return `cases, answers or grades of the run cannot be read any more: ${messageOf(error)}`
  }
}

async function verifyFiles(
  context: Context,
  files: readonly string[],
  store: Store | undefined,
  findings: Findings,
): Promise<void> {
  const known = store && {
    entries: (await store.ledger()).entries,
    runs: new Set((await store.listRuns()).map(({ id }) => id)),
  }
  for (const file of files) {
    const { faults, notes } = await verifyFile(resolve(context.cwd, file), file, known)
    findings.faults.push(...faults)
    findings.notes.push(...notes)
  }
  if (files.length > 0) findings.checked.push(plural(files.length, 'baseline file'))
}
