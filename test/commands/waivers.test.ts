import { describe, expect, it } from 'vitest'
import type { BaselineHeader } from '../../src/commands/baselineHeader.ts'
import type { Side } from '../../src/commands/side.ts'
import { waiversFor } from '../../src/commands/waivers.ts'
import type { LedgerEntry, Revocation, Waiver } from '../../src/core/ledger.ts'
import { chainOf, revocation, waiver } from '../store/entries.ts'
import { manifest } from '../support/trials.ts'

const run = { ...manifest(), status: 'complete' as const }
const side: Side = {
  run,
  graded: async () => Promise.reject(new Error('not asked for')),
  async *trials() {},
  details: async () => new Map(),
}

function fileWith(...entries: (Waiver | Revocation)[]): Side {
  const grading = { id: 'g', runId: run.id, graders: [], createdAt: '', complete: true }
  const waivers = chainOf(entries).entries as NonNullable<BaselineHeader['waivers']>
  return { ...side, file: 'base.jsonl', header: { assayBaseline: 1, approval: null, waivers, run, grading, trials: 0 } }
}

const between = (baseline: Side, candidate: Side, ...entries: LedgerEntry[]) =>
  waiversFor({ ledger: async () => chainOf(entries) }, { baseline, candidate }, new Date('2025-04-10'))
const inForce = (baseline: Side, ...entries: LedgerEntry[]) => between(baseline, side, ...entries)

const [early, late] = ['2025-04-02T00:00:00.000Z', '2025-04-05T00:00:00.000Z']

describe('waivers of store and file', () => {
  it('count together', async () => {
    const errors = waiver({ id: 'w2', rule: 'errors' })
    expect(await inForce(fileWith(waiver()), errors)).toEqual([waiver(), errors])
    expect(await inForce(fileWith())).toEqual([])
    expect(await inForce(side, waiver({ eval: 'other' }))).toEqual([])
  })

  it('do not count where the candidate brings them', async () => {
    expect(await between(side, fileWith(waiver()))).toEqual([])
    const taken = revocation({ at: late })
    expect(await between(fileWith(waiver({ at: early })), fileWith(taken))).toHaveLength(1)
  })

  it('are of one rule what was said last, wherever that is', async () => {
    const longer = waiver({ id: 'w2', at: late, expires: '2025-06-01' })
    expect(await inForce(fileWith(waiver({ at: early })), longer)).toEqual([longer])
    expect(await inForce(fileWith(longer), waiver({ at: early }))).toEqual([longer])
    expect(await inForce(fileWith(waiver({ at: early })), revocation({ at: late }))).toEqual([])
    expect(await inForce(fileWith(revocation({ at: late })), waiver({ at: early }))).toEqual([])
    expect(await inForce(fileWith(waiver({ at: late })), revocation({ at: early }))).toHaveLength(1)
  })

  it('are within one ledger what stands last, whatever the clocks said', async () => {
    expect(await inForce(side, waiver({ at: late }), revocation({ at: early }))).toEqual([])
    expect(await inForce(fileWith(waiver({ at: late }), revocation({ at: early })))).toEqual([])
  })
})
