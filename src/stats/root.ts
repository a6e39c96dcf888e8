/**
 * The root of a continuous function between `low` and `high`, whose values there have opposite signs
 * (or one of them is 0), by Brent's method (Brent 1973, chapter 4).
 *
 * @param tolerance absolute tolerance on the root; rounding of the root itself is always allowed for
 * @throws RangeError when the signs at the ends are equal
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-15): number {
  let [a, b] = [low, high]
  let [fa, fb] = [f(a), f(b)]
  if (fa === 0) return a
  if (fb === 0) return b
  if (fa > 0 === fb > 0) throw new RangeError(`no change of sign between ${low} and ${high}`)
  let [c, fc] = [a, fa]
  let step = b - a
  let previousStep = step
  for (let i = 0; i < 200; i++) {
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb]
    const tol = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2
    const half = (c - b) / 2
    if (Math.abs(half) <= tol || fb === 0) return b
    const jump = Math.abs(previousStep) < tol || Math.abs(fa) <= Math.abs(fb) ? null : interpolate(a, b, c, fa, fb, fc)
    const accepted = jump !== null && Math.abs(2 * jump) < Math.min(3 * Math.abs(half) - tol, Math.abs(previousStep))
    const inward = accepted && jump * half > 0
    previousStep = inward ? step : half
    step = inward ? jump : half
    ;[a, fa] = [b, fb]
    b += Math.abs(step) > tol ? step : Math.sign(half) * tol
    fb = f(b)
    if (fb > 0 === fc > 0) {
      ;[c, fc] = [a, fa]
      step = b - a
      previousStep = step
    }
  }
  return b
}

/** Secant step with two distinct points, inverse quadratic step with three. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa
  if (a === c) return ((c - b) * s) / (1 - s)
  const q = fa / fc
  const r = fb / fc
  const p = s * ((c - b) * q * (q - r) - (b - a) * (r - 1))
  return -p / ((q - 1) * (r - 1) * (s - 1))
}

/** The smallest whole number in [low, high] for which `holds` is true, given that it stays true from there on; else null. */
export function firstInteger(holds: (n: number) => boolean, low: number, high: number): number | null {
  let last = low - 1
  let reach = 1
  let probe = low
  while (!holds(probe)) {
    if (probe >= high) return null
    last = probe
    probe = Math.min(high, probe + reach)
    reach *= 2
  }
  while (probe - last > 1) {
    const middle = Math.floor((last + probe) / 2)
    if (holds(middle)) probe = middle
    else last = middle
  }
  return probe
}
