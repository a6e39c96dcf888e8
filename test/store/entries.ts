import type { Approval, ChainedEntry, LedgerEntry, LedgerHead, Revocation, Waiver } from '../../src/core/ledger.ts'
import { chained } from '../../src/core/ledger.ts'

const by = 'Ada <ada@example.org>'

export function approval(over: Partial<Approval> = {}): Approval {
  return {
    kind: 'approval',
    id: 'a1',
    eval: 'support',
    runId: 'run-1',
    reason: 'first',
    by,
    at: '2025-04-01T00:00:00.000Z',
    gradingId: 'grading-1',
    content: 'c'.repeat(64),
    verdict: null,
    ...over,
  }
}

export function waiver(over: Partial<Waiver> = {}): Waiver {
  return {
    kind: 'waiver',
    id: 'w1',
    eval: 'support',
    rule: 'citations',
    reason: 'the index is being rebuilt',
    by,
    at: '2025-04-02T00:00:00.000Z',
    expires: '2025-05-01',
    ...over,
  }
}

export function revocation(over: Partial<Revocation> = {}): Revocation {
  return {
    kind: 'revocation',
    id: 'r1',
    eval: 'support',
    rule: 'citations',
    reason: 'the index is there',
    by,
    at: '2025-04-03T00:00:00.000Z',
    ...over,
  }
}

/** Entries as a ledger keeps them, and its end. */
export function chainOf(entries: readonly LedgerEntry[]): { entries: ChainedEntry[]; head: LedgerHead | undefined } {
  const links: ChainedEntry[] = []
  for (const entry of entries) links.push(chained(entry, links.at(-1)))
  const last = links.at(-1)
  return { entries: links, head: last && { number: last.number, hash: last.hash } }
}
