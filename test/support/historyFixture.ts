import type { Control, Decay, History, HistoryPoint, HistoryRun, MetricHistory } from '../../src/core/history.ts'
import { metricSide, pairedTest } from './comparisonFixture.ts'

const days = ['02', '09', '16', '23', '30']

/** Five weekly runs `r1` to `r5` of one target; the first is approved, and so is the third, which is the baseline. */
export function historyRuns(): HistoryRun[] {
  return days.map((day, index) => ({
    id: `r${index + 1}`,
    target: 'assistant',
    version: `1.${index}`,
    fingerprint: 'f'.repeat(64),
    createdAt: `2026-03-${day}T09:00:00.000Z`,
    cases: 124,
    repeats: 1,
    approvals: [
      ...(index === 0 ? [{ by: 'ada', at: '2026-03-03T10:00:00.000Z', reason: 'in use' }] : []),
      ...(index === 2
        ? [{ by: 'Grace Hopper <grace@example.org>', at: '2026-03-17T10:00:00.000Z', reason: 'ok' }]
        : []),
    ],
    baseline: index === 2,
  }))
}

export function point(runId: string, mean: number, changes: Partial<HistoryPoint> = {}): HistoryPoint {
  return { runId, side: metricSide(mean), level: mean, step: null, cusum: 0, ...changes }
}

export function step(from: string, meanDiff: number, pWorse: number): HistoryPoint['step'] {
  return { from, test: pairedTest({ meanDiff, pWorse }), significant: null }
}

export function control(changes: Partial<Control> = {}): Control {
  return {
    cases: 124,
    units: 124,
    slack: 0.5,
    limit: 4,
    noise: 0.021,
    since: 'r1',
    sum: 1.24,
    peak: 1.24,
    decay: null,
    ...changes,
  }
}

export function decay(changes: Partial<Decay> = {}): Decay {
  return {
    start: 'r2',
    alarm: 'r4',
    runs: 3,
    fall: pairedTest({ meanDiff: -0.042, interval: [-0.071, -0.012], pWorse: 0.004 }),
    smallestP: 0.061,
    steps: [],
    pShift: 0.002,
    shown: true,
    ...changes,
  }
}

export function metricHistory(metric: string, changes: Partial<MetricHistory> = {}): MetricHistory {
  return {
    metric,
    grader: metric,
    statistic: 'score',
    passAt: 1,
    tier: 'blocking',
    points: [
      point('r1', 0.93),
      point('r2', 0.94, { step: step('r1', 0.01, 0.7) }),
      point('r3', 0.925, { step: step('r2', -0.015, 0.12) }),
      point('r4', 0.91, { step: step('r3', -0.015, 0.061) }),
      point('r5', 0.898, { step: step('r4', -0.012, 0.2) }),
    ],
    otherwiseGraded: [],
    regrade: [],
    control: control(),
    ...changes,
  }
}

/** `citations` decays from `r2` on though no step stands out; `tone` does not. */
export function historyFixture(changes: Partial<History> = {}): History {
  return {
    eval: 'support',
    owner: 'support-platform',
    runs: historyRuns(),
    cases: { common: 124, newest: 124 },
    leftOut: { otherCases: { runIds: [], regrade: false }, ungraded: [], beyondLimit: 0 },
    metrics: [
      metricHistory('citations', { control: control({ sum: 5.13, peak: 5.13, decay: decay() }) }),
      metricHistory('tone', { statistic: 'pass', tier: 'advisory' }),
    ],
    ...changes,
  }
}
