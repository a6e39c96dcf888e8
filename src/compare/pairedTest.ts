import type { PairedTest } from '../core/comparison.ts'
import { MINIMUM_UNITS, minimumDetectableDrop, pairedAnalysis } from '../stats/index.ts'
import { briefTest } from './briefTest.ts'

const confidence = 0.95
/** The level of one-sided bounds where nobody asks for another. */
export const usualAlpha = 0.05

/** Means of different repeats that agree but for rounding are the same. */
const rounding = 1e-12

const testMethods = {
  exact: 'exact sign-flip permutation',
  monteCarlo: 'sign-flip permutation by seeded random draws',
  rounded: 'exact sign-flip permutation of finely rounded differences',
  saddlepoint: 'sign-flip permutation by saddlepoint approximation',
} as const

/** Gathers the differences of one paired test, case by case. */
export class Differences {
  readonly #diffs: number[] = []
  readonly #units: number[] = []
  /** Whether every difference so far is of two single values of 0 or 1. */
  #binary = true
  readonly #within = { baseline: 0, candidate: 0, cases: 0 }
  readonly #alpha: number
  readonly #brief: boolean

  /**
   * @param alpha one-sided bounds hold at 1 minus this
   * @param brief whether nobody reads more of the test than whether it blocks
   */
  constructor(alpha = usualAlpha, brief = false) {
    this.#alpha = alpha
    this.#brief = brief
  }

  /**
   * Adds a case by the first min(r_baseline, r_candidate) of its values; with unequal repeats its difference would be skewed under no
   * change, and flipping signs invalid.
   *
   * @returns the means of what was used, or null where a side has no value
   */
  add(unit: number, baseline: readonly number[], candidate: readonly number[]): PairedMeans | null {
    const repeats = Math.min(baseline.length, candidate.length)
    if (repeats === 0) return null
    const before = firstMean(baseline, repeats)
    const after = firstMean(candidate, repeats)
    const diff = after - before
    this.#diffs.push(Math.abs(diff) < rounding ? 0 : diff)
    this.#units.push(unit)
    this.#binary &&= repeats === 1 && isBinary(before) && isBinary(after)
    if (repeats > 1) {
      this.#within.baseline += firstVariance(baseline, repeats, before)
      this.#within.candidate += firstVariance(candidate, repeats, after)
      this.#within.cases += 1
    }
    return { baseline: before, candidate: after }
  }

  /** Whether no case differs. */
  get same(): boolean {
    return this.#diffs.every((diff) => diff === 0)
  }

  /** Null where no case was added. Bounds at 1 - alpha, the interval at 95%. */
  test(): PairedTest | null {
    const diffs = this.#diffs
    if (diffs.length === 0) return null
    if (this.#brief) return briefTest(diffs, this.#units)
    const units = new Set(this.#units).size
    const analysis = pairedAnalysis({
      diffs,
      binary: this.#binary,
      confidence,
      boundConfidence: 1 - this.#alpha,
      ...(units < diffs.length && { clusters: this.#units }),
    })
    const worse = diffs.filter((diff) => diff < 0).length
    const better = diffs.filter((diff) => diff > 0).length
    const drop = minimumDetectableDrop({ ...analysis.spread, n: units })
    return {
      pairs: diffs.length,
      units,
      meanDiff: analysis.meanDiff,
      interval: analysis.interval,
      intervalMethod: analysis.lowerBoundMethod,
      lowerBound: analysis.lowerBound,
      upperBound: analysis.upperBound,
      pWorse: analysis.pWorseMidP,
      testMethod: testMethods[analysis.method],
      ...analysis.spread,
      ...this.#repeatVariance(),
      minimumDetectableDrop: units < MINIMUM_UNITS ? null : drop,
      worse,
      better,
      same: diffs.length - worse - better,
    }
  }

  #repeatVariance(): Pick<PairedTest, 'repeatVariance'> {
    const { cases, baseline, candidate } = this.#within
    return cases === 0 ? {} : { repeatVariance: { baseline: baseline / cases, candidate: candidate / cases } }
  }
}

export interface PairedMeans {
  baseline: number
  candidate: number
}

function firstMean(values: readonly number[], repeats: number): number {
  let sum = 0
  for (let index = 0; index < repeats; index += 1) sum += values[index] ?? 0
  return sum / repeats
}

function firstVariance(values: readonly number[], repeats: number, mean: number): number {
  let squares = 0
  for (let index = 0; index < repeats; index += 1) squares += ((values[index] ?? 0) - mean) ** 2
  return squares / (repeats - 1)
}

function isBinary(value: number): boolean {
  return value === 0 || value === 1
}
