import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../src/core/errors.ts'
import type { ChainedEntry, LedgerEntry, LedgerHead, RecordedVerdict } from '../../src/core/ledger.ts'
import { chained, contentOf, faultsOfLedger, stateOfWaiver, waiversInForce } from '../../src/core/ledger.ts'
import type { StoredTrial } from '../../src/core/store.ts'
import { approval, chainOf, revocation, waiver } from '../store/entries.ts'
import { answered, caseNamed, grade, outcome, scores, text } from '../support/trials.ts'

const moment = (day: string) => new Date(`${day}T12:00:00.000Z`)
const faults = (entries: readonly ChainedEntry[], head: LedgerHead | undefined) =>
  faultsOfLedger(entries, head).map(formatProblem)

describe('waivers in force', () => {
  it.each([
    ['2025-04-30', 1],
    ['2025-05-01', 1],
    ['2025-05-02', 0],
  ])('hold until and including their last day, UTC: %s', (day, count) => {
    expect(waiversInForce([waiver()], 'support', moment(day))).toHaveLength(count)
    expect(stateOfWaiver([waiver()], waiver(), moment(day)).state).toBe(count === 1 ? 'in force' : 'expired')
  })

  it('are of one eval, and the newest word on a rule counts', () => {
    const longer = waiver({ id: 'w2', expires: '2025-06-01' })
    const entries = [waiver(), waiver({ id: 'w3', rule: 'errors' }), longer, revocation({ rule: 'errors' })]
    const other = waiver({ id: 'w4', eval: 'other' })
    expect(waiversInForce([...entries, other, approval()], 'support', moment('2025-04-10'))).toEqual([longer])
  })

  it('are told apart from those that were revoked or replaced', () => {
    const longer = waiver({ id: 'w2', expires: '2025-06-01' })
    const entries = [waiver(), longer, revocation()]
    const state = (item: typeof longer) => stateOfWaiver(entries, item, moment('2025-04-10'))
    expect(state(waiver())).toEqual({ state: 'replaced', by: longer })
    expect(state(longer)).toEqual({ state: 'revoked', by: revocation() })
  })
})

describe('the content of a run', () => {
  const trial = (over: Partial<StoredTrial> = {}): StoredTrial => ({
    caseId: 'a',
    repeat: 0,
    case: caseNamed('a'),
    outcome: answered('yes'),
    grades: scores(1),
    ...over,
  })
  const of = (trials: StoredTrial[]) => contentOf(trials)

  it('is the same whatever the order of trials, grades and keys', async () => {
    const [a, b] = [trial(), trial({ caseId: 'b', case: caseNamed('b') })]
    const turned = { ...a, grades: Object.fromEntries(Object.entries(a.grades).reverse()) }
    expect(await of([b, turned])).toBe(await of([a, b]))
    expect(await of([a])).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each<[string, StoredTrial[]]>([
    ['an answer', [trial({ outcome: answered('no') })]],
    ['a latency', [trial({ outcome: answered('yes', { latencyMs: 13 }) })]],
    ['a grade', [trial({ grades: scores(0.5) })]],
    ['a grader', [trial({ grades: { tone: { status: 'scored', score: 1 } } })]],
    ['the golden answer', [trial({ case: caseNamed('a', { expected: 'other' }) })]],
    ['a repeat', [trial({ repeat: 1 })]],
    ['a trial less', []],
    ['a trial more', [trial(), trial({ repeat: 1 })]],
    ['a trial twice', [trial(), trial()]],
  ])('differs by %s', async (_, trials) => {
    expect(await of(trials)).not.toBe(await of([trial()]))
  })

  it('survives being written as JSON', async () => {
    const stored = fc.record({ outcome, grades: fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), grade) })
    await fc.assert(
      fc.asyncProperty(fc.array(stored, { maxLength: 4 }), async (items) => {
        const trials = items.map((item, repeat) => trial({ ...item, repeat }))
        expect(await of(JSON.parse(JSON.stringify(trials)))).toBe(await of(trials))
      }),
      { numRuns: 50 },
    )
  })
})

describe('the faults of a ledger', () => {
  const { entries, head } = chainOf([approval(), waiver(), revocation(), approval({ id: 'a2', runId: 'run-2' })])
  const without = (number: number) => entries.filter((link) => link.number !== number)
  const changed = (number: number, over: Partial<ChainedEntry>) =>
    entries.map((link) => (link.number === number ? { ...link, ...over } : link))
  const [, second] = entries
  if (second === undefined || head === undefined) throw new Error('the chain is empty')

  it('are none where nothing was touched, and none of nothing', () => {
    expect(faults(entries, head)).toEqual([])
    expect(faults([], undefined)).toEqual([])
  })

  it.each<[string, readonly ChainedEntry[], LedgerHead | undefined, string[]]>([
    [
      'an entry that was changed',
      changed(2, { entry: waiver({ expires: '2099-01-01' }) }),
      head,
      ['entry 2 (waiver of "citations", eval "support") was changed after it was entered: its hash does not fit'],
    ],
    [
      'an entry that was changed, and its hash with it',
      changed(2, chained(waiver({ reason: 'none' }), entries[0])),
      head,
      [
        'entry 2 is not the one that entry 3 (revocation of the waiver of "citations", eval "support") was bound to: it was replaced',
      ],
    ],
    ['one that was removed', without(2), head, ['entry 2 was removed: entry 3 follows entry 1']],
    [
      'several that were removed',
      [entries.slice(-1)].flat(),
      head,
      ['entries 1 to 3 were removed: entry 4 comes first'],
    ],
    ['the last ones removed', entries.slice(0, 2), head, ['entries 3 to 4 were removed from the end']],
    ['all removed', [], head, ['entries 1 to 4 were removed from the end']],
    [
      'one that was added past the store',
      [...entries, chained(waiver({ id: 'w9' }), entries.at(-1))],
      head,
      ['entry 5 was added after what was entered last, entry 4'],
    ],
    [
      'one that was put in',
      [...entries.slice(0, 2), chained(waiver({ id: 'w9' }), second), ...entries.slice(2)],
      head,
      [
        'entry 3 (revocation of the waiver of "citations", eval "support") stands where entry 4 belongs: an entry was put in before it',
      ],
    ],
    [
      'an end that lies',
      entries,
      { number: 4, hash: 'f'.repeat(64) },
      [
        'entry 4 (approval of run "run-2", eval "support") is not what was entered last: it was replaced, or the end of the chain was changed',
      ],
    ],
    ['no end', entries, undefined, ['the end of the chain is gone: whether entries were removed cannot be known']],
  ])('tell %s', (_, links, end, told) => {
    expect(faults(links, end)).toEqual(told)
  })

  it('tell any change, removal and swap', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), text, (ledger, where, which, word) => {
        expect(faultsOfLedger(ledger.entries, ledger.head)).toEqual([])
        for (const [what, links, end] of tampered(ledger, where, which, word)) {
          expect(faultsOfLedger(links, end), what).not.toEqual([])
        }
      }),
    )
  })
})

const failed: RecordedVerdict = { decision: 'fail', sentence: 's', against: 'run-0', failed: ['errors'] }
const name = fc.constantFrom('support', 'other', 'citations', '')
const common = { id: fc.uuid(), eval: name, reason: text, by: text, at: fc.constant('2025-04-01T00:00:00.000Z') }
const entry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  fc.record({
    ...common,
    kind: fc.constant('approval' as const),
    runId: fc.uuid(),
    gradingId: fc.option(fc.uuid()),
    content: fc.option(fc.string()),
    verdict: fc.constantFrom(null, failed),
  }),
  fc.record({ ...common, kind: fc.constant('waiver' as const), rule: name, expires: fc.constant('2025-05-01') }),
  fc.record({ ...common, kind: fc.constant('revocation' as const), rule: name }),
)
const chains = fc.array(entry, { minLength: 1, maxLength: 6 }).map(chainOf)

/** Every single thing that can be done to one entry, or to the end. */
function* tampered(
  { entries, head }: ReturnType<typeof chainOf>,
  where: number,
  which: number,
  word: string,
): Generator<[string, ChainedEntry[], LedgerHead | undefined]> {
  const at = where % entries.length
  const link = entries[at]
  if (link === undefined || head === undefined) return
  const put = (...links: ChainedEntry[]) => entries.toSpliced(at, 1, ...links)
  const other = { ...link.entry, reason: `${link.entry.reason} ${word}` }
  yield ['removed', put(), head]
  yield ['twice', put(link, link), head]
  yield ['changed', put({ ...link, entry: other }), head]
  yield ['replaced', put(chained(other, entries[at - 1])), head]
  yield ['put in', put(chained(other, entries[at - 1]), link), head]
  yield ['another number', put({ ...link, number: link.number + 1 + (which % 3) }), head]
  yield ['another hash', put({ ...link, hash: `${link.hash}0` }), head]
  yield ['another previous', put({ ...link, previous: `${link.previous}0` }), head]
  const keys = Object.keys(link.entry)
  yield ['a key less', put({ ...link, entry: withoutKey(link.entry, keys[which % keys.length] ?? '') }), head]
  const swapped = entries.toSpliced(which % entries.length, 1, link)
  const partner = entries[which % entries.length]
  if (partner !== undefined && partner !== link) yield ['swapped', swapped.toSpliced(at, 1, partner), head]
  yield ['the end gone', entries, undefined]
  yield ['the end ahead', entries, { ...head, number: head.number + 1 }]
  yield ['the end behind', entries, { ...head, number: head.number - 1 }]
  yield ['the end changed', entries, { ...head, hash: link.previous }]
}

function withoutKey(item: LedgerEntry, key: string): LedgerEntry {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== key)) as unknown as LedgerEntry
}
