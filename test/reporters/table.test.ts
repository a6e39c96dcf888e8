import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Column, table } from '../../src/reporters/table.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import { forbidden, hostileText } from '../support/hostile.ts'

interface Row {
  id: string
  note: string
  count: number
}

const columns: Column<Row>[] = [
  { header: 'id', value: (row) => row.id, min: 6 },
  { header: 'count', value: (row) => String(row.count), align: 'right' },
  { header: 'note', value: (row) => row.note, min: 4, optional: 1 },
]

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n')
}

describe('table', () => {
  it('aligns columns under their headers', () => {
    const rows = [
      { id: 'a', note: 'first', count: 7 },
      { id: '漢字', note: 'second', count: 1200 },
    ]
    expect(linesOf(table(rows, columns, { color: false, columns: 80 }))).toEqual([
      'id    count  note',
      '───────────────────',
      'a         7  first',
      '漢字   1200  second',
    ])
  })

  it('cuts what may be cut before it leaves a column out, and leaves out the optional one', () => {
    const rows = [{ id: 'a-rather-long-id', note: 'a note of some length', count: 7 }]
    expect(linesOf(table(rows, columns, { color: false, columns: 30 }))[2]).toBe('a-rather-…      7  a note of …')
    expect(linesOf(table(rows, columns, { color: false, columns: 18 }))[2]).toBe('a-rather-l…      7')
    expect(linesOf(table(rows, columns, { color: false, columns: 18 }))[0]).not.toContain('note')
  })

  it('colours whole cells without changing the text', () => {
    const rows = [{ id: 'a', note: '', count: 7 }]
    const id: Column<Row> = { header: 'id', value: (row) => row.id }
    const blue: Column<Row> = { ...id, style: (text) => `\u001b[34m${text}\u001b[39m` }
    const count: Column<Row> = { header: 'count', value: (row) => String(row.count) }
    const colored = table(rows, [blue, count], { color: true, columns: 80 })
    expect(colored).toContain('\u001b[34ma \u001b[39m')
    expect(stripVTControlCharacters(colored)).toBe(table(rows, [id, count], { color: false, columns: 80 }))
  })

  it('holds hostile cells: one line a row, no control characters, never wider than the terminal', () => {
    const row = fc.record({ id: hostileText, note: hostileText, count: fc.nat() })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.integer({ min: 20, max: 200 }), (rows, width) => {
        const lines = linesOf(table(rows, columns, { color: false, columns: width }))
        expect(lines).toHaveLength(rows.length + 2)
        for (const line of lines) {
          expect(line).not.toMatch(forbidden)
          expect(line).not.toMatch(/^\s*::|##\[/)
          expect(displayWidth(line)).toBeLessThanOrEqual(width)
        }
      }),
    )
  })

  it('shows a cell of a megabyte', () => {
    const rows = [{ id: '漢'.repeat(500_000), note: '', count: 1 }]
    expect(linesOf(table(rows, columns, { color: false, columns: 40 }))[2]).toMatch(/^漢+… +1$/)
  })
})
