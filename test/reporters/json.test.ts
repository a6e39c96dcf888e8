import { expect, it } from 'vitest'
import { verdictJson } from '../../src/reporters/json.ts'
import {
  comparisonFixture,
  finding,
  metric,
  pairedTest,
  passingVerdict,
  verdictFixture,
} from '../support/comparisonFixture.ts'
import { repeatsFixture } from '../support/repeatsFixture.ts'

it('says the decision, its exit code and what it rests on', () => {
  const report = verdictJson({ comparison: comparisonFixture(), verdict: verdictFixture() })
  expect(report).toMatchObject({
    schemaVersion: 1,
    eval: 'support',
    owner: 'support-platform',
    decision: 'fail',
    exitCode: 1,
    certify: false,
    runs: { baseline: { id: '019ab0c2f1d07c3e' }, candidate: { target: 'v2', version: '2025-11' } },
    pairing: { paired: 124, added: ['gift-cards-001'], changedGraders: [] },
    errors: { candidate: { errors: 2, byCode: { timeout: 1, content_filter: 1 } } },
  })
  expect(report.findings[0]).toMatchObject({ kind: 'regression', rule: 'citations', blocks: true })
  expect(report.metrics.map(({ metric }) => metric)).toContain('citations.quotes')
  expect(report.metrics[0]?.test?.meanDiff).toBe(-0.0887)
  expect(report.cases.changes).toEqual({ regressed: 20, mixed: 3 })
  expect(report.cases.regressed[0]).toMatchObject({ caseId: 'billing-000', worst: -1 })
})

it('keeps its keys where there is nothing to say', () => {
  const comparison = comparisonFixture({ metrics: [metric('a', { test: null })], cases: [], slices: [], criticals: [] })
  const { owner: _, ...anonymous } = comparison
  const verdict = passingVerdict({ findings: [finding()].map(({ owner, caseIds, ...rest }) => rest) })
  const report = verdictJson({ comparison: anonymous, verdict })
  expect(Object.keys(report)).toEqual(
    Object.keys(verdictJson({ comparison: comparisonFixture(), verdict: verdictFixture() })),
  )
  expect(report.owner).toBeNull()
  expect(report.findings[0]).toMatchObject({ owner: null, caseIds: [] })
  expect(report.exitCode).toBe(0)
})

it('exits 2 for doubt only where certainty was asked for', () => {
  const exit = (certify: boolean) =>
    verdictJson({ comparison: comparisonFixture(), verdict: passingVerdict({ decision: 'inconclusive', certify }) })
      .exitCode
  expect([exit(true), exit(false)]).toEqual([2, 0])
})

it('holds no number that JSON cannot', () => {
  const comparison = comparisonFixture({
    metrics: [metric('a', { test: pairedTest({ sd: Number.NaN, upperBound: Number.POSITIVE_INFINITY }) })],
  })
  const report = verdictJson({ comparison, verdict: verdictFixture() })
  expect(report.metrics[0]?.test).toMatchObject({ sd: null, upperBound: null, meanDiff: -0.0887 })
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

it('holds all that is known of repeats, every wavering case among it', () => {
  const repeats = repeatsFixture()
  const report = verdictJson({ comparison: comparisonFixture({ repeats }), verdict: verdictFixture() })
  expect(report.repeats).toEqual(repeats)
  expect(report.repeats.flaky).toHaveLength(55)
})
