import { diffArrays } from 'diff'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WordComparer } from '../../src/report/words.ts'
import type { Span } from '../../src/text/span.ts'

const compare = (before: string, after: string) => new WordComparer(diffArrays).compare(before, after)
const marked = (text: string, spans: readonly Span[]) => spans.map(({ start, end }) => text.slice(start, end))
const without = (text: string, spans: readonly Span[]) =>
  spans.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text)

describe('the word diff', () => {
  it('marks whole amounts, words and names, not their letters and digits', () => {
    const [before, after] = ['Pay €0.12 a minute, it isn’t much.', 'Pay €0.21 a minute, it is much.']
    const diff = compare(before, after)
    if (diff.kind !== 'words') throw new Error(diff.kind)
    expect(marked(before, diff.removed)).toEqual(['€0.12', 'isn’t'])
    expect(marked(after, diff.added)).toEqual(['€0.21', 'is'])
  })

  it('marks a phrase as one, not around each comma it shares', () => {
    const [before, after] = ['We open at nine, or later, daily.', 'We open before noon, if ever, daily.']
    const diff = compare(before, after)
    if (diff.kind !== 'words') throw new Error(diff.kind)
    expect(marked(before, diff.removed)).toEqual(['at nine, or later'])
    expect(marked(after, diff.added)).toEqual(['before noon, if ever'])
  })

  it('takes the characters of a script without spaces one by one', () => {
    const diff = compare('退款需要五天', '退款需要三天')
    expect(diff).toEqual({ kind: 'words', removed: [{ start: 4, end: 5 }], added: [{ start: 4, end: 5 }] })
  })

  it('does not mark white space', () => {
    expect(compare('one two\nthree', 'one  two three')).toEqual({ kind: 'same' })
  })

  it('says so where answers have little in common', () => {
    expect(compare('Refunds arrive within five days.', 'I cannot tell you this, sorry')).toEqual({ kind: 'rewritten' })
  })

  it('leaves the same words on both sides when the marked ones are taken out', () => {
    const text = fc
      .array(fc.constantFrom('a', 'refund', '€5', ',', '.', '14', 'days', '退', '\n'), { maxLength: 30 })
      .map((words) => words.join(' '))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = compare(before, after)
        if (diff.kind !== 'words') return
        const words = (left: string) => left.split(/\s+/).filter(Boolean)
        expect(words(without(before, diff.removed))).toEqual(words(without(after, diff.added)))
      }),
    )
  })

  it('gives up on what would take too long, and only then', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `word${index % 997}`)
    expect(compare(long.join(' '), long.with(9_000, 'changed').join(' ')).kind).toBe('words')
    expect(compare(long.join(' '), long.toReversed().join(' ')).kind).toBe('long')
    expect(compare('a'.repeat(100_000), 'b'.repeat(100_000)).kind).toBe('rewritten')
    expect(compare('. '.repeat(100_000), '! '.repeat(100_000)).kind).toBe('long')
  })

  it('spends a fixed amount of work on a whole report, and gives the same again', () => {
    const text = (seed: number) =>
      Array.from({ length: 900 }, (_, index) => `w${(index * (index % 3 === 0 ? seed : 7)) % 53}`).join(' ')
    const kinds = () => {
      const comparer = new WordComparer(diffArrays)
      return Array.from({ length: 300 }, (_, index) => comparer.compare(text(index + 2), text(index + 5)).kind)
    }
    const first = kinds()
    expect(first).toContain('words')
    expect(first.at(-1)).toBe('spent')
    expect(kinds()).toEqual(first)
  })
})
