/** Special functions, each to about 1e-14 relative, tails included. */

const HALF_LOG_TWO_PI = 0.9189385332046728
const SQRT_PI = Math.sqrt(Math.PI)

/** Stirling series of ln(x!) - ln(sqrt(2 pi x) (x/e)^x), B_2k / (2k (2k-1)); below 1e-17 from x = 15 on. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]

/** The error of Stirling's formula, ln(x!) - ln(sqrt(2 pi x) (x/e)^x), for x > 0 (Loader 2000). */
function stirlingError(x: number): number {
  if (x < 15) return lnGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI
  const inverse = 1 / x
  const square = inverse * inverse
  let sum = 0
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = sum * square + (STIRLING[k] ?? 0)
  return sum * inverse
}

/** The logarithm of the gamma function, for x > 0. */
export function lnGamma(x: number): number {
  if (x === 1 || x === 2) return 0
  let factor = 1
  let shifted = x
  while (shifted < 16) factor *= shifted++
  const y = shifted - 1
  return (y + 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + stirlingError(y) - Math.log(factor)
}

/** The logarithm of the beta function, for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  const n = a + b
  const stirling = stirlingError(a) + stirlingError(b) - stirlingError(n)
  return stirling + HALF_LOG_TWO_PI + a * Math.log(a / n) + b * Math.log(b / n) + 0.5 * Math.log(n / (a * b))
}

/** x ln(x/m) + m - x without cancellation near x = m (Loader 2000, "bd0"); `difference` is x - m. */
function deviance(x: number, m: number, difference: number): number {
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x
  const v = difference / (x + m)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 3; j < 1000; j += 2) {
    term *= v * v
    const next = sum + term / j
    if (next === sum) break
    sum = next
  }
  return sum
}

/**
 * The binomial term (a+b)! / (a! b!) x^a y^b with y = 1 - x, for real a, b > 0, by Loader's saddle-point
 * expansion: no large logarithms cancel, so it stays exact for counts of millions.
 */
export function binomialTerm(a: number, b: number, x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0
  const n = a + b
  // Both differences are the same number; the smaller of x and y gives it with more digits.
  const difference = x < y ? a - n * x : n * y - b
  const deviances = deviance(a, n * x, difference) + deviance(b, n * y, -difference)
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviances
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * a * b))
}

/**
 * The regularised incomplete beta function and its complement.
 *
 * @param x in [0, 1]
 * @param a above 0
 * @param b above 0
 * @param y 1 - x; give it where it is known more exactly than the subtraction would
 */
export function regularizedBeta(x: number, a: number, b: number, y = 1 - x): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (y <= 0) return { lower: 1, upper: 0 }
  const front = ((a * b) / (a + b)) * binomialTerm(a, b, x, y)
  if (x * (a + b + 2) < a + 1) {
    const lower = Math.min(1, (front * betaFraction(x, a, b)) / a)
    return { lower, upper: 1 - lower }
  }
  const upper = Math.min(1, (front * betaFraction(y, b, a)) / b)
  return { lower: 1 - upper, upper }
}

/** The continued fraction of the incomplete beta function, by Lentz's method (DLMF 8.17.22). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < tiny ? tiny : d)
  let h = d
  for (let m = 1; m < 200_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 2 * Number.EPSILON) break
  }
  return h
}

function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x
}

/** The complementary error function, with full relative accuracy far into the tail. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  if (x > 28) return 0
  return x < 1.8 ? 1 - erfSeries(x) : erfcFraction(x)
}

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^k x^(2k+1) / (2k+1)!! (DLMF 7.6.2): all terms positive. */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let k = 1; k < 200; k++) {
    term *= (2 * x * x) / (2 * k + 1)
    sum += term
    if (term < sum * Number.EPSILON * 0.1) break
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum
}

/** Continued fraction of erfc (DLMF 7.9.2), evaluated by Lentz's method. */
function erfcFraction(x: number): number {
  const square = x * x
  let b = square + 0.5
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 500; i++) {
    const an = -i * (i - 0.5)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    h *= d * c
    if (Math.abs(d * c - 1) < Number.EPSILON) break
  }
  return (Math.exp(-square) * x * h) / SQRT_PI
}
