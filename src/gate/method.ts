import type { Comparison } from '../core/comparison.ts'
import { minEffectOf } from '../core/rules.ts'
import { plural, settingInPercent, settingInPoints } from '../text/format.ts'
import { blockingRules, type GateEntry } from './entry.ts'
import { isScore, type Judged, type JudgedScore, metricsOf } from './hypotheses.ts'
import { detectableDrop } from './settle.ts'
import { joined, plain, signedPoints } from './words.ts'

/** How it was decided, in paragraphs for people who took no course in statistics, with the numbers of this very comparison. */
export function methodOf(entry: GateEntry, judged: readonly Judged[], certify: boolean): string[] {
  const { comparison } = entry
  const example = metricsOf(judged).toSorted((a, b) => a.p - b.p)[0]
  return [
    pairing(comparison),
    ...(example === undefined ? [] : [testing(example)]),
    ...intervals(comparison),
    blocking(entry, judged),
    certifying(judged, certify),
    ...measuring(judged),
    ...absolute(entry),
    ...ending(comparison),
  ]
}

function pairing({ pairing: { paired }, metrics, baseline, candidate }: Comparison): string {
  const clustered = metrics.some(({ test }) => test !== null && test.units < test.pairs)
  const unit = clustered
    ? 'Cases of one cluster, and variants of one case, rise and fall together, so they count as one unit.'
    : 'Every case is one unit.'
  const used = Math.min(baseline.repeats, candidate.repeats)
  const repeats =
    used > 1
      ? ` Cases were asked several times; a case counts once, with its mean over the first ${used} repeats of both runs.`
      : ''
  return `Pairs. Both runs answered the same ${plural(paired, 'question')}, so each case is held beside itself: its score in the candidate minus its score in the baseline. Easy and hard questions then cancel out, and much smaller changes show than if two averages were compared.${repeats} ${unit}`
}

function testing({ name, test }: JudgedScore): string {
  const moved = test.worse + test.better
  const counts = `On ${plain(name)} ${plural(test.worse, 'case')} fell, ${test.better} rose and ${test.same} stayed the same`
  return `Test. If nothing had really changed, each of the ${plural(moved, 'case')} that moved could as well have moved the other way. ${counts}, ${signedPoints(test.meanDiff)} on average. p is the share of all ways to flip those directions that look at least as bad as this (${test.testMethod}; ways that look exactly as bad count half). A small p says: chance alone hardly ever does this. No bell curve is assumed.`
}

function intervals({ metrics }: Comparison): string[] {
  const methods = [
    ...new Set(metrics.flatMap(({ test }) => (test === null ? [] : [intervalWords[test.intervalMethod]]))),
  ]
  if (methods.length === 0) return []
  return [
    `Intervals. An interval of 95% holds the changes that fit what was seen; the true change lies outside one time in twenty. Found by ${joined(methods)}.`,
  ]
}

const intervalWords = {
  tango: "Tango's score interval for pairs that pass or fail",
  t: "Student's t over the cases",
  clusteredT: 'a t interval over the units that holds for clusters (CR1)',
  ruleOfThree: 'the rule of three, where no case changed',
} as const

function blocking(entry: GateEntry, judged: readonly Judged[]): string {
  const { alpha } = entry.comparison
  const own = judged[0]?.alpha ?? alpha
  const level = settingInPercent(own)
  const tested = judged[0]?.tested ?? 0
  const shared =
    tested > 1
      ? ` ${plural(tested, 'rule')} were tested, and many tests find something by chance, so all of them share the chance of a false alarm (Holm's correction).`
      : ''
  const isLow = judged.filter(isScore).some(({ rule, minEffect }) => minEffect < minEffectOf(rule))
  const low = isLow ? ', or a share of the baseline where that is low, maxRelativeDrop' : ''
  const kept = own < alpha ? ' Half of the usual 5% is kept for critical cases, which can be wrong by chance too.' : ''
  return `Fail. A rule fails when chance alone would do this at most ${level} of the time and the drop is large enough to matter (minEffect${low}): of versions that are the same, the gate wrongly blocks about one in twenty at most.${shared}${kept} A small drop in a small sample may be real and still not show; the verdict says which drops would.`
}

function certifying(judged: readonly Judged[], certify: boolean): string {
  const margins = [...new Set(metricsOf(judged).map(({ margin }) => settingInPoints(margin)))]
  const within = margins.length === 0 ? '' : ` (${joined(margins)})`
  const asked = certify
    ? 'Certainty was asked for (--certify), so what is neither fail nor pass is not enough.'
    : 'Certainty was not asked for, so what is neither lets the candidate through: blocking on doubt would block most harmless changes of a small suite.'
  const drops = metricsOf(judged).flatMap((item) => detectableDrop(item) ?? [])
  const shows =
    drops.length === 0
      ? ''
      : ` With what there is, drops from ${settingInPoints(Math.max(...drops))} on would show in four of five tries.`
  return `Pass. Not having found a drop proves nothing. A rule passes when every drop that still fits the data is smaller than its margin${within}. ${asked}${shows}`
}

function measuring(judged: readonly Judged[]): string[] {
  const measures = judged.filter((item) => !isScore(item))
  if (measures.length === 0) return []
  return [
    'Measures. Latency, tokens and cost are compared as ratios, case by case, since the slow questions are slow on both sides; a rule fails when the ratio is significant and at least as large as it names. Shares of answers that are errors or hallucinated are tested like pass and fail.',
  ]
}

function absolute(entry: GateEntry): string[] {
  const floors = blockingRules(entry).some(({ rule }) => rule.min !== undefined)
  const strict = entry.comparison.cases.some(({ critical, strict: isStrict }) => critical || isStrict)
  if (!floors && !strict) return []
  return [
    'Absolute rules. Floors, limits, critical and strict cases are no tests: they hold whatever the baseline, and a wavering answer can break them by chance. A critical case blocks only where it passed all of at least 3 repeats and now fails all of at least 3.',
  ]
}

function ending({ adaptive }: Comparison): string[] {
  if (adaptive === undefined) return []
  return [
    `Early end. Whoever looks often finds something by chance sooner or later. The run was looked at up to ${plural(adaptive.looks, 'time')}, and the looks share the 5%: this one is tested at ${settingInPercent(adaptive.alpha)}.`,
  ]
}
