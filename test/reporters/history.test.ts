import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockingDecay, type Decay, type History } from '../../src/core/history.ts'
import { renderHistory } from '../../src/reporters/history.ts'
import { sparkline } from '../../src/reporters/historyChart.ts'
import { historyJson } from '../../src/reporters/historyJson.ts'
import { displayWidth } from '../../src/reporters/width.ts'
import { metricSide, pairedTest } from '../support/comparisonFixture.ts'
import { control, decay, historyFixture, historyRuns, metricHistory, point, step } from '../support/historyFixture.ts'
import { forbidden, hostileText } from '../support/hostile.ts'

const plain = { color: false, columns: 110 }
const widths = [60, 72, 80, 100, 200]

/** The text on one line, however it is wrapped. */
function words(history: History, columns = 110): string {
  return renderHistory(history, { color: false, columns }).replace(/\s+/g, ' ')
}

/** The cells of the first row of a run. */
function row(text: string, runId: string): string[] {
  const line = text.split('\n').find((item) => item.startsWith(`  ${runId} `))
  return (line ?? '').trim().split(/ {2,}/)
}

describe('renderHistory', () => {
  it('shows each run with its mean, its interval, its step and whether it was approved', () => {
    const text = renderHistory(historyFixture(), plain)
    expect(row(text, 'r1')).toEqual([
      'r1',
      'assistant (1.0)',
      '2026-03-02',
      '93.0%',
      '[88.0%, 98.0%]',
      'approved by ada',
    ])
    expect(row(text, 'r2').slice(3)).toEqual(['94.0%', '[89.0%, 99.0%]', '+1.0', '.700', 'decay since here'])
    expect(row(text, 'r3').slice(3)).toEqual(['92.5%', '[87.5%, 97.5%]', '-1.5', '.120', 'baseline, by Grace Hopper'])
  })

  it('says of which target all runs are where they are of one, once', () => {
    const runs = historyRuns().map((run) => ({ ...run, version: '1' }))
    const text = renderHistory(historyFixture({ runs }), plain)
    expect(text.split('\n')[0]).toBe('support: 5 runs of assistant (1), 2026-03-02 to 2026-03-30')
    expect(row(text, 'r2')[1]).toBe('2026-03-09')
    expect(renderHistory(historyFixture(), plain)).toMatch(/^support: 5 runs, 2026-03-02 to 2026-03-30\n/)
  })

  it('says who approved what and when', () => {
    expect(words(historyFixture())).toContain(
      'approved: r1 by ada on 2026-03-03, r3 by Grace Hopper on 2026-03-17 (the baseline)',
    )
    expect(
      words(historyFixture({ runs: historyRuns().map((run) => ({ ...run, approvals: [], baseline: false })) })),
    ).not.toContain('approved')
  })

  it('begins a metric with its newest mean and a line of blocks with the ends of its scale', () => {
    const lines = renderHistory(historyFixture(), plain).split('\n')
    const at = lines.indexOf('citations: 89.8% [84.8%, 94.8%]')
    expect(lines[at + 1]).toBe('  ▇█▆▃▁  89.8% to 94.0%')
    expect(renderHistory(historyFixture(), { ...plain, ascii: true })).toContain('\n  78631  89.8% to 94.0%\n')
  })

  it('ends in a sentence a metric: what decays, since when, how far, and that no step told it', () => {
    const text = words(historyFixture())
    expect(text).toContain(
      '▼ citations has been falling since run r2 (2026-03-09): -4.2 points over 3 runs, though no single step was significant (smallest p .061; CUSUM 5.1, limit 4). The newest run against that one: [-7.1, -1.2], p = .004.',
    )
    expect(text.endsWith('tone (pass): 89.8%; no decay in 5 runs (CUSUM 1.2, limit 4). ')).toBe(true)
  })

  it('tells a fall that goes on from one that is over, and names what stands out', () => {
    const told = (changes: Partial<Decay>, newest = 0.898) => {
      const metric = metricHistory('tone', { control: control({ sum: 5.13, peak: 7, decay: decay(changes) }) })
      const points = [...metric.points.slice(0, -1), point('r5', newest, { step: step('r4', -0.012, 0.2) })]
      return words(historyFixture({ metrics: [{ ...metric, points }] }))
    }
    expect(told({})).toContain('tone has been falling since run r2')
    expect(told({})).toContain('CUSUM 7.0')
    expect(told({}, 0.91)).toContain('tone has fallen since run r2')
    expect(told({ smallestP: 0.03 })).toContain('though none of these steps stands out (smallest p .030;')
    expect(told({ steps: ['r4'] })).toContain('where the step to run r4 (-1.5) stands out by itself')
    expect(told({ shown: false, pShift: 0.21 })).toMatch(
      /! tone may have fallen since run r2 .*not shown to be worse than those before \(p = \.21/,
    )
  })

  it('marks steps that stand out, and explains the marks', () => {
    const points = [
      point('r1', 0.9),
      point('r2', 0.8, { step: { from: 'r1', test: pairedTest({ meanDiff: -0.1 }), significant: 'worse' } }),
      point('r3', 0.9, { step: { from: 'r2', test: pairedTest({ meanDiff: 0.1, pWorse: 1 }), significant: 'better' } }),
    ]
    const metrics = [metricHistory('tone', { points, control: control({ since: 'r3', sum: null, peak: null }) })]
    const text = renderHistory(historyFixture({ metrics }), { ...plain, columns: 130 })
    expect(row(text, 'r2').slice(5)).toEqual(['▼ -10.0', '<.001'])
    expect(row(text, 'r3').slice(5)).toEqual(['▲ +10.0', '1', 'judged anew, baseline, by Grace Hopper'])
    expect(words(historyFixture({ metrics }))).toMatch(/▼ worse, and stands out.*▲ better.*judged anew: after a rise/)
    expect(words(historyFixture({ metrics }))).toContain(
      'tone: 90.0%; decay can show from 3 runs on, counted since it rose; the step to run r3 (+10.0) stands out by itself, the last of 2.',
    )
  })

  it('says which runs and cases are not in it, and what would mend that', () => {
    const leftOut = { otherCases: { runIds: ['a', 'b'], regrade: true }, ungraded: ['c'], beyondLimit: 7 }
    const text = words(historyFixture({ leftOut, cases: { common: 90, newest: 124 } }), 1000)
    expect(text).toContain('7 older runs not shown: --limit N shows more')
    expect(text).toMatch(/2 older runs left out, .* assay regrade RUN: a, b /)
    expect(text).toContain('1 run without a complete grading (assay regrade RUN): c')
    expect(text).toContain('decay is looked for in the 90 cases of 124 that are the same in all runs')
    const metrics = [metricHistory('tone', { otherwiseGraded: ['r1', 'r2'], regrade: ['r1', 'r2'] })]
    expect(words(historyFixture({ metrics }))).toContain(
      '2 runs left out, graded by another version of the grader or without it: assay regrade r1 && assay regrade r2',
    )
  })

  it('warns where targets take turns, and not where one follows the other', () => {
    const of = (targets: string[]) =>
      words(historyFixture({ runs: historyRuns().map((run, index) => ({ ...run, target: targets[index] ?? 'x' })) }))
    expect(of(['v1', 'v2', 'v1', 'v2', 'v1'])).toContain('runs of several targets take turns (v1, v2): --target NAME')
    expect(of(['v1', 'v1', 'v2', 'v2', 'v3'])).not.toContain('take turns')
  })

  it('says of one run, of too few cases, and of nothing scored what there is to say', () => {
    const of = (changes: Parameters<typeof metricHistory>[1]) =>
      words(historyFixture({ metrics: [metricHistory('tone', changes)] }))
    const one = of({ points: [point('r1', 0.9)], control: control({ noise: null, sum: null, peak: null }) })
    expect(one).toContain('tone: 90.0%; one run tells no change.')
    expect(one).not.toContain('▄')
    expect(of({ control: control({ noise: null, units: 5, sum: null, peak: null }) })).toContain(
      'too little to tell decay: 5 independent cases',
    )
    const unscored = [
      point('r1', 0, { side: metricSide(null) }),
      point('r2', 0, { side: metricSide(null), step: { from: 'r1', test: null, significant: null } }),
    ]
    expect(of({ points: unscored, control: control({ noise: null, units: 0 }) })).toContain('no run was scored')
  })

  it('never breaks the lines of a narrow terminal, and gives means and steps at any width', () => {
    for (const columns of widths) {
      const text = renderHistory(historyFixture(), { color: true, columns })
      for (const line of stripVTControlCharacters(text).split('\n'))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      for (const number of ['89.8%', '-1.5', '.061']) expect(text).toContain(number)
    }
  })

  it('shows no more of hostile text than text', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 8, maxLength: 8 }),
        fc.constantFrom(...widths),
        (texts, columns) => {
          const [name = '', id = '', target = '', version = '', by = '', reason = '', metric = '', other = ''] = texts
          const runs = historyRuns().map((run, index) => ({
            ...run,
            id: index === 0 ? id : run.id,
            target,
            version,
            approvals: [{ by, at: other, reason }],
          }))
          const points = [point(id, 0.9), point('r2', 0.8, { step: step(id, -0.1, 0.01) })]
          const metrics = [
            metricHistory(metric, { points, regrade: [id], otherwiseGraded: [id] }),
            metricHistory(metric, { points, control: control({ decay: decay({ start: id, steps: ['r2'] }) }) }),
          ]
          const leftOut = { otherCases: { runIds: [id], regrade: true }, ungraded: [other], beyondLimit: 0 }
          const text = renderHistory(historyFixture({ eval: name, runs, metrics, leftOut }), { color: false, columns })
          for (const line of text.split('\n')) {
            expect(line).not.toMatch(forbidden)
            expect(line).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[/i)
            expect(displayWidth(line)).toBeLessThanOrEqual(columns)
          }
        },
      ),
    )
  })
})

describe('sparkline', () => {
  it('goes from the lowest to the highest, and knows series without a range, gaps and too many values', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 80)).toBe('▁▂▃▄▅▆▇█')
    expect(sparkline([0.5, 0.5], 80)).toBe('▄▄')
    expect(sparkline([1, null, 0], 80)).toBe('█ ▁')
    expect(sparkline([0, 5, 6, 7], 3)).toBe('▁▅█')
    expect(sparkline([], 80)).toBe('')
  })
})

describe('historyJson', () => {
  it('is the history, with what decays and how the command ends', () => {
    const json = JSON.parse(JSON.stringify(historyJson(historyFixture(), 1)))
    expect(json).toMatchObject({
      schemaVersion: 1,
      eval: 'support',
      owner: 'support-platform',
      exitCode: 1,
      decaying: ['citations'],
      runs: [{ id: 'r1', baseline: false }, {}, { baseline: true }, {}, {}],
      metrics: [
        { metric: 'citations', tier: 'blocking', control: { decay: { start: 'r2', runs: 3, shown: true } } },
        {},
      ],
    })
  })
})

describe('blockingDecay', () => {
  it('is decay that is shown, of a metric whose rule can fail the gate', () => {
    const of = (tier: 'blocking' | 'safety' | 'advisory' | null, shown = true) =>
      blockingDecay({ metrics: [metricHistory('tone', { tier, control: control({ decay: decay({ shown }) }) })] })
        .length
    expect([of('blocking'), of('safety'), of('advisory'), of(null), of('blocking', false)]).toEqual([1, 1, 0, 0, 0])
  })
})
