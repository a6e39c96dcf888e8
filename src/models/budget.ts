import { RunStop } from '../core/network.ts'
import { formatUsd } from '../text/format.ts'

export interface BudgetLimits {
  /** US dollars. */
  maxCostUsd?: number
  maxCalls?: number
}

/** What a command has spent, and may. Every request counts as a call, tries that failed as well. */
export class Budget {
  calls = 0
  costUsd = 0
  /** Expected of the requests that are on their way. */
  #reservedUsd = 0
  #priced = 0
  readonly #limits: BudgetLimits

  constructor(limits: BudgetLimits = {}) {
    this.#limits = limits
  }

  get limitsCost(): boolean {
    return this.#limits.maxCostUsd !== undefined
  }

  /**
   * Enters a request that is about to be made; call what it returns with its cost when it has ended.
   * @param estimateUsd what it is expected to cost, until there is a mean of what others did
   * @throws RunStop where it would exceed a limit
   */
  begin(estimateUsd = 0): (costUsd: number | undefined) => void {
    const { maxCalls, maxCostUsd } = this.#limits
    if (maxCalls !== undefined && this.calls >= maxCalls)
      throw new RunStop('budget', `--max-calls ${maxCalls} are made`)
    const expected = this.#priced >= 5 ? this.costUsd / this.#priced : estimateUsd
    if (maxCostUsd !== undefined && this.costUsd + this.#reservedUsd + expected > maxCostUsd) {
      const spent = `${formatUsd(this.costUsd)} of --max-cost ${formatUsd(maxCostUsd)} is spent, and another call may exceed it`
      throw new RunStop('budget', spent)
    }
    this.calls += 1
    this.#reservedUsd += expected
    return (costUsd) => {
      this.#reservedUsd = Math.max(0, this.#reservedUsd - expected)
      if (costUsd === undefined) return
      this.#priced += 1
      this.costUsd += costUsd
    }
  }
}
