import { pcg32Stream } from './pcg32.ts'

/** Random words taken at a time. */
const BATCH = 4096

/** Up to here half a random word makes an index, and the product of the two stays a machine integer. */
const HALF_WORD_UP_TO = 2 ** 15

const TWO_32 = 2 ** 32

/**
 * Draws bootstrap resamples: each call returns n indices from 0 to n - 1, uniform and independent, in a buffer that
 * the next call overwrites; without bias, by multiplying and rejecting (Lemire 2019).
 */
export function resampler(n: number, seed: number): () => Uint32Array {
  return n <= HALF_WORD_UP_TO ? halfWordResampler(n, seed) : wordResampler(n, seed)
}

function halfWordResampler(n: number, seed: number): () => Uint32Array {
  const stream = pcg32Stream(seed)
  const words = new Uint32Array(BATCH)
  const halves = new Uint16Array(words.buffer)
  const rejected = 0x10000 % n
  const indices = new Uint32Array(n)
  let next = halves.length
  return function draw(): Uint32Array {
    let filled = 0
    while (filled < n) {
      if (next >= halves.length) {
        stream.fill(words)
        next = 0
      }
      // As many halves as there are indices to draw can never overfill the buffer, so the loop need not look.
      const to = Math.min(halves.length, next + n - filled)
      for (let i = next; i < to; i++) {
        const product = Math.imul(halves[i] ?? 0, n)
        indices[filled] = product >>> 16
        if ((product & 0xffff) >= rejected) filled++
      }
      next = to
    }
    return indices
  }
}

function wordResampler(n: number, seed: number): () => Uint32Array {
  const stream = pcg32Stream(seed)
  const words = new Uint32Array(BATCH)
  const rejected = TWO_32 % n
  const indices = new Uint32Array(n)
  let next = words.length
  return function draw(): Uint32Array {
    for (let i = 0; i < n; ) {
      if (next >= words.length) {
        stream.fill(words)
        next = 0
      }
      const product = (words[next++] ?? 0) * n
      const index = Math.floor(product / TWO_32)
      if (product - index * TWO_32 >= rejected) indices[i++] = index
    }
    return indices
  }
}
