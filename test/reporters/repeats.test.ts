import { describe, expect, it } from 'vitest'
import { markdown } from '../../src/reporters/markdown.ts'
import { renderComparison } from '../../src/reporters/terminal.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import { comparisonFixture, metric, verdictFixture } from '../support/comparisonFixture.ts'
import { noRepeats, repeatsFixture, repeatsSide } from '../support/repeatsFixture.ts'

function terminalText(repeats = repeatsFixture(), columns = 120): string {
  const text = renderComparison(comparisonFixture({ repeats }), { color: false, columns })
  const start = text.indexOf('  repeats\n')
  return start === -1 ? '' : text.slice(start, text.indexOf('  pairing'))
}

function wrapped(repeats: ReturnType<typeof repeatsFixture>): string {
  return terminalText(repeats).replace(/\s+/g, ' ')
}

function cellsOf(text: string, name: string): string[] {
  const line = text.split('\n').find((found) => found.trim().startsWith(`${name} `))
  return line?.trim().split(/ {2,}/) ?? []
}

describe('repeats in the terminal', () => {
  it('are said in words, then by grader, each run beside the other', () => {
    const text = terminalText()
    expect(text).toContain('asked 3 times, 12 of 120 cases waver in the baseline and 41 in the candidate')
    expect(text).toContain('two answers to a case agree: 91.2% → 80.1% (consistency)')
    expect(cellsOf(text, 'grader')).toEqual([
      'grader',
      'waver',
      'any of 3 passes',
      'all 3 pass',
      'spread of repeats',
      'of cases',
    ])
    expect(cellsOf(text, 'exactMatch')).toEqual([
      'exactMatch',
      '12 → 41 of 120',
      '97.5% → 95.0%',
      '85.0% → 60.0%',
      '15.0 → 30.0',
      '30.0 → 35.0',
    ])
  })

  it('list ten wavering cases and say how many more there are', () => {
    const text = terminalText()
    expect(cellsOf(text, 'billing-003')).toEqual(['billing-003', 'exactMatch', 'baseline', '2 of 3'])
    expect(text).toContain('billing-009')
    expect(text).not.toContain('billing-010')
    expect(text).toContain('and 45 more')
  })

  it('keep within the width, and give up spreads before anything else', () => {
    for (const columns of [60, 80, 100]) {
      const text = terminalText(repeatsFixture(), columns)
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      for (const number of ['12 → 41 of 120', '97.5% → 95.0%', '85.0% → 60.0%']) expect(text).toContain(number)
    }
  })

  it('say which run was asked how often, where that differs', () => {
    const wavering = {
      baseline: { repeats: [5, 5] as [number, number], cases: 118, flaky: 1 },
      candidate: { repeats: [2, 3] as [number, number], cases: 120, flaky: 41 },
    }
    expect(wrapped(repeatsFixture({ wavering }))).toContain(
      'in the baseline, asked 5 times, 1 of 118 cases wavers; in the candidate, asked 2 to 3 times, 41 of 120 cases waver',
    )
    expect(wrapped(repeatsFixture({ wavering: { ...wavering, baseline: null } }))).toContain(
      'in the candidate, asked 2 to 3 times, 41 of 120 cases waver; the baseline was asked once',
    )
  })

  it('are told of each run by itself where only the number of repeats differs', () => {
    const side = { repeats: [3, 3] as [number, number], cases: 120, flaky: 12 }
    const wavering = { baseline: { ...side, repeats: [5, 5] as [number, number] }, candidate: side }
    expect(wrapped(repeatsFixture({ wavering }))).toContain(
      'in the baseline, asked 5 times, 12 of 120 cases waver; in the candidate, asked 3 times, 12 of 120 cases waver',
    )
  })

  it('are not why a case fell: that its answers agree less is told apart', () => {
    const fell = { baseline: 1, candidate: 0.5, diff: -0.5 }
    const [item] = comparisonFixture().cases
    const comparison = comparisonFixture({
      metrics: ['citations', 'citations.exists', 'consistency'].map((name) => metric(name)),
      cases: item === undefined ? [] : [{ ...item, metrics: { 'citations.exists': fell, consistency: fell } }],
    })
    const text = renderComparison(comparison, { color: false, columns: 120 })
    const worst = text.slice(text.indexOf('  worst cases'))
    expect(cellsOf(worst, item?.caseId ?? '').slice(1)).toEqual(['citations.exists -50.0, critical'])
  })

  it('show what only one run has, and what is not known', () => {
    const text = terminalText(
      repeatsFixture({
        metrics: [
          { metric: 'x', baseline: null, candidate: repeatsSide({ passAtK: { k: 2, any: 1, all: 0.5 } }) },
          { metric: 'y', baseline: repeatsSide({ cases: 9 }), candidate: repeatsSide({ variance: null }) },
        ],
        flaky: [],
        consistency: { baseline: null, candidate: null },
      }),
    )
    expect(cellsOf(text, 'x')).toEqual(['x', '– → 12 of 120', '– → 100.0%', '– → 50.0%', '– → 15.0', '– → 30.0'])
    expect(cellsOf(text, 'y').slice(1, 2)).toEqual(['12 of 9 → 12 of 120'])
    expect(cellsOf(text, 'grader').slice(2, 4)).toEqual(['any passes', 'all pass'])
    expect(text).not.toMatch(/wavering case|consistency|NaN|null/)
  })

  it('are not there where every case was asked once', () => {
    expect(terminalText(noRepeats)).toBe('')
  })
})

describe('repeats in Markdown', () => {
  const verdict = verdictFixture()

  it('are folded away under what they say in words', () => {
    const text = markdown({ comparison: comparisonFixture({ repeats: repeatsFixture() }), verdict })
    const folded = text.slice(text.indexOf('<summary>Repeats: '))
    expect(folded).toMatch(
      /^<summary>Repeats: asked 3 times, 12 of 120 cases waver in the baseline and 41 in the candidate<\/summary>/,
    )
    expect(folded).toContain(
      '| `exactMatch` | candidate | 41 of 120 | 95.0% (any of 3 passes) | 60.0% (all 3 pass) | 30.0 | 35.0 |\n',
    )
    expect(folded).toContain('- `billing-003`: the baseline passed `exactMatch` 2 of 3 times\n')
    expect(folded).toContain('- and 45 more\n')
    expect(folded).not.toContain('billing-010')
  })

  it('are not there where every case was asked once', () => {
    expect(markdown({ comparison: comparisonFixture({ repeats: noRepeats }), verdict })).not.toContain('Repeats')
  })
})
