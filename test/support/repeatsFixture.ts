import type { FlakyCase, RepeatsComparison, RepeatsSide } from '../../src/core/comparison.ts'

export function repeatsSide(changes: Partial<RepeatsSide> = {}): RepeatsSide {
  return {
    cases: 120,
    repeats: [3, 3],
    variance: { within: 0.0225, between: 0.09, icc: 0.8 },
    passAtK: { k: 3, any: 0.975, all: 0.85 },
    flaky: 12,
    ...changes,
  }
}

/** 120 cases asked 3 times: the candidate wavers on 41, the baseline on 12. */
export function repeatsFixture(changes: Partial<RepeatsComparison> = {}): RepeatsComparison {
  return {
    wavering: {
      baseline: { repeats: [3, 3], cases: 120, flaky: 12 },
      candidate: { repeats: [3, 3], cases: 120, flaky: 41 },
    },
    metrics: [
      {
        metric: 'exactMatch',
        baseline: repeatsSide(),
        candidate: repeatsSide({
          flaky: 41,
          variance: { within: 0.09, between: 0.1225, icc: 0.58 },
          passAtK: { k: 3, any: 0.95, all: 0.6 },
        }),
      },
      {
        metric: 'citations',
        baseline: repeatsSide({ flaky: 0 }),
        candidate: repeatsSide({ flaky: 2, variance: null }),
      },
    ],
    flaky: Array.from({ length: 55 }, (_, index) => flakyCase(index)),
    consistency: { baseline: 0.912, candidate: 0.801 },
    ...changes,
  }
}

function flakyCase(index: number): FlakyCase {
  return {
    caseId: `billing-${String(index).padStart(3, '0')}`,
    metric: index % 9 === 8 ? 'citations' : 'exactMatch',
    side: index % 4 === 3 ? 'baseline' : 'candidate',
    passed: 1 + (index % 2),
    repeats: 3,
    pFlaky: 0.896,
  }
}

/** As where every case was asked once. */
export const noRepeats: RepeatsComparison = {
  wavering: { baseline: null, candidate: null },
  metrics: [],
  flaky: [],
  consistency: { baseline: null, candidate: null },
}
