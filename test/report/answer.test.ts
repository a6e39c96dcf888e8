import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/core/grade.ts'
import { pieces } from '../../src/report/answer.ts'

const evidence = (changes: Partial<Evidence>): Evidence => ({
  kind: 'figure',
  verdict: 'bad',
  message: 'not so',
  ...changes,
})
const text = 'It costs €9 a day, or €14 a month.'

describe('the pieces of an answer', () => {
  it('mark evidence at its offsets and end with its number', () => {
    const list = pieces(text, { spans: [], tag: 'ins' }, [{ number: 3, evidence: evidence({ start: 9, end: 11 }) }])
    expect(list.map((piece) => [piece.text, piece.tag, piece.verdict, piece.ends.map((end) => end.number)])).toEqual([
      ['It costs ', null, null, []],
      ['€9', 'mark', 'bad', [3]],
      [' a day, or €14 a month.', null, null, []],
    ])
  })

  it('show both, where evidence lies on words that differ, and the worse of two that overlap', () => {
    const list = pieces(text, { spans: [{ start: 9, end: 17 }], tag: 'ins' }, [
      { number: 1, evidence: evidence({ start: 0, end: 17, verdict: 'good' }) },
      { number: 2, evidence: evidence({ start: 9, end: 11 }) },
    ])
    expect(list.map((piece) => [piece.text, piece.tag, piece.verdict])).toEqual([
      ['It costs ', 'mark', 'good'],
      ['€9', 'ins', 'bad'],
      [' a day', 'ins', 'good'],
      [', or €14 a month.', null, null],
    ])
  })

  it('never cut a character in two', () => {
    const list = pieces('a🚲b', { spans: [], tag: 'del' }, [{ number: 1, evidence: evidence({ start: 2, end: 4 }) }])
    expect(list.map((piece) => piece.text)).toEqual(['a', '🚲b'])
    const front = pieces('a🚲b', { spans: [], tag: 'del' }, [{ number: 1, evidence: evidence({ start: 0, end: 2 }) }])
    expect(front.map((piece) => piece.text)).toEqual(['a🚲', 'b'])
  })

  it('are the text again, whatever spans and offsets they are made of', () => {
    const offset = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.double(), fc.constant(undefined))
    const marks = fc.array(
      fc.record({
        start: offset,
        end: offset,
        verdict: fc.constantFrom('good' as const, 'bad' as const, 'info' as const),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        marks,
        fc.nat(20),
        fc.nat(20),
        (given, list, start, length) => {
          const numbered = list.map(({ start: from, end, verdict }, index) => ({
            number: index + 1,
            evidence: evidence({
              verdict,
              ...(from === undefined ? {} : { start: from }),
              ...(end === undefined ? {} : { end }),
            }),
          }))
          const result = pieces(given, { spans: [{ start, end: start + length + 1 }], tag: 'ins' }, numbered)
          expect(result.map((piece) => piece.text).join('')).toBe(given)
        },
      ),
    )
  })
})
