import type { Comparison } from '../core/comparison.ts'
import { MINIMUM_UNITS } from '../stats/index.ts'
import { plural, pointsInWords, probability, settingInPoints } from '../text/format.ts'
import { type Draft, worstCases } from './draft.ts'
import type { Judged } from './hypotheses.ts'
import { detectableDrop, settling } from './settle.ts'
import { plain, signedPoints } from './words.ts'

/** What the test of one hypothesis found. */
export function testedFinding(hypothesis: Judged, comparison: Comparison): Draft {
  if (hypothesis.verdict === 'fail') return failed(hypothesis, comparison)
  return hypothesis.verdict === 'pass' ? certified(hypothesis) : inconclusive(hypothesis, comparison)
}

const kinds = { metric: 'regression', scored: 'coverage', answered: 'errors' } as const

function failed(hypothesis: Judged, comparison: Comparison): Draft {
  const { about, name, test, minEffect } = hypothesis
  const drop = pointsInWords(test.meanDiff)
  const fell = {
    metric: `${metricName(hypothesis)} got worse by ${drop}`,
    scored: `${plain(name)} could be scored on fewer answers, by ${drop}`,
    answered: `errors rose by ${drop}`,
  }[about]
  const limit =
    minEffect === 0 ? 'any significant drop blocks' : `${settingInPoints(minEffect)} or more blocks (minEffect)`
  return {
    ...shared(hypothesis),
    kind: kinds[about],
    blocks: true,
    message: `${fell}: ${evidence(hypothesis)}; ${limit}`,
    ...casesOf(hypothesis, comparison),
    ...(about === 'metric' ? { fall: `${plain(name)} (${signedPoints(test.meanDiff)})` } : { clause: fell }),
  }
}

const directions = {
  metric: ['fell', 'rose'],
  scored: ['could be scored less often', 'more often'],
  answered: ['err more often', 'less often'],
} as const

/** `22 of 240 cases fell and 4 rose, p = .004 after correcting for 4 rules (exact sign-flip permutation)` */
export function evidence(hypothesis: Pick<Judged, 'about' | 'test' | 'p' | 'tested'>, noun = 'rule'): string {
  const { about, test, p, tested } = hypothesis
  const [worse, better] = directions[about]
  const cases = `${test.worse} of ${plural(test.pairs, 'case')} ${worse} and ${test.better} ${better}`
  const units = test.units < test.pairs ? ` in ${plural(test.units, 'independent group')}` : ''
  const correction = tested > 1 ? ` after correcting for ${plural(tested, noun)}` : ''
  return `${cases}${units}, ${probability(p)}${correction} (${test.testMethod})`
}

function certified(hypothesis: Judged): Draft {
  const { about, name, test, rule } = hypothesis
  const most = pointsInWords(Math.max(0, -test.lowerBound), rule.margin)
  const bound = {
    metric: `${metricName(hypothesis)} is at most ${most} worse`,
    scored: `${plain(name)} can be scored on at most ${most} fewer answers`,
    answered: `errors rose by at most ${most}`,
  }[about]
  return {
    ...shared(hypothesis),
    kind: 'certified',
    blocks: false,
    message: `${bound} (95% sure), inside the margin of ${settingInPoints(rule.margin)}`,
  }
}

function inconclusive(hypothesis: Judged, comparison: Comparison): Draft {
  const message =
    hypothesis.test.units < MINIMUM_UNITS
      ? unknown(hypothesis)
      : `${unknown(hypothesis)}: ${measured(hypothesis)}; ${settling(hypothesis, comparison)}`
  return { ...shared(hypothesis), kind: 'inconclusive', blocks: false, message }
}

/** What is not known of a rule, and what would settle it, in short. */
export function doubt(hypothesis: Judged, comparison: Comparison): string {
  if (hypothesis.test.units < MINIMUM_UNITS) return unknown(hypothesis)
  return `${unknown(hypothesis)}; ${settling(hypothesis, comparison)}`
}

function unknown(hypothesis: Judged): string {
  const { about, name, test, rule } = hypothesis
  if (test.units < MINIMUM_UNITS) {
    const what = about === 'answered' ? 'the errors' : plain(name)
    return `${what} cannot be tested on ${plural(test.units, 'independent case')}; ${MINIMUM_UNITS} is the fewest`
  }
  // A bound inside the margin is still open where the cases are fewer than can show the margin at all.
  const most = pointsInWords(Math.max(rule.margin, -test.lowerBound))
  const drop = {
    metric: `a drop of up to ${most} on ${metricName(hypothesis)}`,
    scored: `a loss of up to ${most} of the answers that ${plain(name)} can score`,
    answered: `a rise of errors by up to ${most}`,
  }[about]
  return `${drop} cannot be ruled out`
}

function measured(hypothesis: Judged): string {
  const { about, test } = hypothesis
  const change = signedPoints(about === 'answered' ? 0 - test.meanDiff : test.meanDiff)
  const drop = detectableDrop(hypothesis)
  const shows =
    drop === null ? 'no drop would be sure to show' : `${pointsInWords(drop)} or more would show in 4 of 5 tries`
  return `it measured ${change}, and ${shows}`
}

function metricName({ name, rule }: Judged): string {
  return `${plain(name)}${rule.metric === 'pass' ? ' (pass rate)' : ''}`
}

function shared({ name, owner, rule }: Judged): Pick<Draft, 'tier' | 'rule' | 'owner'> {
  return { tier: rule.tier, rule: name, ...(owner !== undefined && { owner }) }
}

function casesOf({ about, name }: Judged, comparison: Comparison): { caseIds?: string[] } {
  if (about === 'answered') return worstCases(comparison, ({ errors }) => errors.candidate - errors.baseline)
  if (about === 'metric') return worstCases(comparison, ({ metrics }) => -(metrics[name]?.diff ?? 0))
  return worstCases(comparison, ({ metrics }) => {
    const metric = metrics[name]
    return metric?.baseline != null && metric.candidate === null ? 1 : 0
  })
}
