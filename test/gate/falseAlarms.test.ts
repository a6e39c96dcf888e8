import { describe, expect, it } from 'vitest'
import { pcg32 } from '../../src/stats/index.ts'
import { gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered } from '../support/gradedRun.ts'

/** Uniform numbers in [0, 1), the same in every run of the tests. */
function uniforms(seed: number, count: number): () => number {
  const words = pcg32({ seed, stream: 1, count })
  let next = 0
  return () => (words[next++ % words.length] ?? 0) / 2 ** 32
}

describe('false alarms', () => {
  it.each([
    { rate: 0.5, repeats: [1, 1] },
    { rate: 0.95, repeats: [1, 1] },
    { rate: 0.1, repeats: [5, 1] },
    { rate: 0.98, repeats: [1, 5] },
    { rate: 0.8, repeats: [3, 3] },
  ] as const)('stay at or below 5% for identical versions: rate $rate, repeats $repeats', ({ rate, repeats }) => {
    const graders = ['x', 'y', 'z']
    const policy = policyOf({ x: {}, y: {}, z: {} })
    const [simulations, cases] = [150, 40]
    const random = uniforms(7, 1 << 20)
    const side = (count: number) => {
      const trial = () => Object.fromEntries(graders.map((name) => [name, random() < rate ? 1 : 0]))
      const rows = Array.from({ length: cases }, (): CaseSketch => Array.from({ length: count }, trial))
      return { cases: numbered(rows), graders }
    }
    let alarms = 0
    for (let simulation = 0; simulation < simulations; simulation += 1) {
      if (gate(side(repeats[0]), side(repeats[1]), policy).decision === 'fail') alarms += 1
    }
    // 5% and three Monte-Carlo standard errors.
    expect(alarms / simulations).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / simulations))
  })

  it('are not bought by sleeping: a drop of 20 points is found nearly always', () => {
    const policy = policyOf({ quality: {} })
    const random = uniforms(11, 1 << 18)
    const side = (rate: number) => ({ cases: numbered(Array.from({ length: 120 }, () => (random() < rate ? 1 : 0))) })
    let found = 0
    for (let simulation = 0; simulation < 100; simulation += 1) {
      if (gate(side(0.9), side(0.7), policy).decision === 'fail') found += 1
    }
    expect(found).toBeGreaterThan(85)
  })
})
