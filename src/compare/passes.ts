import type { RepeatsSide, Wavering } from '../core/comparison.ts'
import { flakyPosterior, passAtK } from '../stats/index.ts'
import type { MetricKey, Tally } from './reading.ts'

/** More likely than not. */
const likely = 0.5

interface Outcome {
  passed: number
  repeats: number
  pFlaky: number
  cases: number
}

/** How one case did under one grader. */
export interface CasePasses {
  passed: number
  repeats: number
  pFlaky: number
  isFlaky: boolean
}

/** Counts cases by how many of their repeats passed: as many numbers as there are outcomes, however many cases. */
export class PassCount {
  readonly #outcomes = new Map<string, Outcome>()

  /** Adds a case; null where it has fewer than two repeats that count. */
  add({ counted }: Tally, { passAt }: MetricKey): CasePasses | null {
    const repeats = counted.length
    if (repeats < 2) return null
    const passed = counted.reduce((sum, score) => sum + Number(score >= passAt), 0)
    const outcome = this.#outcomeOf(passed, repeats)
    outcome.cases += 1
    return { passed, repeats, pFlaky: outcome.pFlaky, isFlaky: outcome.pFlaky > likely }
  }

  /** The fewest repeats of a case; infinite where there is none. */
  get fewest(): number {
    return Math.min(...this.#all().map(({ repeats }) => repeats))
  }

  /** Null where no case was added. `k` is at most the fewest repeats. */
  summary(k: number): Omit<RepeatsSide, 'variance'> | null {
    const all = this.#all()
    if (all.length === 0) return null
    const cases = all.reduce((sum, outcome) => sum + outcome.cases, 0)
    let any = 0
    let every = 0
    for (const { passed: c, repeats: n, cases: weight } of all) {
      const chances = passAtK({ n, c, k })
      any += weight * chances.passAtK
      every += weight * chances.passHatK
    }
    return {
      cases,
      repeats: [this.fewest, Math.max(...all.map(({ repeats }) => repeats))],
      passAtK: { k, any: any / cases, all: every / cases },
      flaky: all.reduce((sum, { pFlaky, cases: weight }) => sum + (pFlaky > likely ? weight : 0), 0),
    }
  }

  #all(): Outcome[] {
    return [...this.#outcomes.values()]
  }

  #outcomeOf(passed: number, repeats: number): Outcome {
    const name = `${passed}/${repeats}`
    const known = this.#outcomes.get(name)
    if (known !== undefined) return known
    const { pFlaky } = flakyPosterior({ passes: passed, fails: repeats - passed })
    const outcome = { passed, repeats, pFlaky, cases: 0 }
    this.#outcomes.set(name, outcome)
    return outcome
  }
}

/** Counts the cases of a run that waver under any of its graders. */
export class WaverCount {
  readonly #counts = { fewest: Number.POSITIVE_INFINITY, most: 0, cases: 0, flaky: 0 }

  /** Adds a case by what its graders gave. */
  add(graders: readonly (CasePasses | null)[]): void {
    const given = graders.filter((passes) => passes !== null)
    if (given.length === 0) return
    const counts = this.#counts
    counts.cases += 1
    if (given.some(({ isFlaky }) => isFlaky)) counts.flaky += 1
    for (const { repeats } of given) {
      counts.fewest = Math.min(counts.fewest, repeats)
      counts.most = Math.max(counts.most, repeats)
    }
  }

  summary(): Wavering | null {
    const { fewest, most, cases, flaky } = this.#counts
    return cases === 0 ? null : { repeats: [fewest, most], cases, flaky }
  }
}
