import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { didYouMean } from '../core/suggest.ts'
import type { ChildScore, ComposedGrader, CompositeOptions } from './composite.ts'
import { childrenOf, compose, compositeOptions, hallucinationParts, toldOf } from './composite.ts'
import { parseOptions } from './options.ts'

export interface WeightedOptions extends CompositeOptions {
  /** What each grader counts, by its name; above 0, default 1. Only their ratios matter. */
  weights?: Record<string, number>
  /** The score from which an answer passes, 0..1; default 1: only where all is perfect. */
  passAt?: number
}

export const weightedOptions = z.strictObject({
  ...compositeOptions,
  weights: z
    .record(z.string().min(1), z.number().gt(0))
    .default({})
    .describe('what each grader counts, by its name; above 0, default 1; only their ratios matter'),
} satisfies Shape<WeightedOptions>)

/**
 * The weighted mean of what several graders give, sum(w s) / sum(w). `by: score` (default): of their scores; `by: pass`: of 1 where a
 * grader passes by its own `passAt`, else 0, so that it is a weighted share. Within the lowest and the highest of them; 1 only where all
 * are 1, to the precision of doubles. Its pass mark is 1 unless another is given: no mark follows from those of the graders.
 *
 * Parts, errors and what had nothing to judge are as in `allOf`: the weight of a grader that is silent is not given to the others, since
 * the score would then mean another thing in each case.
 * @throws AssayError as `allOf`, and on a weight for a grader that is not there
 */
export function weighted(graders: readonly ComposedGrader[], options: WeightedOptions = {}): Grader {
  const { by = 'score', ...parsed } = parseOptions('weighted', weightedOptions, options)
  const children = childrenOf('weighted', graders)
  const given = new Map(Object.entries(parsed.weights))
  for (const name of given.keys()) requireName(name, children)
  const weights = children.map(({ name }) => given.get(name) ?? 1)
  // Divided by the largest, so that neither huge nor tiny weights leave the range of numbers.
  const largest = Math.max(...weights)
  const ratios = weights.map((weight) => weight / largest)
  return {
    ...compose({
      kind: 'weighted',
      rules: 1,
      options: { ...parsed, weights: Object.fromEntries(children.map(({ name }, at) => [name, ratios[at]])), by },
      children,
      combine: (scores) => meanOf(scores, ratios, by),
    }),
    ...hallucinationParts(children),
  }
}

function requireName(name: string, children: readonly Grader[]): void {
  const names = children.map((child) => child.name)
  if (names.includes(name)) return
  const mend = didYouMean(name, names, `they are ${names.join(', ')}`)
  throw new AssayError({ message: `weighted: "weights" has "${name}", which is none of its graders`, mend })
}

function meanOf(scores: readonly ChildScore[], ratios: readonly number[], by: 'score' | 'pass') {
  const values = scores.map(({ score, passes }) => (by === 'score' ? score : Number(passes)))
  let sum = 0
  let all = 0
  for (const [index, value] of values.entries()) {
    sum += value * (ratios[index] ?? 1)
    all += ratios[index] ?? 1
  }
  // Rounding never takes a mean beyond what it is made of.
  const score = Math.min(Math.max(sum / all, Math.min(...values)), Math.max(...values))
  const short = scores.filter((_, index) => (values[index] ?? 0) < 1).sort((a, b) => a.score - b.score)
  const reason = short.length === 0 ? `all ${scores.length} ${by === 'score' ? 'score 100%' : 'pass'}` : toldOf(short)
  return { score, reason }
}
