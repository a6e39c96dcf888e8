import type { Comparison } from '../core/comparison.ts'
import { minEffectOf } from '../core/rules.ts'
import { MINIMUM_UNITS } from '../stats/index.ts'
import { plural, pointsInWords, probability, settingInPercent, settingInPoints } from '../text/format.ts'
import { isLost } from './absolute.ts'
import { type Draft, worstCases } from './draft.ts'
import { casesOfRule } from './entry.ts'
import type { Judged, JudgedScore } from './hypotheses.ts'
import { doubtOf, measureFinding } from './measures.ts'
import { detectableDrop, settling } from './settle.ts'
import { plain, signedPoints } from './words.ts'

/** What the test of one hypothesis found. */
export function testedFinding(hypothesis: Judged, comparison: Comparison): Draft {
  if (hypothesis.about === 'measure') return measureFinding(hypothesis)
  if (hypothesis.verdict === 'fail') return failed(hypothesis, comparison)
  return hypothesis.verdict === 'pass' ? certified(hypothesis, comparison.alpha) : inconclusive(hypothesis, comparison)
}

const kinds = { metric: 'regression', scored: 'coverage', answered: 'errors' } as const

function failed(hypothesis: JudgedScore, comparison: Comparison): Draft {
  const { about, name, test, minEffect } = hypothesis
  const drop = pointsInWords(test.meanDiff)
  const fell = {
    metric: `${metricName(hypothesis)} got worse by ${drop}`,
    scored: `${plain(name)} could be scored on fewer answers, by ${drop}`,
    answered: `errors rose by ${drop}`,
  }[about]
  const limit =
    minEffect === 0
      ? 'any significant drop blocks'
      : `${settingInPoints(minEffect)} or more blocks (${minEffect < minEffectOf(hypothesis.rule) ? 'maxRelativeDrop, as the baseline is low' : 'minEffect'})`
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
export function evidence(hypothesis: Pick<JudgedScore, 'about' | 'test' | 'p' | 'tested'>, noun = 'rule'): string {
  const { about, test, p, tested } = hypothesis
  const [worse, better] = directions[about]
  const cases = `${test.worse} of ${plural(test.pairs, 'case')} ${worse} and ${test.better} ${better}`
  const units = test.units < test.pairs ? ` in ${plural(test.units, 'independent group')}` : ''
  const correction = tested > 1 ? ` after correcting for ${plural(tested, noun)}` : ''
  return `${cases}${units}, ${probability(p)}${correction} (${test.testMethod})`
}

function certified(hypothesis: JudgedScore, boundLevel: number): Draft {
  const { about, name, test, margin } = hypothesis
  const most = pointsInWords(Math.max(0, -test.lowerBound), margin)
  const bound = {
    metric: `${metricName(hypothesis)} is at most ${most} worse`,
    scored: `${plain(name)} can be scored on at most ${most} fewer answers`,
    answered: `errors rose by at most ${most}`,
  }[about]
  return {
    ...shared(hypothesis),
    kind: 'certified',
    blocks: false,
    message: `${bound} (${settingInPercent(1 - boundLevel)} sure), inside the margin of ${settingInPoints(margin)}`,
  }
}

function inconclusive(hypothesis: JudgedScore, comparison: Comparison): Draft {
  const message =
    hypothesis.test.units < MINIMUM_UNITS
      ? unknown(hypothesis)
      : `${unknown(hypothesis)}: ${measured(hypothesis)}; ${settling(hypothesis, comparison)}`
  return { ...shared(hypothesis), kind: 'inconclusive', blocks: false, message }
}

/** What is not known of a rule, and what would settle it, in short. */
export function doubt(hypothesis: Judged, comparison: Comparison): string {
  if (hypothesis.about === 'measure') return doubtOf(hypothesis)
  if (hypothesis.test.units < MINIMUM_UNITS) return unknown(hypothesis)
  return `${unknown(hypothesis)}; ${settling(hypothesis, comparison)}`
}

function unknown(hypothesis: JudgedScore): string {
  const { about, name, test, margin } = hypothesis
  if (test.units < MINIMUM_UNITS) {
    const what = about === 'answered' ? 'the errors' : plain(name)
    return `${what} cannot be tested on ${plural(test.units, 'independent case')}; ${MINIMUM_UNITS} is the fewest`
  }
  // A bound inside the margin is still open where the cases are fewer than can show the margin at all.
  const most = pointsInWords(Math.max(margin, -test.lowerBound))
  const drop = {
    metric: `a drop of up to ${most} on ${metricName(hypothesis)}`,
    scored: `a loss of up to ${most} of the answers that ${plain(name)} can score`,
    answered: `a rise of errors by up to ${most}`,
  }[about]
  return `${drop} cannot be ruled out`
}

function measured(hypothesis: JudgedScore): string {
  const { about, test } = hypothesis
  const change = signedPoints(about === 'answered' ? 0 - test.meanDiff : test.meanDiff)
  const drop = detectableDrop(hypothesis)
  const shows =
    drop === null ? 'no drop would be sure to show' : `${pointsInWords(drop)} or more would show in 4 of 5 tries`
  return `it measured ${change}, and ${shows}`
}

function metricName({ name, rule }: JudgedScore): string {
  return `${plain(name)}${rule.metric === 'pass' ? ' (pass rate)' : ''}`
}

function shared({ name, owner, rule }: JudgedScore): Pick<Draft, 'tier' | 'rule' | 'owner'> {
  return { tier: rule.tier, rule: name, ...(owner !== undefined && { owner }) }
}

function casesOf(hypothesis: JudgedScore, comparison: Comparison): Pick<Draft, 'caseIds' | 'moreCases'> {
  const { about, metric } = hypothesis
  if (about === 'answered') return worstCases(comparison, ({ errors }) => errors.candidate - errors.baseline)
  const cases = casesOfRule(hypothesis, comparison)
  const name = metric?.metric ?? hypothesis.name
  if (about === 'metric') return worstCases({ cases }, ({ metrics }) => -(metrics[name]?.diff ?? 0))
  return worstCases({ cases }, ({ metrics }) => Number(isLost(metrics[name])))
}
