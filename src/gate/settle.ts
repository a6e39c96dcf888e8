import type { ComparedRun, PairedTest } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import { casesForMargin, casesNeeded, minimumDetectableDrop, repeatsNeeded, type Spread } from '../stats/index.ts'
import { plural, pointsInWords, settingInPoints } from '../text/format.ts'
import type { JudgedScore } from './hypotheses.ts'

/**
 * The smallest drop that this gate would have reported in 4 of 5 tries, after its correction; null where it would have reported none.
 */
export function detectableDrop(judged: JudgedScore): number | null {
  const { test, minEffect } = judged
  if (test.minimumDetectableDrop === null) return null
  const drop = minimumDetectableDrop({ ...spreadOf(test), n: test.units, alpha: levelOf(judged) })
  return drop === null ? null : Math.max(drop, minEffect)
}

/**
 * What would settle an inconclusive rule, if the difference stays what it was: `180 more cases, or 3 repeats, would settle 3 points`.
 */
export function settling(hypothesis: JudgedScore, runs: { baseline: ComparedRun; candidate: ComparedRun }): string {
  const { test, margin: limit } = hypothesis
  const noun = test.units < test.pairs ? 'more independent case' : 'more case'
  if (test.meanDiff <= -limit && -test.meanDiff < hypothesis.minEffect) {
    return `no more cases would settle it, as a drop between the margin (${settingInPoints(limit)}) and minEffect (${settingInPoints(hypothesis.minEffect)}) neither passes nor blocks`
  }
  if (test.meanDiff <= -limit) {
    const more = moreCases(casesNeeded({ ...spreadOf(test), drop: -test.meanDiff, alpha: levelOf(hypothesis) }), test)
    const drop = pointsInWords(test.meanDiff)
    return more === null
      ? `more cases would show whether the drop of ${drop} is real`
      : `${plural(more, noun)} would show whether the drop of ${drop} is real`
  }
  const margin = `${settingInPoints(limit)} (the margin)`
  const expected = Math.min(0, test.meanDiff)
  const more = moreCases(
    casesForMargin({ ...spreadOf(test), margin: limit, meanDiff: expected, alpha: hypothesis.boundAlpha }),
    test,
  )
  const cases = more === null ? 'many more cases' : plural(more, noun)
  // How many repeats it takes to know how far repeats agree is not worked out.
  if (hypothesis.metric?.metric === consistencyMetric) return `${cases} would settle ${margin}`
  const used = Math.min(runs.baseline.repeats, runs.candidate.repeats)
  const repeats = repeatsFor(hypothesis, used, expected)
  if (typeof repeats === 'number') return `${cases}, or ${plural(repeats, 'repeat')}, would settle ${margin}`
  const hint =
    repeats === 'useless'
      ? '; more repeats alone would not'
      : '; a run with --repeats 3 would tell whether repeats help'
  return `${cases} would settle ${margin}${hint}`
}

function levelOf({ tested, alpha }: JudgedScore): number {
  return alpha / Math.max(1, tested)
}

function moreCases(needed: number | null, test: PairedTest): number | null {
  return needed === null ? null : Math.max(1, needed - test.units)
}

/** Repeats of each case on both sides that would do with the cases there are. */
function repeatsFor(
  { test, margin, boundAlpha: alpha }: JudgedScore,
  used: number,
  expected: number,
): number | 'useless' | 'unknown' {
  const fewest = casesForMargin({ sd: 0, margin, alpha })
  if (fewest === null || test.units < fewest) return 'useless'
  if (test.repeatVariance === undefined || test.units < test.pairs) return used > 1 ? 'useless' : 'unknown'
  const { baseline: sigmaA2, candidate: sigmaB2 } = test.repeatVariance
  const omega2 = Math.max(0, test.sd ** 2 - (sigmaA2 + sigmaB2) / used)
  const needed = repeatsNeeded({ n: test.units, drop: margin + expected, omega2, sigmaA2, sigmaB2, alpha })
  return needed === null || needed > mostRepeats ? 'useless' : Math.max(needed, used + 1)
}

/** More than anybody would run. */
const mostRepeats = 100

function spreadOf({ sd, discordance, lattice }: PairedTest): Spread {
  return { sd, ...(discordance !== undefined && { discordance }), ...(lattice !== undefined && { lattice }) }
}
