import { requireOneOf, requireProbability } from './check.ts'
import { normCdf, normQuantile } from './normal.ts'
import { lnGamma } from './special.ts'

/** How p values are adjusted for being several. */
export type Adjustment = 'bonferroni' | 'holm' | 'hochberg' | 'benjaminiHochberg' | 'benjaminiYekutieli'

const ADJUSTMENTS: readonly Adjustment[] = ['bonferroni', 'holm', 'hochberg', 'benjaminiHochberg', 'benjaminiYekutieli']

/**
 * P values adjusted for multiple tests, in the order given: comparing them with alpha controls the family-wise error
 * (bonferroni, Dunn 1961; holm, Holm 1979; hochberg, Hochberg 1988) or the false discovery rate (benjaminiHochberg,
 * Benjamini & Hochberg 1995; benjaminiYekutieli, Benjamini & Yekutieli 2001). R's p.adjust.
 *
 * @throws RangeError when a p is outside [0, 1] or the method is unknown
 */
export function adjustPValues({ p, method }: { p: readonly number[]; method: Adjustment }): number[] {
  requireOneOf('method', method, ADJUSTMENTS)
  p.forEach((value, i) => {
    requireProbability(`p[${i}]`, value)
  })
  const m = p.length
  const ascending = p.map((value, index) => ({ value, index })).sort((x, y) => x.value - y.value)
  const factors = ascending.map((_, i) => factorOf(method, i + 1, m))
  const scaled = ascending.map(({ value }, i) => Math.min(1, value * (factors[i] ?? 1)))
  const monotone = method === 'holm' ? runningMaximum(scaled) : method === 'bonferroni' ? scaled : stepUp(scaled)
  const adjusted = new Array<number>(m)
  ascending.forEach(({ index }, i) => {
    adjusted[index] = monotone[i] ?? 1
  })
  return adjusted
}

function factorOf(method: Adjustment, rank: number, m: number): number {
  if (method === 'bonferroni') return m
  if (method === 'holm' || method === 'hochberg') return m - rank + 1
  if (method === 'benjaminiHochberg') return m / rank
  let harmonic = 0
  for (let i = 1; i <= m; i++) harmonic += 1 / i
  return (m * harmonic) / rank
}

function runningMaximum(values: readonly number[]): number[] {
  let highest = 0
  return values.map((value) => {
    highest = Math.max(highest, value)
    return highest
  })
}

/** The running minimum from the largest p downwards. */
function stepUp(values: readonly number[]): number[] {
  let lowest = 1
  return values
    .toReversed()
    .map((value) => {
      lowest = Math.min(lowest, value)
      return lowest
    })
    .toReversed()
}

/**
 * One p value from several independent ones: Fisher's -2 sum ln p, chi-squared on 2m degrees of freedom (Fisher 1932), or
 * Stouffer's sum of z / sqrt(m) (Stouffer et al. 1949).
 *
 * @throws RangeError when there is no p, one is outside [0, 1], or the method is unknown
 */
export function combinePValues({ p, method }: { p: readonly number[]; method: 'fisher' | 'stouffer' }): {
  statistic: number
  p: number
} {
  requireOneOf('method', method, ['fisher', 'stouffer'])
  if (p.length === 0) throw new RangeError('p must hold at least 1 value, got 0')
  p.forEach((value, i) => {
    requireProbability(`p[${i}]`, value)
  })
  if (method === 'stouffer') {
    const statistic = p.reduce((sum, value) => sum - normQuantile({ p: value }), 0) / Math.sqrt(p.length)
    if (Number.isNaN(statistic)) throw new RangeError('p must not hold both 0 and 1 for method stouffer')
    return { statistic, p: normCdf({ x: -statistic }) }
  }
  const statistic = p.reduce((sum, value) => sum - 2 * Math.log(value), 0)
  return { statistic, p: evenChiSquaredTail(statistic, p.length) }
}

/**
 * P(X > x) of the chi-squared distribution on 2m degrees of freedom: a Poisson sum, from its largest term outwards, as
 * the first one is 0 in doubles where there are many p values.
 */
function evenChiSquaredTail(x: number, m: number): number {
  if (x === Infinity) return 0
  if (x === 0) return 1
  const mean = x / 2
  const mode = Math.min(m - 1, Math.floor(mean))
  const largest = Math.exp(mode * Math.log(mean) - mean - lnGamma(mode + 1))
  let sum = largest
  for (let i = mode, term = largest; i > 0; i--) {
    term *= i / mean
    sum += term
  }
  for (let i = mode + 1, term = largest; i < m; i++) {
    term *= mean / i
    sum += term
  }
  return Math.min(1, sum)
}
