import type { AnswerCost, Effort, Need, PowerPlan, PricedEffort, RulePlan } from '../core/power.ts'

/** What the planned effort costs, and those that would show the wanted drops on every rule. */
export function priceAll(
  rules: readonly RulePlan[],
  planned: Effort,
  perAnswer: AnswerCost,
  concurrency: number,
): PowerPlan['cost'] {
  const price = ({ cases, repeats }: Effort): PricedEffort => {
    const calls = cases * repeats
    return {
      cases,
      repeats,
      calls,
      usd: perAnswer.usd === null ? null : perAnswer.usd * calls,
      ms: perAnswer.latencyMs === null ? null : (perAnswer.latencyMs * calls) / Math.min(concurrency, calls),
    }
  }
  const open = rules.map(({ forDrop }) => forDrop).filter(({ isMet }) => !isMet)
  const cases = mostOf(open.map((need) => need.cases))
  const repeats = mostOf(open.map(repeatsOf))
  return {
    planned: price(planned),
    moreCases: cases === null ? null : price({ cases, repeats: planned.repeats }),
    moreRepeats: repeats === null ? null : price({ cases: planned.cases, repeats }),
  }
}

function repeatsOf({ repeats }: Need): number | null {
  return typeof repeats === 'number' ? repeats : null
}

/** Null where there is none, or one of them is not known. */
function mostOf(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null)
  return known.length < counts.length || counts.length === 0 ? null : Math.max(...known)
}
