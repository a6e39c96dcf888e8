import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import type { Approval, ChainedEntry, LedgerEntry, RecordedVerdict, Waiver, WaiverState } from '../core/ledger.ts'
import { currentApprovals, isApproval, stateOfWaiver } from '../core/ledger.ts'
import { table } from '../reporters/index.ts'
import { formatTime, missing } from '../text/format.ts'
import { printJson } from './print.ts'
import type { SideOptions } from './side.ts'
import { hasStore, withStore } from './storage.ts'

/** `assay baseline list`: approvals and waivers, newest first. */
export async function list(context: Context, options: SideOptions & { json?: boolean }): Promise<number> {
  if (!(await hasStore(context))) return tellNone(context, options)
  return withStore(context, { readOnly: true }, async (store) => {
    const { entries: all } = await store.ledger()
    const entries = all.filter(({ entry }) => options.eval === undefined || entry.eval === options.eval)
    const targets = new Map((await store.listRuns()).map((run) => [run.id, run.target.name]))
    const approvals = approvalRows(entries, targets)
    const waivers = waiverRows(entries, context.now())
    if (approvals.length + waivers.length === 0) return tellNone(context, options)
    if (options.json === true) {
      printJson(context, { baselines: approvals.map(approvalJson), waivers: waivers.map(waiverJson) })
    } else {
      const tables = [approvalTable(approvals, context), waiverTable(waivers, context)]
      context.stdout.write(tables.filter((text) => text !== '').join('\n'))
    }
    return exitCode.ok
  })
}

function tellNone(context: Context, { json }: { json?: boolean }): number {
  if (json === true) printJson(context, { baselines: [], waivers: [] })
  else context.stdout.write('No baseline has been approved yet: assay baseline approve RUN --reason "..."\n')
  return exitCode.ok
}

interface ApprovalRow {
  link: ChainedEntry<Approval>
  target: string | null
  /** Whether it is the newest of its eval. */
  current: boolean
}

function approvalRows(entries: readonly ChainedEntry[], targets: ReadonlyMap<string, string>): ApprovalRow[] {
  const newest = currentApprovals(entries)
  return entries
    .filter(isApproval)
    .toReversed()
    .map((link) => ({
      link,
      target: targets.get(link.entry.runId) ?? null,
      current: newest.get(link.entry.eval) === link,
    }))
}

function approvalJson({ link: { number, hash, entry }, target, current }: ApprovalRow) {
  const { id, eval: evalName, runId, reason, by: approvedBy, at: approvedAt, verdict } = entry
  return { id, eval: evalName, runId, target, reason, approvedBy, approvedAt, current, verdict, number, hash }
}

function approvalTable(rows: readonly ApprovalRow[], context: Context): string {
  if (rows.length === 0) return ''
  const text = table(
    rows,
    [
      { header: '  eval', value: ({ link, current }) => `${current ? '*' : ' '} ${link.entry.eval}` },
      { header: 'run', value: ({ link }) => link.entry.runId },
      { header: 'target', value: ({ target }) => target ?? missing },
      { header: 'the gate then', value: ({ link }) => verdictInShort(link.entry.verdict), min: 12 },
      { header: 'approved (UTC)', value: ({ link }) => formatTime(link.entry.at) },
      { header: 'by', value: ({ link }) => nameOf(link.entry), min: 8 },
      { header: 'reason', value: ({ link }) => link.entry.reason, min: 10 },
    ],
    context,
  )
  return `${text}* the baseline of its eval now\n`
}

/** Without the address, for which a table has no room. */
function nameOf({ by }: Pick<LedgerEntry, 'by'>): string {
  return by.replace(/ <[^<>]*>$/, '')
}

/** `fail: citations, errors`, `pass`, or a dash where nothing was said. */
function verdictInShort(verdict: RecordedVerdict | null): string {
  if (verdict === null) return missing
  return verdict.failed.length === 0 ? verdict.decision : `${verdict.decision}: ${verdict.failed.join(', ')}`
}

interface WaiverRow {
  number: number
  hash: string
  waiver: Waiver
  state: WaiverState
}

function waiverRows(entries: readonly ChainedEntry[], now: Date): WaiverRow[] {
  const all: LedgerEntry[] = entries.map(({ entry }) => entry)
  const rows = entries.flatMap(({ number, hash, entry }) =>
    entry.kind === 'waiver' ? [{ number, hash, waiver: entry, state: stateOfWaiver(all, entry, now) }] : [],
  )
  return rows.toReversed()
}

function waiverJson({ number, hash, waiver, state }: WaiverRow) {
  const { id, eval: evalName, rule, reason, by, at, expires } = waiver
  const end = 'by' in state ? { endedBy: state.by.by, endedAt: state.by.at, endedBecause: state.by.reason } : undefined
  return { id, eval: evalName, rule, reason, by, at, expires, state: state.state, ...end, number, hash }
}

function waiverTable(rows: readonly WaiverRow[], context: Context): string {
  if (rows.length === 0) return ''
  return table(
    rows,
    [
      { header: 'eval', value: ({ waiver }) => waiver.eval },
      { header: 'waived', value: ({ waiver }) => waiver.rule },
      { header: 'state', value: stateInWords, min: 25 },
      { header: 'since (UTC)', value: ({ waiver }) => formatTime(waiver.at) },
      { header: 'by', value: ({ waiver }) => nameOf(waiver), min: 8 },
      { header: 'reason', value: ({ waiver }) => waiver.reason, min: 10 },
    ],
    context,
  )
}

function stateInWords({ waiver, state }: WaiverRow): string {
  switch (state.state) {
    case 'in force':
      return `in force until ${waiver.expires}`
    case 'expired':
      return `expired after ${waiver.expires}`
    case 'revoked':
      return `revoked ${formatTime(state.by.at)} by ${nameOf(state.by)}: ${state.by.reason}`
    case 'replaced':
      return `replaced ${formatTime(state.by.at)}`
  }
}
