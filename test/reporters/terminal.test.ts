import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderComparison, renderVerdict } from '../../src/reporters/terminal.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import {
  comparisonFixture,
  finding,
  metric,
  metricSide,
  pairedTest,
  passingVerdict,
  verdictFixture,
} from '../support/comparisonFixture.ts'
import { forbidden, hostileItem } from '../support/hostile.ts'

const plain = { color: false, columns: 100 }
const widths = [60, 72, 80, 100, 120, 200]

function linesOf(text: string): string[] {
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

/** The cells of the row that begins with `name`, split where two or more spaces part them. */
function row(text: string, name: string): string[] {
  const found = linesOf(text).find((line) => line.replace(/^[▼▲ ]+/, '').startsWith(`${name} `))
  return (found ?? '').trim().split(/ {2,}/)
}

describe('renderComparison', () => {
  it('shows a metric with both means, difference, interval, p and counts', () => {
    const text = renderComparison(comparisonFixture(), plain)
    expect(row(text, 'exactMatch')).toEqual([
      '▼ exactMatch',
      '91.1%',
      '82.3%',
      '-8.9',
      '[-14.1, -4.3]',
      '<.001',
      '14',
      '3',
      '107',
    ])
  })

  it('marks only what chance does not explain', () => {
    const signs = (text: string) =>
      linesOf(text).flatMap((line) => (/^[▼▲] /.test(line) ? [line.split(/ {2,}\d/)[0]?.trim()] : []))
    expect(signs(renderComparison(comparisonFixture(), plain))).toEqual([
      '▼ exactMatch',
      '▼ citations',
      '▼   quotes',
      '▲ tone (pass)',
    ])
    const barely = metric('a', { test: pairedTest({ meanDiff: -0.2, pWorse: 0.051 }) })
    expect(signs(renderComparison(comparisonFixture({ metrics: [barely] }), plain))).toEqual([])
  })

  it('gives every number of a metric at any width', () => {
    for (const columns of widths) {
      const text = renderComparison(comparisonFixture(), { color: false, columns })
      for (const number of ['91.1%', '82.3%', '-8.9', '[-14.1, -4.3]', '<.001']) expect(text).toContain(number)
      expect(text.includes('14/3/107') || row(text, 'exactMatch').slice(-3).join('/') === '14/3/107').toBe(true)
    }
  })

  it('breaks the line of a narrow terminal between numbers, never within one', () => {
    const many = metric('a', { test: pairedTest({ worse: 12_041, better: 9_874, same: 78_085 }) })
    const lines = linesOf(renderComparison(comparisonFixture({ metrics: [many] }), { color: false, columns: 60 }))
    const start = lines.indexOf('▼ a')
    expect(lines.slice(start + 1, start + 3)).toEqual([
      '    91.1% → 82.3%  -8.9 [-14.1, -4.3]  p <.001',
      '    12,041/9,874/78,085',
    ])
  })

  it('says how many trials were scored, what was lost, and what failed', () => {
    const text = renderComparison(comparisonFixture(), plain)
    const trials = text.slice(text.indexOf('  trials'))
    expect(row(trials, 'refusal')).toEqual(['refusal', '124 → 120', '0 → 0', '0 → 2', '0 → 2', '120 of 124'])
    expect(text).toContain('candidate 2 of 125 (1.6%, timeout 1, content_filter 1)')
    expect(text).toContain('not compared (refusal): 2 for want of an answer to score, 2 by the grader or the baseline')
  })

  it('shows measures in their units with ratio and interval', () => {
    const text = renderComparison(comparisonFixture(), plain)
    expect(row(text, 'latency p50')).toEqual(['latency p50', '1.24 s', '861 ms', '×0.69', '[0.67, 0.72]'])
    expect(row(text, 'cost per 1,000')).toEqual(['cost per 1,000', '$3.12', '$0.419', '×0.13', '[0.13, 0.14]'])
  })

  it('leaves out measures that nobody reported', () => {
    const measures = comparisonFixture().measures.map((item) =>
      item.unit === 'ms' ? item : { ...item, baseline: null, candidate: null, ratio: null, ratioInterval: null },
    )
    const text = renderComparison(comparisonFixture({ measures }), plain)
    expect(text).toContain('latency p95')
    expect(text).not.toContain('tokens')
  })

  it('lists the ten deepest falls with what fell, and says how many more there are', () => {
    const text = renderComparison(comparisonFixture(), plain)
    const worst = text.slice(text.indexOf('  worst cases'))
    expect(row(worst, 'billing-000')).toEqual(['billing-000', 'exactMatch -100.0, citations -100.0, critical'])
    expect(row(worst, 'warranty-and-returns-003')).toEqual(['warranty-and-returns-003', 'citations -100.0, 1 error'])
    expect(text).not.toContain('billing-022')
    expect(text).toContain('and 13 more')
  })

  it('flags only slices that stand out', () => {
    const text = renderComparison(comparisonFixture(), plain)
    expect(row(text, 'warranty')).toEqual(['warranty', 'citations', '18', '98.0%', '69.0%', '-29.0', '.005'])
    expect(text).not.toMatch(/accounts|shipping/)
  })

  it('says nothing of errors that nobody made, and of pairs where all cases are', () => {
    const none = { trials: 120, errors: 0, byCode: {} }
    const { test } = comparisonFixture().errors
    const text = renderComparison(comparisonFixture({ errors: { baseline: none, candidate: none, test } }), {
      color: false,
      columns: 200,
    })
    expect(text).toContain('errors: baseline 0 of 120 (0.0%), candidate 0 of 120 (0.0%)\n')
    const all = { paired: 124, missing: [], added: [], changed: [], regrade: [], regrouped: [] }
    expect(renderComparison(comparisonFixture({ pairing: all }), plain)).not.toContain('pairing')
  })

  it('tells how cases were paired', () => {
    const text = renderComparison(
      comparisonFixture({
        pairing: { paired: 97, missing: ['a', 'b'], added: [], changed: ['c'], regrade: ['d'], regrouped: [] },
        changedGraders: ['citations'],
      }),
      plain,
    )
    expect(text).toContain('2 cases missing in the candidate: a, b')
    expect(text).toContain('1 case changed: the target was asked something else: c')
    expect(text).toContain('graded differently in the two runs: citations')
  })

  it('shows means that add up to the difference where errors count as 0', () => {
    const counted = metric('a', { candidate: metricSide(0.9, { meanWithErrors: 0.8226 }) })
    const text = renderComparison(comparisonFixture({ metrics: [counted] }), { color: false, columns: 200 })
    expect(row(text, 'a').slice(1, 4)).toEqual(['91.1%', '82.3%', '-8.9'])
    expect(text.replace(/\s+/g, ' ')).toContain('errors that another try would not mend count as 0: a')
  })

  it('shows a metric without a single pair', () => {
    const lonely = metric('a', { baseline: metricSide(null), test: null })
    for (const columns of widths) {
      const text = renderComparison(comparisonFixture({ metrics: [lonely] }), { color: false, columns })
      expect(text).toContain('–')
      expect(text).not.toMatch(/NaN|null|undefined/)
    }
  })

  it('colours without changing a character, and only where colour is wanted', () => {
    const colored = renderComparison(comparisonFixture(), { color: true, columns: 80 })
    expect(stripVTControlCharacters(colored)).toBe(renderComparison(comparisonFixture(), { color: false, columns: 80 }))
    expect(colored).not.toBe(stripVTControlCharacters(colored))
  })
})

describe('renderVerdict', () => {
  it('tells what blocks, then the rest in brief, and ends with the decision and its sentence', () => {
    const text = renderVerdict(verdictFixture(), { color: false, columns: 200 })
    const lines = linesOf(text)
    expect(text.split('\n\n').at(-1)).toMatch(/^FAIL {2}v2 is worse than v1 on support: citations fell/)
    expect(
      lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().replace(/ (fell|of|rose) .*/, '')),
    ).toEqual([
      '✗ citations · regression · blocking',
      '✗ exactMatch · regression · blocking',
      '✗ exactMatch · critical · blocking',
      '· no rise',
      '✓ tone',
      '· dataset: 1 case was added and is not compared: gift-cards-001.',
    ])
  })

  it('names owners where findings have several', () => {
    const findings = [finding(), finding({ rule: 'tone', owner: 'brand' })]
    const text = renderVerdict(verdictFixture({ findings }), plain)
    expect(text).toContain('citations · regression · blocking · owner support-platform')
    expect(text).toContain('tone · regression · blocking · owner brand')
  })

  it('names five cases of a finding, and all of them where it explains', () => {
    const brief = renderVerdict(verdictFixture(), { color: false, columns: 200 })
    expect(brief).toContain('billing-004 and 15 more')
    expect(brief).not.toContain('billing-005')
    const full = renderVerdict(verdictFixture(), { color: false, columns: 200, explain: true })
    expect(full).toContain('billing-019')
    expect(full).toContain('(regression: worse than chance explains')
    expect(brief).not.toContain('(regression:')
    expect(full).toContain('· dataset · caveat · advisory')
  })

  it('shows doubt as an obstacle only where certainty was asked for, and never for an advisory rule', () => {
    const doubt = finding({ kind: 'inconclusive', blocks: false })
    const advisory = finding({ kind: 'inconclusive', blocks: false, tier: 'advisory', rule: 'tone' })
    const shown = (certify: boolean) =>
      renderVerdict(passingVerdict({ decision: 'inconclusive', certify, findings: [doubt, advisory] }), plain)
    expect(shown(true)).toMatch(/^INCONCLUSIVE {2}.*\n$/m)
    expect(shown(true)).toContain('✗ citations · inconclusive')
    expect(shown(true)).toContain('· tone: ')
    expect(shown(false)).not.toContain('✗')
  })

  it('does not name again what the sentence of a finding names, nor a kind that is its rule', () => {
    const gone = finding({ kind: 'dataset', rule: 'dataset', message: '1 case is missing (q-7)', caseIds: ['q-7'] })
    const brief = renderVerdict(verdictFixture({ findings: [gone] }), plain)
    expect(brief).toContain('✗ dataset · blocking')
    expect(brief).not.toContain('Cases')
    expect(renderVerdict(verdictFixture({ findings: [gone] }), { ...plain, explain: true })).toContain('Cases: q-7')
  })

  it('is the verdict alone where there are no findings', () => {
    expect(renderVerdict(passingVerdict({ findings: [] }), plain)).toBe(
      'PASS  v2 is shown to be no worse than v1 on support.\n',
    )
  })
})

describe('hostile ids, tags and messages', () => {
  it('stay text: no control characters, no workflow commands, no line wider than the terminal', () => {
    fc.assert(
      fc.property(hostileItem, fc.constantFrom(...widths), ({ comparison, verdict }, columns) => {
        const terminal = { color: false, columns }
        const text = renderComparison(comparison, terminal) + renderVerdict(verdict, { ...terminal, explain: true })
        for (const line of linesOf(text)) {
          expect(line).not.toMatch(forbidden)
          expect(line).not.toMatch(/^\s*::|##\[|##vso\[/)
          expect(displayWidth(line)).toBeLessThanOrEqual(columns)
        }
      }),
      { numRuns: 60 },
    )
  })
})
