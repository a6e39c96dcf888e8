import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listItems } from '../../src/text/listItems.ts'

const read = (text: string, rules = {}) => listItems(text, rules).map((item) => item.text)

describe('listItems', () => {
  it.each([
    ['- red\n- green\n* blue', ['red', 'green', 'blue']],
    ['1. red\n2) green\n(3) blue', ['red', 'green', 'blue']],
    ['a) red\nb) green', ['red', 'green']],
    ['Here they are:\n\n- [x] red\n- [ ] green\n\nI hope this helps!', ['red', 'green']],
    ['- red\n  and dark\n- green', ['red\n  and dark', 'green']],
    ['  - nested\n    - deeper', ['nested', 'deeper']],
    ['red\ngreen\r\nblue\n', ['red', 'green', 'blue']],
    ['The colours are:\nred\ngreen', ['red', 'green']],
    ['The colours are:\nred, green and blue', ['red', 'green', 'blue']],
    ['The colours are: red, green, and blue', ['red', 'green', 'blue']],
    ['red and green and blue', ['red', 'green', 'blue']],
    ['red; dark, green; blue', ['red', 'dark, green', 'blue']],
    ['1,000, 2,500 and 30', ['1,000', '2,500', '30']],
    ['"Washington, D.C.", Paris', ['Washington, D.C.', 'Paris']],
    ['红、绿、蓝', ['红', '绿', '蓝']],
    ['red', ['red']],
    ['', []],
    [' \n ,, ', []],
  ])('reads %j', (text, items) => {
    expect(read(text)).toEqual(items)
  })

  it('keeps a piece whole that is known to be an item', () => {
    const whole = (piece: string) => piece.trim() === 'Trinidad and Tobago'
    expect(read('Cuba, Trinidad and Tobago', { whole })).toEqual(['Cuba', 'Trinidad and Tobago'])
    expect(read('Trinidad and Tobago', { whole })).toEqual(['Trinidad and Tobago'])
  })

  it('cuts at the separator that it is told', () => {
    expect(read('a, b | c\n| "d"', { separator: '|' })).toEqual(['a, b', 'c', 'd'])
  })

  it('tells where items stand', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('a', ' ', ',', '\n', '- ', '1. ', '"', ' and ', ';', ':'))
          .map((list) => list.join('')),
        (text) => {
          let last = 0
          for (const item of listItems(text)) {
            expect(text.slice(item.start, item.end)).toBe(item.text)
            expect(item.start).toBeGreaterThanOrEqual(last)
            last = item.end
          }
        },
      ),
    )
  })
})
