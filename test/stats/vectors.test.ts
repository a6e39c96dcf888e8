import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'

interface Vector {
  name: string
  fn: string
  input: Record<string, unknown>
  expected: unknown
  tolerance: number
}

const shipped = new URL('../fixtures/stats-vectors.json', import.meta.url)
const readVectors = (file: string | URL) => JSON.parse(readFileSync(file, 'utf8')) as Vector[]
const vectors = readVectors(process.env.STATS_VECTORS || shipped)
const functions = new Map(Object.entries(stats)) as Map<string, unknown>

/** What the gate and the report stand on; these must exist whatever file of vectors is read. */
const indispensable = [
  'signFlipPermutation',
  'tangoInterval',
  'pairedT',
  'clusteredMean',
  'wilsonInterval',
  'adjustPValues',
  'gateDecision',
  'tQuantile',
  'normQuantile',
  'minimumDetectableDrop',
  'casesNeeded',
]

/** The paths at which `actual` lacks `expected`, or differs by more than the tolerance; other fields are free. */
function mismatches(actual: unknown, expected: unknown, tolerance: number, path = 'result'): string[] {
  if (typeof expected === 'number') {
    const close = typeof actual === 'number' && Math.abs(actual - expected) <= tolerance
    return close ? [] : [`${path}: ${String(actual)} is not ${expected} to within ${tolerance}`]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return [`${path}: ${JSON.stringify(actual)} is not an array of ${expected.length}`]
    }
    return expected.flatMap((item, i) => mismatches(actual[i], item, tolerance, `${path}[${i}]`))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [`${path}: ${String(actual)} is not an object`]
    const fields = new Map(Object.entries(actual))
    return Object.entries(expected).flatMap(([key, value]) =>
      mismatches(fields.get(key), value, tolerance, `${path}.${key}`),
    )
  }
  return actual === expected ? [] : [`${path}: ${String(actual)} is not ${String(expected)}`]
}

describe('published vectors', () => {
  it('has vectors to run', () => {
    expect(vectors.length).toBeGreaterThan(0)
  })

  it('exports every function that is named by a shipped vector or indispensable', () => {
    const needed = new Set([...indispensable, ...readVectors(shipped).map((vector) => vector.fn)])
    expect([...needed].filter((name) => typeof functions.get(name) !== 'function')).toEqual([])
  })

  // A vector of another file that names what does not exist fails as well: what is skipped looks like what is right.
  for (const { name, fn, input, expected, tolerance } of vectors) {
    it(`${fn}: ${name}`, () => {
      const call = functions.get(fn)
      if (typeof call !== 'function') throw new Error(`src/stats/index.ts exports no function ${fn}`)
      expect(mismatches(call(input), expected, tolerance)).toEqual([])
    })
  }
})
