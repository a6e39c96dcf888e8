import type { Problem } from './errors.ts'
import { fingerprint, SetFingerprint } from './fingerprint.ts'
import { canonicalJson } from './json.ts'
import type { StoredTrial } from './store.ts'
import type { Decision } from './verdict.ts'

/**
 * What was decided about the baselines of evals: append-only, each entry bound to the one before by its hash, so that none can be changed
 * or taken out unseen.
 */
export type LedgerEntry = Approval | Waiver | Revocation

interface Entry {
  id: string
  eval: string
  /** Why. */
  reason: string
  /** Who, as far as the surroundings tell (CI's actor, Git's user, the login name). */
  by: string
  /** When: ISO 8601, UTC. */
  at: string
}

/** A run approved as what later ones are compared with; the newest approval of an eval is its baseline. */
export interface Approval extends Entry {
  kind: 'approval'
  runId: string
  /** The grading that was approved, and the hash of answers and grades at the time; null in entries from before they were kept. */
  gradingId: string | null
  content: string | null
  /** What the gate said of it against the baseline before; null where there was none, or nothing could be said. */
  verdict: RecordedVerdict | null
}

export interface RecordedVerdict {
  decision: Decision
  sentence: string
  /** The run it was judged against. */
  against: string
  /** Rules that failed. */
  failed: string[]
}

/** A rule that may fail without failing the gate, up to and including a day. The newest waiver or revocation of a rule counts. */
export interface Waiver extends Entry {
  kind: 'waiver'
  /** As findings name it: `citations`, `citations.exists`, `errors`, `latencyP95`, `citations on refunds`, ... */
  rule: string
  /** `2026-12-31`, UTC: the last day on which it holds. */
  expires: string
}

export interface Revocation extends Entry {
  kind: 'revocation'
  rule: string
}

/** An entry in its place in the chain. */
export interface ChainedEntry<E extends LedgerEntry = LedgerEntry> {
  /** From 1, without gaps. */
  number: number
  /** The hash of the entry before; of the first, `''`. */
  previous: string
  /** Of number, previous and entry. */
  hash: string
  entry: E
}

/** The end of the chain, kept apart from it, so that entries taken from its end are missed. */
export interface LedgerHead {
  number: number
  hash: string
}

/** The entry bound to the end of a chain. */
export function chained<E extends LedgerEntry>(entry: E, head: LedgerHead | undefined): ChainedEntry<E> {
  const place = { number: (head?.number ?? 0) + 1, previous: head?.hash ?? '' }
  return { ...place, hash: entryHash({ ...place, entry }), entry }
}

/** SHA-256 of the canonical JSON of an entry with its place. */
export function entryHash({ number, previous, entry }: Omit<ChainedEntry, 'hash'>): string {
  return fingerprint({ number, previous, entry })
}

/**
 * SHA-256 of what one grading of a run holds: the cases, answers and grades of its trials, whatever their order. Streams: memory is 32
 * bytes a trial.
 */
export async function contentOf(trials: AsyncIterable<StoredTrial> | Iterable<StoredTrial>): Promise<string> {
  const content = new SetFingerprint()
  for await (const { caseId, repeat, case: item, outcome, grades } of trials) {
    content.add(canonicalJson({ caseId, repeat, case: item, outcome, grades }))
  }
  return content.digest()
}

export function isApproval(link: ChainedEntry): link is ChainedEntry<Approval> {
  return link.entry.kind === 'approval'
}

/** Whether an entry lets a rule fail, or takes that back. */
export function isWaiving(link: ChainedEntry): link is ChainedEntry<Waiver | Revocation> {
  return link.entry.kind === 'waiver' || link.entry.kind === 'revocation'
}

/** The newest approval of every eval: the run it approves is the baseline. */
export function currentApprovals(entries: readonly ChainedEntry[]): ReadonlyMap<string, ChainedEntry<Approval>> {
  return new Map(entries.filter(isApproval).map((link) => [link.entry.eval, link]))
}

/** The newest waiver or revocation of each rule of an eval, from entries in their order. */
export function newestOfRules(
  entries: readonly LedgerEntry[],
  evalName: string,
): ReadonlyMap<string, Waiver | Revocation> {
  const newest = new Map<string, Waiver | Revocation>()
  for (const entry of entries) {
    if (entry.eval === evalName && entry.kind !== 'approval') newest.set(entry.rule, entry)
  }
  return newest
}

/** The waivers of an eval that hold at a moment, one a rule. */
export function waiversInForce(entries: readonly LedgerEntry[], evalName: string, at: Date): Waiver[] {
  const newest = [...newestOfRules(entries, evalName).values()]
  return newest.filter((entry): entry is Waiver => entry.kind === 'waiver' && entry.expires >= dayOf(at))
}

/** Whether a waiver holds at a moment, and if not, why; `by` is the entry that took its place. */
export type WaiverState =
  | { state: 'in force' | 'expired' }
  | { state: 'revoked'; by: Revocation }
  | { state: 'replaced'; by: Waiver }

export function stateOfWaiver(entries: readonly LedgerEntry[], waiver: Waiver, at: Date): WaiverState {
  const place = entries.findIndex(({ id }) => id === waiver.id)
  const next = entries
    .slice(place + 1)
    .find((entry) => entry.kind !== 'approval' && entry.eval === waiver.eval && entry.rule === waiver.rule)
  if (next?.kind === 'revocation') return { state: 'revoked', by: next }
  if (next?.kind === 'waiver') return { state: 'replaced', by: next }
  return { state: waiver.expires >= dayOf(at) ? 'in force' : 'expired' }
}

/** The day of a moment in UTC: `2026-12-31`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/**
 * What was changed, removed, put in or moved in a ledger since it was written, as far as it shows: who can rewrite everything from the
 * change to the end, and the end itself, leaves no trace here. Exported baseline files keep one elsewhere.
 */
export function faultsOfLedger(entries: readonly ChainedEntry[], head: LedgerHead | undefined): Problem[] {
  const messages = entries.flatMap((link, index) => faultsOfLink(link, entries[index - 1]))
  return [...messages, ...faultsOfEnd(entries.at(-1), head)].map((message) => ({ message }))
}

function faultsOfLink(link: ChainedEntry, before: ChainedEntry | undefined): string[] {
  const { number, previous } = link
  const due = (before?.number ?? 0) + 1
  if (entryHash(link) !== link.hash) {
    return [`${nameOfLink(link)} was changed after it was entered: its hash does not fit`]
  }
  if (number > due) {
    const place = before === undefined ? 'comes first' : `follows entry ${before.number}`
    return [`${removed(due, number - 1)}: entry ${number} ${place}`]
  }
  if (number < due) return [`${nameOfLink(link)} stands where entry ${due} belongs: an entry was put in before it`]
  if (previous === (before?.hash ?? '')) return []
  return before === undefined
    ? [`${nameOfLink(link)} was bound to an entry before it, which is not there`]
    : [`entry ${before.number} is not the one that ${nameOfLink(link)} was bound to: it was replaced`]
}

function faultsOfEnd(last: ChainedEntry | undefined, head: LedgerHead | undefined): string[] {
  if (head === undefined) {
    return last === undefined ? [] : ['the end of the chain is gone: whether entries were removed cannot be known']
  }
  const number = last?.number ?? 0
  if (number < head.number) return [`${removed(number + 1, head.number)} from the end`]
  if (last === undefined) return [`the end of the chain was changed: it names an entry ${head.number}`]
  if (number > head.number) return [`entry ${number} was added after what was entered last, entry ${head.number}`]
  if (last.hash === head.hash) return []
  return [`${nameOfLink(last)} is not what was entered last: it was replaced, or the end of the chain was changed`]
}

function removed(first: number, last: number): string {
  return first === last ? `entry ${first} was removed` : `entries ${first} to ${last} were removed`
}

/** `entry 3 (waiver of "citations", eval "support")` */
export function nameOfLink({ number, entry }: ChainedEntry): string {
  return `entry ${number} (${subjectOf(entry)}, eval "${entry.eval}")`
}

function subjectOf(entry: LedgerEntry): string {
  switch (entry.kind) {
    case 'approval':
      return `approval of run "${entry.runId}"`
    case 'waiver':
      return `waiver of "${entry.rule}"`
    case 'revocation':
      return `revocation of the waiver of "${entry.rule}"`
    default:
      // Whoever changes entries is bound to no type.
      return 'of no known kind'
  }
}
