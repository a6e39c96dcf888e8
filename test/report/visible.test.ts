import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseAnchor } from '../../src/report/anchor.ts'
import { cut, excerpt, visible } from '../../src/report/visible.ts'

describe('visible', () => {
  it('spells out what hides or reorders text', () => {
    expect(visible('a\u0000b\u001b[31mc\u007f\u009b')).toBe('a␀b␛[31mc␡⟨U+009B⟩')
    expect(visible('user\u202egnp.exe\u2066')).toBe('user⟨U+202E⟩gnp.exe⟨U+2066⟩')
    expect(visible('one\r\ntwo\rthree\tfour\n')).toBe('one\ntwo␍three\tfour\n')
    expect(visible('\ud83d and \udeb2')).toBe('\ufffd and \ufffd')
  })

  it('leaves scripts and emoji as they are', () => {
    for (const text of ['Straße', 'שָׁלוֹם\u200f', 'می\u200cخواهم', '👩\u200d🚒🇮🇪', '中文'])
      expect(visible(text)).toBe(text)
  })

  it('gives text that UTF-8 can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, limit) => {
        expect(visible(cut(text, limit).text).isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('cut and excerpt', () => {
  it('cut whole characters and count what they leave out', () => {
    expect(cut('ab🚲cd', 3)).toEqual({ text: 'ab', leftOut: 4 })
    expect(cut('abc', 3)).toEqual({ text: 'abc', leftOut: 0 })
  })

  it('bring the beginning of a text onto a line', () => {
    expect(excerpt('  one\n\n two three ', 40)).toBe('one two three')
    expect(excerpt('one two three', 8)).toBe('one two…')
    expect(excerpt(`one${' '.repeat(100)}two`, 10)).toBe('one…')
  })
})

describe('the anchor of a case', () => {
  it('is readable where the id is, and needs no escaping where it is not', () => {
    expect(caseAnchor('billing-001')).toBe('case-billing-001')
    expect(caseAnchor('a b/ü"')).toBe('case-a~20~b~2f~~fc~~22~')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(caseAnchor(id)).toMatch(/^case-[\w.~-]*$/)
      }),
    )
  })

  it('differs where ids differ', () => {
    const id = fc
      .array(fc.constantFrom('a', '~', '20', ' ', '~20~', '\ud83d', '\udeb2', '🚲'), { maxLength: 5 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(caseAnchor(a) === caseAnchor(b)).toBe(a === b)
      }),
    )
  })
})
