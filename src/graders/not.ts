import { z } from 'zod'
import type { Grader } from '../core/grade.ts'
import type { ChildScore, ComposedGrader, CompositeOptions } from './composite.ts'
import { childrenOf, compose, compositeOptions, toldOf } from './composite.ts'
import { parseOptions } from './options.ts'

export type NotOptions = CompositeOptions

export const notOptions = z.strictObject(compositeOptions)

/**
 * The opposite of a grader. `by: score`: 1 - score; `by: pass`: 1 where the grader fails by its own `passAt`, else 0. Either way it
 * passes exactly where the grader does not: the pass mark of 1 - score is the number next above 1 - `passAt`, and where there is no such
 * number up to 1 (a grader that passes at 0 never fails) the default is `by: pass`.
 *
 * It has no parts, since what is good for the grader is bad here; good and bad evidence are turned round, too. What is unscored or an
 * error stays so. It tells nothing of unsupported statements, whatever the grader does.
 * @throws AssayError as `allOf`
 */
export function not(grader: ComposedGrader, options: NotOptions = {}): Grader {
  const parsed = parseOptions('not', notOptions, options)
  const children = childrenOf('not', [grader])
  const mark = nextAbove(1 - (children[0]?.passAt ?? 1))
  const by = parsed.by ?? (mark > 1 ? 'pass' : 'score')
  const passAt = by === 'pass' ? 1 : Math.min(mark, 1)
  return compose({
    kind: 'not',
    rules: 1,
    options: { passAt, ...parsed, by },
    children,
    combine: ([one]) => turnedRound(by, one as ChildScore),
    turned: true,
  })
}

function turnedRound(by: 'score' | 'pass', one: ChildScore) {
  const score = by === 'score' ? 1 - one.score : one.passes ? 0 : 1
  const verb = by === 'score' ? 'the opposite of' : one.passes ? 'passes:' : 'fails:'
  return { score, reason: `${verb} ${toldOf([one])}` }
}

/** The smallest double that is larger than one in 0..1. */
function nextAbove(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigUint64(0, view.getBigUint64(0) + 1n)
  return view.getFloat64(0)
}
