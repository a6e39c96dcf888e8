import { z } from 'zod'
import type { Case } from '../core/case.ts'
import { answerableByTag } from '../core/case.ts'
import type { Evidence, Grade, Grader } from '../core/grade.ts'
import type { Abstention } from '../text/abstention.ts'
import { findAbstention, isAbstention } from '../text/abstention.ts'
import { quoted, scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export type RefusalOptions = SharedOptions

export const refusalOptions = z.strictObject(sharedOptions)

/**
 * Whether the answer abstains exactly where it must: 1 for an abstention where nothing can be answered, and for an answer where there is
 * one to give; 0 for answering what cannot be answered (part `unanswerable`), and for refusing what can (part `answerable`). What is an
 * abstention: `findAbstention`.
 *
 * A case cannot be answered with the tag `unanswerable`, and without either tag where `expected` is null or is itself an abstention
 * ("The handbook does not say"). It can with the tag `answerable`, and without either where `expected` is anything else. An empty answer
 * scores 0 either way: it tells nothing, not even that there is nothing to tell. Unscored where neither tags nor `expected` say, or a case
 * has both tags.
 * @throws AssayError on unknown or wrong options
 */
export function refusal(options: RefusalOptions = {}): Grader {
  const parsed = parseOptions('refusal', refusalOptions, options)
  return {
    ...describe('refusal', 4, parsed),
    hallucination: ['unanswerable'],
    grade({ case: item, output: { text } }) {
      const answerable = answerableByTag(item) ?? answerableByExpected(item)
      if (answerable === undefined) return unscored('the case does not say whether it can be answered')
      if (text.trim() === '')
        return graded(answerable, false, 'an empty answer is neither an answer nor an abstention', [])
      const found = findAbstention(text)
      const good = answerable === (found === undefined)
      return graded(answerable, good, reason(answerable, found), found === undefined ? [] : [toEvidence(found, good)])
    },
  }
}

function answerableByExpected({ expected, tags = [] }: Pick<Case, 'expected' | 'tags'>): boolean | undefined {
  // With both tags a case contradicts itself.
  if (expected === undefined || tags.includes('unanswerable')) return undefined
  if (expected === null) return false
  if (typeof expected === 'string') return !isAbstention(expected)
  return !(Array.isArray(expected) && expected.every(isAbstention))
}

function graded(answerable: boolean, good: boolean, why: string, evidence: readonly Evidence[]): Grade {
  const score = good ? 1 : 0
  return scored(score, why, evidence, { [answerable ? 'answerable' : 'unanswerable']: { score, n: 1 } })
}

function reason(answerable: boolean, found: Abstention | undefined): string {
  if (answerable) return found === undefined ? 'answers what can be answered' : 'refuses what can be answered'
  return found === undefined ? 'answers what cannot be answered' : 'abstains where it cannot be answered'
}

function toEvidence({ text, start, end }: Abstention, good: boolean): Evidence {
  return { kind: 'abstention', verdict: good ? 'good' : 'bad', message: `abstains: ${quoted(text)}`, start, end }
}
