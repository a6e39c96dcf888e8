import { type FlipTail, rootOfSquares } from './flipTail.ts'

/** Half-width of what is told apart, in units of the root of the sum of squares: Hoeffding leaves 2 exp(-32) outside. */
const REACH = 8

/** The logarithm of a product of cosines that is as good as 0. */
const NEGLIGIBLE = Math.log(1e-15)

/** How many frequencies `invertedTail` goes through. */
export function frequenciesOf(magnitudes: Float64Array, s: number): number {
  return Math.ceil((s + REACH * rootOfSquares(magnitudes)) / 2)
}

/**
 * The tail for whole magnitudes from the characteristic function of the signed sum, the product of cos(magnitude t), at
 * as many frequencies as tell its likely values apart (Gil-Pelaez 1951, Davies 1980): exact to about 1e-14, whatever the
 * number of units, so use it where the tail is not small.
 *
 * @param magnitudes positive whole numbers, ascending
 * @param s whole number >= 0, of the sum's parity
 */
export function invertedTail(magnitudes: Float64Array, s: number): FlipTail {
  const frequencies = frequenciesOf(magnitudes, s)
  const period = 2 * frequencies + 1
  const logs = logsOfCosines(period)
  const { sizes, counts } = distinct(magnitudes)
  let [signs, point] = [0, 1]
  for (let l = 1; l <= frequencies; l++) {
    const product = productOfCosines(sizes, counts, logs, l)
    if (product === 0) continue
    const half = (Math.PI * l) / period
    const angle = (((l * s) % (2 * period)) * Math.PI) / period
    // The sum of sin(2 half k) over k = 1..frequencies: it counts what lies above s against what lies below.
    const kernel = (Math.cos(half) - (l % 2 === 0 ? 1 : -1)) / (2 * Math.sin(half))
    signs += product * kernel * Math.sin(angle)
    point += 2 * product * Math.cos(angle)
  }
  const atS = Math.max(0, point / period)
  return { tail: 0.5 - (2 * signs) / period + atS / 2, point: atS }
}

/** ln |cos(pi k / period)| for k = 0..period; an odd period has no 0 among its cosines. */
function logsOfCosines(period: number): Float64Array {
  const logs = new Float64Array(period + 1)
  for (let k = 0; k <= period; k++) logs[k] = Math.log(Math.abs(Math.cos((Math.PI * k) / period)))
  return logs
}

/** The product of cos(pi size l / period) over all magnitudes; 0 where it is negligible. */
function productOfCosines(sizes: Float64Array, counts: Float64Array, logs: Float64Array, l: number): number {
  const period = logs.length - 1
  const turns = l / period
  let sum = 0
  let changes = 0
  for (let i = sizes.length - 1; i >= 0; i--) {
    const halfTurns = (sizes[i] ?? 0) * turns
    const whole = Math.floor(halfTurns)
    const k = ((halfTurns - whole) * period + 0.5) | 0
    const count = counts[i] ?? 1
    sum += count * (logs[k] ?? 0)
    if (sum < NEGLIGIBLE) return 0
    // The cosine changes its sign with every half turn, and half way between two.
    changes += count * (whole + (2 * k > period ? 1 : 0))
  }
  return changes % 2 === 0 ? Math.exp(sum) : -Math.exp(sum)
}

/** The different magnitudes, ascending, and how often each occurs. */
function distinct(magnitudes: Float64Array): { sizes: Float64Array; counts: Float64Array } {
  const sizes: number[] = []
  const counts: number[] = []
  for (const magnitude of magnitudes) {
    if (magnitude === sizes.at(-1)) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
    else {
      sizes.push(magnitude)
      counts.push(1)
    }
  }
  return { sizes: Float64Array.from(sizes), counts: Float64Array.from(counts) }
}
