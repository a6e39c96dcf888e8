import type { Interval, MetricSide } from '../core/comparison.ts'
import { clusteredMean, pairedT, wilsonInterval } from '../stats/index.ts'
import { meanOf, type Readings } from './reading.ts'

const confidence = 0.95

/** Gathers one side of one metric, case by case. */
export class Side {
  readonly #means: number[] = []
  readonly #units: number[] = []
  readonly #meansWithErrors: number[] = []
  readonly #counts = { scored: 0, unscored: 0, graderErrors: 0, targetErrors: 0 }

  add(unit: number, tally: Readings): void {
    this.#counts.scored += tally.scores.length
    this.#counts.unscored += tally.unscored
    this.#counts.graderErrors += tally.graderErrors
    this.#counts.targetErrors += tally.targetErrors
    const mean = meanOf(tally.scores)
    if (mean !== null) {
      this.#means.push(mean)
      this.#units.push(unit)
    }
    const withErrors = meanOf(tally.counted)
    if (withErrors !== null) this.#meansWithErrors.push(withErrors)
  }

  summary(): MetricSide {
    const mean = meanOf(this.#means)
    const withErrors = meanOf(this.#meansWithErrors)
    return {
      mean,
      ...(withErrors !== null && withErrors !== mean && { meanWithErrors: withErrors }),
      interval: mean === null ? null : meanInterval(this.#means, this.#units, mean),
      ...this.#counts,
    }
  }
}

/** 95% around the mean of case means, within 0..1; null where a single unit says nothing of the spread. */
function meanInterval(means: readonly number[], units: readonly number[], mean: number): Interval | null {
  const unitCount = new Set(units).size
  const isClustered = unitCount < means.length
  if (!isClustered && means.every((value) => value === 0 || value === 1)) {
    return wilsonInterval({ successes: Math.round(mean * means.length), n: means.length, confidence })
  }
  if (unitCount < 2) return null
  // Where nothing varies, t would claim certainty; as if the units were single pass/fail results, Wilson does not.
  if (means.every((value) => value === means[0]) && (mean === 0 || mean === 1)) {
    return wilsonInterval({ successes: mean * unitCount, n: unitCount, confidence })
  }
  const [lower, upper] = isClustered
    ? clusteredMean({ values: means, clusters: units, confidence }).ciT
    : pairedT({ diffs: means, confidence }).ci
  return [Math.max(0, lower), Math.min(1, upper)]
}
