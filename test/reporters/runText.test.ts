import { expect, it } from 'vitest'
import type { Run } from '../../src/core/run.ts'
import { renderRun } from '../../src/reporters/runText.ts'
import { metricSide } from '../support/comparisonFixture.ts'

const run: Run = {
  id: '019ac1779e4b7f02',
  eval: 'support',
  target: { name: 'v2', kind: 'recorded', fingerprint: 'f', version: '2025-11' },
  dataset: { files: ['a.jsonl'], fingerprint: 'd', size: 124 },
  cases: 124,
  repeats: 3,
  selection: { tags: ['billing'] },
  expose: [],
  timeoutMs: 1000,
  createdAt: '2025-11-23T15:40:03.000Z',
  assayVersion: '0.1.0',
  status: 'interrupted',
}
const totals = { trials: 200, ok: 190, errors: 10, inputTokens: 12_000, outputTokens: 900, costUsd: 0.25 }

it('says how the run ended, what it cost and what each grader gave', () => {
  const metrics = [
    { metric: 'citations', side: metricSide(0.9, { scored: 190, unscored: 4, graderErrors: 1 }) },
    { metric: 'citations.exists', part: 'exists', side: metricSide(1) },
    { metric: 'tone', side: metricSide(null, { scored: 0 }) },
  ]
  const text = renderRun({ run, totals, metrics, repeats: null, elapsedMs: 61_000 }, { color: false, columns: 120 })
  const lines = text.split('\n')
  expect(lines[0]).toBe('support × v2 (2025-11)')
  expect(text.replace(/\s+/g, ' ')).toContain(
    'run 019ac1779e4b7f02, interrupted, partial: 200 of 372 trials, 10 errors (5.0%), 12,000 + 900 tokens, $0.25, 1 min 01 s',
  )
  const cells = (name: string) =>
    lines
      .find((line) => line.trim().startsWith(name))
      ?.trim()
      .split(/ {2,}/)
  expect(cells('citations')).toEqual(['citations', '90.0%', '[85.0%, 95.0%]', '190', '4', '1'])
  expect(cells('tone')).toEqual(['tone', '–', '–', '0', '0', '0'])
})

it('keeps the extra repeats of critical cases apart from what was planned', () => {
  const told = (trials: number) =>
    renderRun(
      { run, totals: { ...totals, trials }, metrics: [], repeats: null, elapsedMs: 0 },
      { color: false, columns: 200 },
    ).replace(/\s+/g, ' ')
  expect(told(376)).toContain(': 372 of 372 trials, 4 more of failing critical cases, 10 errors (2.7%)')
  expect(told(372)).toContain(': 372 of 372 trials, 10 errors')
})

it('has no table where nothing was graded', () => {
  const text = renderRun({ run, totals, metrics: [], repeats: null, elapsedMs: 0 }, { color: false, columns: 80 })
  expect(text).not.toContain('mean')
  expect(text.endsWith('\n')).toBe(true)
})

it('says in one line how it wavers, where cases were asked several times', () => {
  const passAtK = (all: number, k = 3) => ({ k, any: 1, all })
  const repeats = { repeats: [2, 3] as [number, number], cases: 120, flaky: 41 }
  const told = (metrics: { metric: string; passAtK: ReturnType<typeof passAtK> }[]) =>
    renderRun(
      { run, totals, metrics: [], repeats: { ...repeats, metrics }, elapsedMs: 0 },
      { color: false, columns: 200 },
    )
  const alike = [
    { metric: 'exactMatch', passAtK: passAtK(0.625) },
    { metric: 'tone', passAtK: passAtK(1) },
  ]
  expect(told(alike)).toContain(
    '\n  asked 2 to 3 times, 41 of 120 cases waver; all 3 pass: exactMatch 62.5%, tone 100.0%\n',
  )
  expect(told([...alike, { metric: 'figures', passAtK: passAtK(0.5, 2) }]).replace(/\s+/g, ' ')).toContain(
    '; both pass: figures 50.0%',
  )
})
