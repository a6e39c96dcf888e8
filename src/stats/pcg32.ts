import { requireCount } from './check.ts'

const MULTIPLIER_HIGH = 0x5851f42d
const MULTIPLIER_LOW = 0x4c957f2d
const TWO_32 = 2 ** 32
const TWO_TO_MINUS_16 = 2 ** -16

/** A stream of 32-bit random numbers. */
export interface RandomStream {
  /** Overwrites the whole buffer with the next numbers of the stream. */
  fill(buffer: Uint32Array): void
}

/** The seed of every function here that draws at random and is not given one. */
export const DEFAULT_SEED = 20_240_501

/** The PCG-XSH-RR generator with 64 bits of state and 32 of output (O'Neill 2014). */
export function pcg32Stream(seed: number, stream = 54): RandomStream {
  requireCount('seed', seed)
  requireCount('stream', stream)
  const incrementLow = (stream << 1) | 1
  const incrementHigh = Math.floor((stream * 2) / TWO_32) | 0
  let low = 0
  let high = 0

  function fill(buffer: Uint32Array): void {
    let [stateLow, stateHigh] = [low, high]
    for (let i = 0; i < buffer.length; i++) {
      const shiftedHigh = stateHigh ^ (stateHigh >>> 18)
      const shiftedLow = stateLow ^ ((stateLow >>> 18) | (stateHigh << 14))
      const word = (shiftedHigh << 5) | (shiftedLow >>> 27)
      const turn = stateHigh >>> 27
      buffer[i] = (word >>> turn) | (word << (-turn & 31))

      const high = productHigh(stateLow, stateHigh)
      stateLow = (Math.imul(stateLow, MULTIPLIER_LOW) + incrementLow) | 0
      const carry = stateLow >>> 0 < incrementLow >>> 0 ? 1 : 0
      stateHigh = (high + incrementHigh + carry) | 0
    }
    low = stateLow
    high = stateHigh
  }

  const discarded = new Uint32Array(1)
  fill(discarded)
  const sum = (low >>> 0) + (seed >>> 0)
  low = sum | 0
  high = (high + Math.floor(seed / TWO_32) + (sum >= TWO_32 ? 1 : 0)) | 0
  fill(discarded)
  return { fill }
}

/**
 * The upper 32 bits of the state times the multiplier. The product of the lower words is taken by halves of the
 * multiplier in doubles, each of them below 2^48 and so exact: twice as fast as by machine integers, of which it takes
 * many more.
 */
function productHigh(stateLow: number, stateHigh: number): number {
  const low = stateLow >>> 0
  const carried = Math.floor(low * (MULTIPLIER_LOW & 0xffff) * TWO_TO_MINUS_16)
  const upper = ((low * (MULTIPLIER_LOW >>> 16) + carried) * TWO_TO_MINUS_16) | 0
  const cross = (Math.imul(stateHigh, MULTIPLIER_LOW) + Math.imul(stateLow, MULTIPLIER_HIGH)) | 0
  return (upper + cross) | 0
}

/**
 * The first numbers of a PCG32 stream (O'Neill 2014), as unsigned 32-bit integers.
 *
 * @throws RangeError when an argument is not a whole number of at least 0
 */
export function pcg32(input: { seed: number; stream: number; count: number }): number[] {
  requireCount('count', input.count)
  const buffer = new Uint32Array(input.count)
  pcg32Stream(input.seed, input.stream).fill(buffer)
  return [...buffer]
}
