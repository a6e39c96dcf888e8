import type {
  CaseComparison,
  Comparison,
  MeasureComparison,
  MetricComparison,
  MetricSide,
  PairedTest,
} from '../../src/core/comparison.ts'
import type { MeasureKey } from '../../src/core/measures.ts'
import { measureLabels } from '../../src/core/measures.ts'
import type { GatePolicy, RuleInput } from '../../src/core/rules.ts'
import { rulesSchema } from '../../src/core/rules.ts'
import type { Finding, Verdict } from '../../src/core/verdict.ts'
import { noRepeats } from './repeatsFixture.ts'

/** A paired test as `compare` would give it for a drop of 8.9 points over 124 cases, with the changes asked for. */
export function pairedTest(changes: Partial<PairedTest> = {}): PairedTest {
  return {
    pairs: 124,
    units: 124,
    meanDiff: -0.0887,
    interval: [-0.1411, -0.0432],
    intervalMethod: 'tango',
    lowerBound: -0.1325,
    upperBound: -0.0497,
    pWorse: 0.0003,
    testMethod: 'exact sign-flip permutation',
    sd: 0.311,
    minimumDetectableDrop: 0.071,
    worse: 14,
    better: 3,
    same: 107,
    ...changes,
  }
}

/** One side on which every one of 124 trials was scored, with the changes asked for. */
export function metricSide(mean: number | null, changes: Partial<MetricSide> = {}): MetricSide {
  return {
    mean,
    interval: mean === null ? null : [Math.max(0, mean - 0.05), Math.min(1, mean + 0.05)],
    scored: 124,
    unscored: 0,
    graderErrors: 0,
    targetErrors: 0,
    ...changes,
  }
}

export function metric(name: string, changes: Partial<MetricComparison> = {}): MetricComparison {
  const [grader = name, ...part] = name.split('.')
  return {
    metric: name,
    grader,
    ...(part.length === 0 ? {} : { part: part.join('.') }),
    statistic: 'score',
    passAt: 1,
    baseline: metricSide(0.9113),
    candidate: metricSide(0.8226, { scored: 122, targetErrors: 2 }),
    test: pairedTest(),
    scoredTest: null,
    coverage: {
      of: 124,
      comparable: 122,
      lostToCandidate: 2,
      lostToHarness: 0,
      onlyCandidate: { cases: 0, mean: null },
    },
    ...changes,
  }
}

const noDrop = { interval: [-0.021, 0.0371] as [number, number], pWorse: 0.312, worse: 4, better: 5, same: 113 }

function metrics(): MetricComparison[] {
  return [
    metric('exactMatch'),
    metric('citations', {
      baseline: metricSide(0.9643),
      candidate: metricSide(0.8512, { scored: 122, targetErrors: 2 }),
      test: pairedTest({
        meanDiff: -0.1131,
        interval: [-0.162, -0.0651],
        intervalMethod: 't',
        worse: 21,
        better: 2,
        same: 99,
      }),
    }),
    metric('citations.exists', {
      baseline: metricSide(1),
      candidate: metricSide(0.9918),
      test: pairedTest({
        meanDiff: -0.0082,
        interval: [-0.0449, 0.0224],
        pWorse: 0.25,
        worse: 1,
        better: 0,
        same: 121,
      }),
    }),
    metric('citations.quotes', {
      baseline: metricSide(0.9512),
      candidate: metricSide(0.7317, { scored: 41, unscored: 81, targetErrors: 2 }),
      test: pairedTest({
        pairs: 41,
        meanDiff: -0.2195,
        interval: [-0.3651, -0.0921],
        worse: 10,
        better: 1,
        same: 30,
      }),
    }),
    metric('refusal', {
      baseline: metricSide(0.9758),
      candidate: metricSide(0.9836, { scored: 120, graderErrors: 2, targetErrors: 2 }),
      test: pairedTest({ meanDiff: 0.0082, ...noDrop }),
      coverage: {
        of: 124,
        comparable: 120,
        lostToCandidate: 2,
        lostToHarness: 2,
        onlyCandidate: { cases: 0, mean: null },
      },
    }),
    metric('tone', {
      statistic: 'pass',
      passAt: 0.5,
      baseline: metricSide(0.7097),
      candidate: metricSide(0.8852, { scored: 122, targetErrors: 2 }),
      test: pairedTest({ meanDiff: 0.1721, interval: [0.101, 0.243], pWorse: 0.9998, worse: 2, better: 23, same: 97 }),
    }),
  ]
}

function regressedCase(index: number): CaseComparison {
  const drop = index % 3 === 0 ? -1 : index % 3 === 1 ? -0.6667 : -0.5
  return {
    caseId: `${index % 2 === 0 ? 'billing' : 'warranty-and-returns'}-${String(index).padStart(3, '0')}`,
    tags: [index % 2 === 0 ? 'billing' : 'warranty'],
    critical: index === 0,
    strict: false,
    change: index % 7 === 5 ? 'mixed' : 'regressed',
    worst: drop,
    metrics: {
      exactMatch: { baseline: 1, candidate: index % 2 === 0 ? 0 : 1, diff: index % 2 === 0 ? -1 : 0 },
      citations: { baseline: 1, candidate: 1 + drop, diff: drop },
      'citations.quotes': { baseline: null, candidate: null, diff: null },
      refusal: { baseline: 1, candidate: 1, diff: 0 },
    },
    errors: { baseline: 0, candidate: index === 3 ? 1 : 0 },
  }
}

/** A measure that 122 pairs gave. */
export function measured(
  key: MeasureKey,
  unit: MeasureComparison['unit'],
  changes: Partial<MeasureComparison> = {},
): MeasureComparison {
  return {
    key,
    measure: measureLabels[key],
    unit,
    baseline: null,
    candidate: null,
    ratio: null,
    ratioInterval: null,
    ratioBounds: changes.ratioInterval ?? null,
    pairs: 122,
    units: 122,
    coverage: { of: 122, comparable: 122 },
    graders: [],
    pHigher: (changes.ratio ?? 1) > 1 ? 0.001 : 0.999,
    pLower: (changes.ratio ?? 1) > 1 ? 0.999 : 0.001,
    testMethod: 'sign-flip permutation of log ratios',
    test: null,
    worst: [],
    ...changes,
  }
}

/** Version v2 of a support assistant against v1: quicker and friendlier, but worse at what counts. */
export function comparisonFixture(changes: Partial<Comparison> = {}): Comparison {
  const cases = Array.from({ length: 23 }, (_, index) => regressedCase(index))
  cases.sort((a, b) => a.worst - b.worst || (a.caseId < b.caseId ? -1 : 1))
  return {
    eval: 'support',
    owner: 'support-platform',
    baseline: {
      id: '019ab0c2f1d07c3e',
      target: 'v1',
      fingerprint: 'a1'.repeat(32),
      createdAt: '2025-11-20T09:14:22.000Z',
      dataset: { fingerprint: 'd1'.repeat(32), size: 124 },
      repeats: 1,
      cases: 124,
      partial: false,
      complete: true,
      graders: ['exactMatch', 'citations', 'refusal', 'tone'],
    },
    candidate: {
      id: '019ac1779e4b7f02',
      target: 'v2',
      version: '2025-11',
      fingerprint: 'b2'.repeat(32),
      createdAt: '2025-11-23T15:40:03.000Z',
      dataset: { fingerprint: 'd2'.repeat(32), size: 125 },
      repeats: 1,
      cases: 125,
      partial: false,
      complete: true,
      graders: ['exactMatch', 'citations', 'refusal', 'tone'],
    },
    pairing: {
      paired: 124,
      missing: [],
      added: ['gift-cards-001'],
      changed: [],
      regrade: [],
      regrouped: [],
    },
    metrics: metrics(),
    changedGraders: [],
    errors: {
      baseline: { trials: 124, errors: 0, byCode: {} },
      candidate: { trials: 125, errors: 2, byCode: { timeout: 1, content_filter: 1 } },
      test: pairedTest({
        meanDiff: -0.0161,
        interval: [-0.0569, 0.0148],
        pWorse: 0.125,
        worse: 2,
        better: 0,
        same: 122,
      }),
    },
    measures: [
      measured('latencyP50', 'ms', { baseline: 1240.4, candidate: 861.2, ratio: 0.694, ratioInterval: [0.671, 0.718] }),
      measured('latencyP95', 'ms', { baseline: 3811, candidate: 1902, ratio: 0.499, ratioInterval: [0.431, 0.582] }),
      measured('inputTokens', 'tokens', {
        baseline: 1841.2,
        candidate: 1839.7,
        ratio: 0.999,
        ratioInterval: [0.998, 1.0],
      }),
      measured('outputTokens', 'tokens', {
        baseline: 92.4,
        candidate: 143.9,
        ratio: 1.557,
        ratioInterval: [1.481, 1.637],
      }),
      measured('costPer1000', 'USD', { baseline: 3.12, candidate: 0.4187, ratio: 0.134, ratioInterval: [0.13, 0.139] }),
    ],
    slices: [
      {
        tag: 'warranty',
        metric: 'citations',
        pairs: 18,
        baseline: 0.98,
        candidate: 0.69,
        meanDiff: -0.29,
        pWorse: 0.0004,
        q: 0.0048,
      },
      {
        tag: 'billing',
        metric: 'exactMatch',
        pairs: 31,
        baseline: 0.94,
        candidate: 0.81,
        meanDiff: -0.129,
        pWorse: 0.011,
        q: 0.066,
      },
      {
        tag: 'accounts',
        metric: 'exactMatch',
        pairs: 9,
        baseline: 0.89,
        candidate: 0.78,
        meanDiff: -0.11,
        pWorse: 0.25,
        q: 0.31,
      },
      {
        tag: 'shipping',
        metric: 'exactMatch',
        pairs: 22,
        baseline: 0.91,
        candidate: 0.91,
        meanDiff: 0,
        pWorse: 0.5,
        q: 0.71,
      },
    ],
    requiredSlices: [],
    repeats: noRepeats,
    expectations: [],
    alpha: 0.05,
    criticalsAtRisk: 0,
    criticals: [
      {
        caseId: 'billing-000',
        kind: 'critical',
        grader: 'exactMatch',
        baseline: { passed: 3, repeats: 3 },
        candidate: { passed: 0, repeats: 3 },
        blocks: true,
      },
    ],
    cases,
    ...changes,
  }
}

/** A finding of a blocking rule, with the changes asked for. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    kind: 'regression',
    tier: 'blocking',
    blocks: true,
    rule: 'citations',
    owner: 'support-platform',
    message:
      'citations fell by 11.3 points (95% interval -16.2 to -6.5, p <.001, exact sign-flip permutation over 124 cases): 21 cases worse, 2 better.',
    caseIds: ['billing-000', 'warranty-and-returns-003', 'billing-006'],
    ...changes,
  }
}

/** What the gate says of comparisonFixture: two regressions, a critical case, and what else the reader should know. */
export function verdictFixture(changes: Partial<Verdict> = {}): Verdict {
  return {
    decision: 'fail',
    sentence:
      'FAIL: v2 is worse than v1 on support: citations fell by 11.3 points and exactMatch by 8.9 points; ask support-platform.',
    certify: false,
    method: ['Pairs. Both runs answered the same 124 questions, so each case is held beside itself.'],
    findings: [
      finding({ caseIds: Array.from({ length: 20 }, (_, index) => `billing-${String(index).padStart(3, '0')}`) }),
      finding({ rule: 'exactMatch', message: 'exactMatch fell by 8.9 points (95% interval -14.1 to -4.3, p <.001).' }),
      finding({
        kind: 'critical',
        rule: 'exactMatch',
        message: 'critical case billing-000 passed 3 of 3 and now fails 3 of 3.',
        caseIds: ['billing-000'],
      }),
      without(
        finding({
          kind: 'inconclusive',
          blocks: false,
          rule: 'errors',
          message: 'no rise of errors was shown; a rise of 4.1 points or more would show.',
        }),
      ),
      without(
        finding({
          kind: 'improvement',
          tier: 'advisory',
          blocks: false,
          rule: 'tone',
          message: 'tone rose by 17.2 points (95% interval +10.1 to +24.3).',
        }),
      ),
      without(
        finding({
          kind: 'caveat',
          tier: 'advisory',
          blocks: false,
          rule: 'dataset',
          message: '1 case was added and is not compared: gift-cards-001.',
        }),
      ),
    ],
    ...changes,
  }
}

function without(item: Finding): Finding {
  const { caseIds: _, ...rest } = item
  return rest
}

/** A verdict without a fault. */
export function passingVerdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    decision: 'pass',
    sentence: 'PASS: v2 is shown to be no worse than v1 on support.',
    certify: true,
    method: [],
    findings: [
      without(
        finding({
          kind: 'certified',
          blocks: false,
          rule: 'citations',
          message: 'citations fell by less than 3 points.',
        }),
      ),
    ],
    ...changes,
  }
}

export function policyFixture(
  rules: Record<string, RuleInput> = {
    exactMatch: { tier: 'blocking' },
    citations: { tier: 'blocking' },
    refusal: { tier: 'blocking' },
    tone: { tier: 'advisory', metric: 'pass' },
  },
): GatePolicy {
  return { eval: 'support', owner: 'support-platform', rules: rulesSchema.parse(rules), maxErrorRate: 0.02 }
}
