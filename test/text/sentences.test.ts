import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSentences } from '../../src/text/sentences.ts'

const split = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end))

describe('splitSentences', () => {
  it.each<[string, string[]]>([
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['It costs 3.50 dollars. Really.', ['It costs 3.50 dollars.', 'Really.']],
    ['Dr. Smith met Mr. Jones, e.g. on Monday. They left.', ['Dr. Smith met Mr. Jones, e.g. on Monday.', 'They left.']],
    [
      'We close at 5 p.m. on Fridays. Come at 9 a.m. Bring cash.',
      ['We close at 5 p.m. on Fridays.', 'Come at 9 a.m.', 'Bring cash.'],
    ],
    ['J. R. Tolkien wrote it. I did not.', ['J. R. Tolkien wrote it.', 'I did not.']],
    ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['“Why?” he asked. Nobody knew.', ['“Why?” he asked.', 'Nobody knew.']],
    ['Refunds take 5 days. [1] Returns are free. [2][3]', ['Refunds take 5 days. [1]', 'Returns are free. [2][3]']],
    ['Refunds take 5 days.[1] Returns are free [2].', ['Refunds take 5 days.[1]', 'Returns are free [2].']],
    ['See example.com for more. Done.', ['See example.com for more.', 'Done.']],
    ['Run `a. B` first. Then stop.', ['Run `a. B` first.', 'Then stop.']],
    ['これは文です。次の文です！終わり？', ['これは文です。', '次の文です！', '終わり？']],
    ['A line that goes\non in lower case. End.', ['A line that goes\non in lower case.', 'End.']],
    ['Send it to our office in\nBerlin by Monday. End.', ['Send it to our office in\nBerlin by Monday.', 'End.']],
    ['Delivery in\n- Berlin', ['Delivery in', '- Berlin']],
    ['# Title\nBody text here.', ['# Title', 'Body text here.']],
    ['Steps:\n1. Open it.\n2. Close it.\n- Rest', ['Steps:', '1. Open it.', '2. Close it.', '- Rest']],
    ['First part\n\nsecond part', ['First part', 'second part']],
    ['Wait... what? Yes.', ['Wait... what?', 'Yes.']],
    ['No. 5 is alive. No. It is not.', ['No. 5 is alive.', 'No.', 'It is not.']],
    ['\r\nA b.\r\nC d.\r\n', ['A b.', 'C d.']],
    ['   ', []],
  ])('splits %j', (text, expected) => {
    expect(split(text)).toEqual(expected)
  })

  it('loses nothing but white space, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB1 .!?\n"[]-*`。…'), maxLength: 80 }), (text) => {
        expect(split(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
      { numRuns: 1000 },
    )
  })
})
