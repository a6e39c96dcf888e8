import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { ChildScore, ComposedGrader, CompositeOptions } from './composite.ts'
import { childrenOf, compose, compositeOptions, hallucinationParts, sharedMark, toldOf } from './composite.ts'
import { parseOptions } from './options.ts'

export type AllOfOptions = CompositeOptions

export const allOfOptions = z.strictObject(compositeOptions)

/**
 * Whether an answer is good by every one of several graders. `by: score`: the minimum of their scores; `by: pass`: 1 where each passes by
 * its own `passAt`, else 0. The default is `score` where all pass at one and the same mark, which is then the pass mark of the whole, and
 * `pass` where the marks differ: so that the whole passes exactly where all do. With `by: score` over different marks the largest is
 * the default mark.
 *
 * Each score is a part under the name of its grader, with parts of its own as `grader.part`. An error of one is an error of the whole;
 * else what had nothing to judge leaves the whole unscored, whatever the others say.
 * @throws AssayError on no graders, two of one name, and unknown or wrong options
 */
export function allOf(graders: readonly ComposedGrader[], options: AllOfOptions = {}): Grader {
  const parsed = parseOptions('allOf', allOfOptions, options)
  const children = childrenOf('allOf', graders)
  const mark = sharedMark(children)
  const by = parsed.by ?? (mark === undefined ? 'pass' : 'score')
  const passAt = by === 'pass' ? 1 : (mark ?? Math.max(...children.map((child) => child.passAt)))
  return {
    ...compose({
      kind: 'allOf',
      rules: 1,
      options: { passAt, ...parsed, by },
      children,
      combine: by === 'pass' ? everyPass : lowest,
    }),
    ...hallucinationParts(children),
  }
}

function lowest(scores: readonly ChildScore[]) {
  const score = Math.min(...scores.map((one) => one.score))
  const short = scores.filter((one) => one.score < 1).sort((a, b) => a.score - b.score)
  return { score, reason: short.length === 0 ? `all ${scores.length} score 100%` : `lowest: ${toldOf(short)}` }
}

function everyPass(scores: readonly ChildScore[]) {
  const failed = scores.filter(({ passes }) => !passes)
  if (failed.length === 0) return { score: 1, reason: `all ${scores.length} pass` }
  return { score: 0, reason: `${failed.length} of ${scores.length} fail: ${toldOf(failed)}` }
}
