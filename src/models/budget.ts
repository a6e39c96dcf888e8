import type { ExpectedCost } from '../core/network.ts'
import { RunStop } from '../core/network.ts'
import { formatUsd } from '../text/format.ts'

export interface BudgetLimits {
  /** US dollars. */
  maxCostUsd?: number
  maxCalls?: number
}

/** What a request did cost: dollars; as much as was expected, where nobody tells; or nothing, where nothing was done. */
export type Spent = number | 'unknown' | 'nothing'

interface Seen {
  count: number
  largestUsd: number
}

/** So many answers of a model tell what another may cost. */
const fewestSeen = 5

/** What a command has spent, and may. Every request counts as a call, tries that failed as well. */
export class Budget {
  calls = 0
  costUsd = 0
  /** Expected of the requests that are on their way. */
  #reservedUsd = 0
  readonly #seen = new Map<string, Seen>()
  readonly #limits: BudgetLimits

  constructor(limits: BudgetLimits = {}) {
    this.#limits = limits
  }

  get limitsCost(): boolean {
    return this.#limits.maxCostUsd !== undefined
  }

  /**
   * Enters a request that is about to be made; call what it returns when it has ended, with what it cost.
   * @throws RunStop where it may exceed a limit
   */
  begin(expected?: ExpectedCost): (spent: Spent) => void {
    const { maxCalls, maxCostUsd } = this.#limits
    if (maxCalls !== undefined && this.calls >= maxCalls)
      throw new RunStop('budget', `--max-calls ${maxCalls} are made`)
    const reservedUsd = this.#reservedFor(expected)
    if (maxCostUsd !== undefined && this.costUsd + this.#reservedUsd + reservedUsd > maxCostUsd)
      throw new RunStop('budget', `another call may exceed --max-cost ${formatUsd(maxCostUsd)}`)
    this.calls += 1
    this.#reservedUsd += reservedUsd
    return (spent) => {
      this.#reservedUsd = Math.max(0, this.#reservedUsd - reservedUsd)
      this.costUsd += spent === 'nothing' ? 0 : spent === 'unknown' ? reservedUsd : spent
      if (typeof spent === 'number') this.#see(expected?.of ?? '', spent)
    }
  }

  /** The most that such a request has cost, and not less than may be expected of it. */
  #reservedFor(expected: ExpectedCost | undefined): number {
    const { count, largestUsd } = this.#seen.get(expected?.of ?? '') ?? { count: 0, largestUsd: 0 }
    const isGuess = expected?.isMost !== true && count >= fewestSeen
    return Math.max(largestUsd, isGuess ? 0 : (expected?.usd ?? 0))
  }

  #see(of: string, usd: number): void {
    const { count, largestUsd } = this.#seen.get(of) ?? { count: 0, largestUsd: 0 }
    this.#seen.set(of, { count: count + 1, largestUsd: Math.max(largestUsd, usd) })
  }
}
