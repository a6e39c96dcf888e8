import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine, withoutCommands } from '../../src/reporters/safe.ts'
import { forbidden, hostileText } from '../support/hostile.ts'

describe('oneLine', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['a\r\n\tb', 'a b'],
    ['a\u2028b', 'a b'],
    ['\u202eabc\u202c', 'abc'],
    ['pa\u00adss\u200bword', 'password'],
    ['\u{e0041}hidden', 'hidden'],
    ['\ud800', '\ufffd'],
    ['👩‍👩‍👧 می‌خواهم', '👩‍👩‍👧 می‌خواهم'],
    ['plain text', 'plain text'],
  ])('%j reads %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected)
  })

  it.each([
    ['a\u001b]0;title\u0007b', 'ab'],
    ['a\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\b', 'alinkb'],
    ['a\u009b31mb', 'ab'],
    ['a\u001bP1$r\u009cb', 'ab'],
    ['a\u001b(Bb\u001b7c', 'abc'],
    ['a\u001b]never ended', 'anever ended'],
  ])('takes the whole escape sequence out of %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected)
  })

  it('comes to an end on a megabyte of sequences that do not', () => {
    for (const start of ['\u001b]', '\u001b[', '\u001b[1;', '\u009d', '\u001b']) {
      expect(oneLine(start.repeat(300_000))).not.toMatch(forbidden)
    }
  })

  it('lets nothing through that drives a terminal, turns text or hides', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(oneLine(text)).not.toMatch(forbidden)
        expect(oneLine(text).isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('withoutCommands', () => {
  it.each([
    ['::error::x', '∷ error::x'],
    ['a\n  ::add-mask::x\n', 'a\n  ∷ add-mask::x\n'],
    ['see ##[error]x', 'see ##(error]x'],
    ['##vso[task.setvariable]', '##vso(task.setvariable]'],
    ['suite::case', 'suite::case'],
  ])('%j becomes %j', (text, expected) => {
    expect(withoutCommands(text)).toBe(expected)
  })
})
