import type { GradedRun, TrialFacts } from '../core/comparison.ts'
import type { AnswerCost } from '../core/power.ts'

/** Mean cost, time and tokens of an answer, each over the answers that tell it; errors are no answers. */
export function costOfAnswer({ cases }: Pick<GradedRun, 'cases'>): AnswerCost {
  const [usd, latency, input, output] = [new Mean(), new Mean(), new Mean(), new Mean()]
  for (const { trials } of cases) {
    for (const trial of trials) {
      if (trial.error !== undefined) continue
      usd.add(trial.costUsd)
      latency.add(trial.latencyMs)
      input.add(trial.inputTokens)
      output.add(trial.outputTokens)
    }
  }
  return { usd: usd.value, latencyMs: latency.value, inputTokens: input.value, outputTokens: output.value }
}

class Mean {
  #sum = 0
  #count = 0

  add(value: TrialFacts['latencyMs']): void {
    if (value === undefined) return
    this.#sum += value
    this.#count += 1
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count
  }
}
