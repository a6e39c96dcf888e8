import type { CaseFacts, GradedRun, GradeFacts, TrialFacts } from '../src/core/comparison.ts'
import type { AdaptivePlan } from '../src/core/run.ts'
import { normQuantile } from '../src/stats/index.ts'
import { pcg32Stream } from '../src/stats/pcg32.ts'

/** What a simulated pair of runs is like. */
export interface Scenario {
  cases: number
  /** Mean share of answers that pass in the baseline. */
  passRate: number
  /** How much lower it is in the candidate; 0 for no change. */
  drop: number
  /** Repeats of baseline and candidate. */
  repeats: [number, number]
  /** Cases a cluster; those of one cluster have one difficulty. */
  clusterSize?: number
  /** Independent blocking graders. */
  graders?: number
  /** Every so manieth case is critical. */
  criticalEvery?: number
  /** Whether the candidate finds other cases hard than the baseline, as another model does, at the same mean. */
  churn?: boolean
  /** Scores between 0 and 1 instead of passes and fails. */
  graded?: boolean
  /** Rules on latency (p50 and p95) and on errors in place of one on a grader; latencies are log-normal. */
  latency?: boolean
  /** The candidate is judged while it goes on. */
  adaptive?: AdaptivePlan['by']
}

/** A stream of uniform numbers in [0, 1). */
export function uniforms(seed: number): () => number {
  const stream = pcg32Stream(seed)
  const buffer = new Uint32Array(4096)
  let at = buffer.length
  return () => {
    if (at === buffer.length) {
      stream.fill(buffer)
      at = 0
    }
    const value = (buffer[at] ?? 0) / 2 ** 32
    at += 1
    return value
  }
}

/**
 * Two runs whose answers pass with a chance of their case's own: half of the spread of difficulties that is possible at the mean, so
 * that some cases nearly always pass and others nearly never.
 */
export function simulate(scenario: Scenario, random: () => number): { baseline: GradedRun; candidate: GradedRun } {
  const { cases, passRate, drop, repeats, clusterSize = 1, graders = 1, criticalEvery } = scenario
  const names = Array.from({ length: graders }, (_, index) => `g${index}`)
  const before: CaseFacts[] = []
  const after: CaseFacts[] = []
  let chances: { before: number; after: number }[] = []
  for (let index = 0; index < cases; index += 1) {
    if (index % clusterSize === 0)
      chances = names.map(() => caseChances(passRate, drop, scenario.churn === true, random))
    const facts = {
      id: `c${index}`,
      inputHash: '',
      goldenHash: '',
      ...(clusterSize > 1 && { cluster: `k${Math.floor(index / clusterSize)}` }),
      ...(criticalEvery !== undefined && index % criticalEvery === 0 && { critical: true }),
    }
    // A slow question is slow on both sides; how long an answer takes wavers besides.
    const size = scenario.latency === true ? Math.exp(0.8 * normal(random)) : undefined
    const side = (key: 'before' | 'after', count: number) =>
      trials(
        scenario,
        names,
        chances.map((chance) => chance[key]),
        count,
        size,
        random,
      )
    before.push({ ...facts, trials: side('before', repeats[0]) })
    after.push({ ...facts, trials: side('after', repeats[1]) })
  }
  return { baseline: runOf('v1', names, before, repeats[0]), candidate: runOf('v2', names, after, repeats[1]) }
}

/** Either of two difficulties around the mean, so that the mean chance is exactly the pass rate. */
function caseChances(passRate: number, drop: number, churn: boolean, random: () => number) {
  const spread = Math.min(passRate, 1 - passRate) / 2
  const draw = () => (random() < 0.5 ? -spread : spread)
  const difficulty = draw()
  const after = passRate - drop + (churn ? draw() : difficulty)
  return { before: passRate + difficulty, after: Math.min(1, Math.max(0, after)) }
}

function normal(random: () => number): number {
  return normQuantile({ p: (Math.floor(random() * 2 ** 30) + 0.5) / 2 ** 30 })
}

function trials(
  { graded, latency }: Scenario,
  names: readonly string[],
  chances: readonly number[],
  repeats: number,
  size: number | undefined,
  random: () => number,
): TrialFacts[] {
  return Array.from({ length: repeats }, (_, repeat) => {
    const grades: Record<string, GradeFacts> = {}
    names.forEach((name, index) => {
      const chance = chances[index] ?? 0
      // The mean of a score that is spread evenly up to its case's best is that chance.
      const score = graded === true ? Math.min(1, random() * 2 * chance) : Number(random() < chance)
      grades[name] = { status: 'scored', score }
    })
    return {
      repeat,
      grades,
      ...(latency === true && size !== undefined && { latencyMs: 400 * size * Math.exp(0.4 * normal(random)) }),
    }
  })
}

function runOf(target: string, names: readonly string[], cases: CaseFacts[], repeats: number): GradedRun {
  const createdAt = '2026-01-01T00:00:00.000Z'
  const graders = names.map((name) => ({ name, fingerprint: name, passAt: 1 }))
  return {
    run: {
      id: target,
      eval: 'simulated',
      target: { name: target, kind: 'simulated', fingerprint: target },
      dataset: { files: [], fingerprint: 'd', size: cases.length },
      cases: cases.length,
      repeats,
      selection: {},
      expose: [],
      timeoutMs: 1,
      createdAt,
      assayVersion: '0',
      status: 'complete',
    },
    grading: { id: `${target}-g`, runId: target, graders, createdAt, complete: true },
    cases,
  }
}
