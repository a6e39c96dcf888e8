import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../src/reporters/safe.ts'
import { displayWidth, pad, paragraph, truncate, wrap } from '../../src/reporters/width.ts'
import { hostileText } from '../support/hostile.ts'

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['漢字', 4],
    ['한글', 4],
    ['ﾊﾝｶｸ', 4],
    ['ＡＢ', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['👍', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['🇫🇮', 2],
    ['❤️', 2],
    ['❤', 1],
    ['→▼━', 3],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('truncate', () => {
  it('never cuts through a grapheme and shows that something is lost', () => {
    expect(truncate('漢字漢字', 5)).toBe('漢字…')
    expect(truncate('漢字漢字', 4)).toBe('漢…')
    expect(truncate('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…')
    expect(truncate('short', 5)).toBe('short')
  })

  it('fits whatever the text and the room, and pad fills exactly', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 30 }), (text, width) => {
        const cut = truncate(oneLine(text), width)
        expect(displayWidth(cut)).toBeLessThanOrEqual(width)
        expect(displayWidth(pad(cut, 40))).toBe(40)
      }),
    )
  })
})

describe('wrap', () => {
  it('breaks at spaces, and inside words longer than a line', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrap('漢字漢字漢', 4)).toEqual(['漢字', '漢字', '漢'])
  })

  it('keeps every character and the width', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const clean = oneLine(text)
        const lines = wrap(clean, width)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(clean.replaceAll(' ', ''))
      }),
    )
  })

  it('paragraph hangs lines under the first', () => {
    expect(paragraph('aaa bbb ccc ddd', 14, 4, '  * ')).toBe('  * aaa bbb\n    ccc ddd')
  })
})
