import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter } from '../../src/text/lines.ts'

function split(bytes: Buffer, sizes: readonly number[], maxBytes?: number) {
  const splitter = new LineSplitter(maxBytes === undefined ? {} : { maxBytes })
  const lines = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    lines.push(...splitter.push(bytes.subarray(at, at + size)))
    at += size
  }
  return [...lines, ...splitter.end()]
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

describe('LineSplitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '€', '😀', ' ', '\r') })
    fc.assert(
      fc.property(text, sizes, fc.boolean(), (content, parts, mark) => {
        const lines = split(Buffer.from(`${mark ? '\uFEFF' : ''}${content}`), parts)
        const wanted = content.split('\n')
        if (wanted.at(-1) === '' && !(mark && content === '')) wanted.pop()
        expect(lines.map(({ text: one }) => one)).toEqual(wanted.map((line) => line.replace(/\r$/, '')))
        expect(lines.map(({ line }) => line)).toEqual(wanted.map((_, index) => index + 1))
        expect(lines.every(({ fault }) => fault === undefined)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('finds the same faulty bytes however they arrive, and no others', () => {
    const byte = fc.constantFrom(0x41, 0x0a, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xff, 0xed, 0xa0, 0x80)
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), sizes, (content, parts) => {
        const bytes = Buffer.from([0x41, 0x41, ...content])
        const whole = split(bytes, [bytes.length])
        expect(split(bytes, parts)).toEqual(whole)
        for (const { text, fault } of whole) expect(fault !== undefined).toBe(text.includes('\uFFFD'))
      }),
      { numRuns: 500 },
    )
  })

  it('names the column of the first faulty byte', () => {
    expect(split(Buffer.from('ok\ncaf\u00e9 \u00e9', 'latin1'), [100])[1]?.fault).toEqual({
      message: 'byte 0xE9 at column 4 is not UTF-8',
      mend: 'save the file as UTF-8',
    })
    expect(split(Buffer.concat([Buffer.from('é😀'), Buffer.from([0x80])]), [3])[0]?.fault?.message).toBe(
      'byte 0x80 at column 4 is not UTF-8',
    )
  })

  it('keeps nothing of the bytes that it was handed', () => {
    const splitter = new LineSplitter()
    const bytes = Buffer.from('abc')
    splitter.push(bytes)
    bytes.fill('x')
    expect(splitter.end()).toEqual([{ line: 1, text: 'abc' }])
  })

  it('skips a line that is too long, and goes on with the next', () => {
    fc.assert(
      fc.property(sizes, (parts) => {
        const lines = split(Buffer.from(`a\n${'x'.repeat(200)}\nb\n`), parts, 100)
        expect(lines.map(({ line, text, fault }) => [line, text, fault !== undefined])).toEqual([
          [1, 'a', false],
          [2, '', true],
          [3, 'b', false],
        ])
      }),
    )
  })
})
