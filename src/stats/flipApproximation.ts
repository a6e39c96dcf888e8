import { cumulant, type FlipTail, sumOf, tieTolerance, tiltTowards } from './flipTail.ts'
import { normCdf, normPdf } from './normal.ts'
import { pcg32Stream } from './pcg32.ts'

/** Units whose signs one random byte decides, with one table of their 256 sums. */
const PER_TABLE = 8

/**
 * The tail from random signs, for s >= 0. The observed signs count as one of the draws, which keeps the test valid
 * (Phipson & Smyth 2010).
 */
export function drawnTail(magnitudes: Float64Array, s: number, draws: number, seed: number): FlipTail {
  const tables = signTables(magnitudes)
  const tolerance = tieTolerance(magnitudes)
  const tableCount = tables.length / 256
  const words = new Uint32Array(Math.ceil(tableCount / 4))
  const stream = pcg32Stream(seed)
  let atLeast = 1
  let equal = 1
  for (let draw = 0; draw < draws; draw++) {
    stream.fill(words)
    const sum = sumOfSigns(tables, words, tableCount)
    if (sum >= s - tolerance) atLeast++
    if (Math.abs(sum - s) <= tolerance) equal++
  }
  return { tail: atLeast / (draws + 1), point: equal / (draws + 1) }
}

function signTables(magnitudes: Float64Array): Float64Array {
  const tables = new Float64Array(Math.ceil(magnitudes.length / PER_TABLE) * 256)
  for (let i = 0; i < tables.length; i++) {
    const first = (i >>> 8) * PER_TABLE
    const units = Math.min(PER_TABLE, magnitudes.length - first)
    let sum = 0
    for (let j = 0; j < units; j++) sum += ((i >>> j) & 1 ? 1 : -1) * (magnitudes[first + j] ?? 0)
    tables[i] = sum
  }
  return tables
}

function sumOfSigns(tables: Float64Array, words: Uint32Array, tableCount: number): number {
  let sum = 0
  for (let table = 0; table < tableCount; table++) {
    const byte = ((words[table >>> 2] ?? 0) >>> ((table & 3) << 3)) & 0xff
    sum += tables[(table << 8) | byte] ?? 0
  }
  return sum
}

/**
 * The saddle-point approximation of the tail (Lugannani & Rice 1980; Robinson 1982 for permutation tests), for s >= 0
 * and magnitudes whose sums hardly ever tie.
 */
export function saddlepointTail(magnitudes: Float64Array, s: number): FlipTail {
  const most = sumOf(magnitudes)
  if (s >= most - tieTolerance(magnitudes)) return { tail: 0.5 ** magnitudes.length, point: 0 }
  const tilt = tiltTowards(magnitudes, s)
  let curvature = 0
  for (const magnitude of magnitudes) curvature += (magnitude / Math.cosh(tilt * magnitude)) ** 2
  const root = Math.sqrt(Math.max(0, 2 * (tilt * s - cumulant(magnitudes, tilt))))
  // The correction tends to 0 with s, where both of its terms overflow.
  const correction = root < 1e-3 ? 0 : normPdf({ x: root }) * (1 / (tilt * Math.sqrt(curvature)) - 1 / root)
  return { tail: normCdf({ x: -root }) + correction, point: 0 }
}
