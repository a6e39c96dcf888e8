import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { ChildScore, ComposedGrader, CompositeOptions } from './composite.ts'
import { childrenOf, compose, compositeOptions, sharedMark, toldOf } from './composite.ts'
import { parseOptions } from './options.ts'

export type AnyOfOptions = CompositeOptions

export const anyOfOptions = z.strictObject(compositeOptions)

/**
 * Whether an answer is good by at least one of several graders. `by: score`: the maximum of their scores; `by: pass`: 1 where one passes
 * by its own `passAt`, else 0. Which is the default, the pass mark, parts, errors and what had nothing to judge are as in `allOf`: a
 * grader that passes does not make up for one that broke, since that would favour answers that break graders.
 *
 * Failing it tells of unsupported statements where one of its graders fails by that as a whole (`figures`).
 * @throws AssayError as `allOf`
 */
export function anyOf(graders: readonly ComposedGrader[], options: AnyOfOptions = {}): Grader {
  const parsed = parseOptions('anyOf', anyOfOptions, options)
  const children = childrenOf('anyOf', graders)
  const mark = sharedMark(children)
  const by = parsed.by ?? (mark === undefined ? 'pass' : 'score')
  const usual = by === 'pass' ? 1 : (mark ?? Math.max(...children.map((child) => child.passAt)))
  const passAt = parsed.passAt ?? usual
  // Below the mark of the whole all are below it: that is a failure only of those whose own mark is as high.
  const tells = children.some((child) => child.hallucination === true && (by === 'pass' || passAt <= child.passAt))
  return {
    ...compose({
      kind: 'anyOf',
      rules: 1,
      options: { ...parsed, passAt, by },
      children,
      combine: by === 'pass' ? somePass : highest,
    }),
    ...(tells && { hallucination: true as const }),
  }
}

function highest(scores: readonly ChildScore[]) {
  const ranked = scores.toSorted((a, b) => b.score - a.score)
  return { score: ranked[0]?.score ?? 0, reason: `highest: ${toldOf(ranked.slice(0, 1))}` }
}

function somePass(scores: readonly ChildScore[]) {
  const passed = scores.filter(({ passes }) => passes)
  if (passed.length === 0) return { score: 0, reason: `none of ${scores.length} passes: ${toldOf(scores)}` }
  return { score: 1, reason: `${passed.length} of ${scores.length} pass: ${toldOf(passed)}` }
}
