import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonFault } from '../../src/text/jsonFault.ts'

const parses = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

it('finds a fault in exactly the texts that JSON.parse rejects', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      "'",
      '\\',
      '\\u00e',
      '\\n',
      'a',
      '0',
      '1',
      '-',
      '+',
      '.',
      'e5',
      'true',
      'null',
      'NaN',
    ],
    ...[' ', '\n', '\t', '\u0000', '\u2028', '"k"', '"k":', '1.5', '//', '#', '“', '\uFEFF'],
  )
  const broken = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  const cut = fc.tuple(fc.json(), fc.nat(), piece).map(([json, at, put]) => {
    const place = at % (json.length + 1)
    return json.slice(0, place) + put + json.slice(place + (at % 2))
  })
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, cut), (text) => {
      const fault = jsonFault(text)
      expect(fault === undefined, text).toBe(parses(text))
      if (fault !== undefined) expect(fault.offset).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 3_000 },
  )
})

it.each([
  ['{"a": \'x\'}', 6, 'single quotes are not JSON', 'use double quotes'],
  ['{a: 1}', 1, 'the key a is not in quotes', 'write "a"'],
  ['{"a": 1,}', 7, 'there is a comma after the last entry', 'take it out'],
  ['[1,]', 2, 'there is a comma after the last entry', 'take it out'],
  ['{"a": None}', 6, 'None is not JSON', 'write null'],
  ['{"a": True}', 6, 'True is not JSON', 'write true'],
  ['{"a": hello}', 6, 'hello is not in quotes', 'write text in double quotes'],
  ['{"a": 1 "b": 2}', 8, 'a comma or "}" is missing before a quote', undefined],
  ['{"a": “x”}', 6, 'typographic quotes are not JSON', 'use straight double quotes'],
  ['{"a": "C:\\dir"}', 9, undefined, undefined],
  ['{"a": "C:\\path"}', 9, '\\p is no escape that JSON knows', 'write \\\\ for a backslash'],
  ['{"a": "x\ty"}', 8, 'a tab stands inside a text', 'write \\t, or close the quotes before it'],
  ['{"a": "x}', 6, 'a text has no closing quote', 'close it, or escape the quotes inside it as \\"'],
  ['{"a": 007}', 6, 'a number starts with a zero', 'write it without, or as text in quotes'],
  ['{"a": .5}', 6, 'a number is written wrongly', 'write digits before and after a point, no plus sign'],
  ['{"a": 1} {"b": 2}', 9, 'there is more text after the end of the value', 'write one value only'],
  ['{"a": {"b": 1}', 14, 'the text ends before "}"', 'complete it: it may have been cut off'],
  ['{"a" 1}', 5, 'a key must be followed by ":", not by "1"', undefined],
  ['{"a": 1 // why\n}', 8, 'a comma or "}" is missing before "/"', undefined],
  ['', 0, 'there is no value', undefined],
])('says of %j what is wrong', (text, offset, message, mend) => {
  const fault = jsonFault(text)
  if (message === undefined) expect(fault).toMatchObject({ offset })
  else expect(fault).toEqual({ offset, message, ...(mend === undefined ? {} : { mend }) })
})

it('copes with any depth', () => {
  expect(jsonFault('['.repeat(200_000))).toMatchObject({ offset: 200_000 })
  expect(jsonFault(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBeUndefined()
})
