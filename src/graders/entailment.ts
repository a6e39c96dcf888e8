import { z } from 'zod'
import { FailureError } from '../core/failure.ts'
import type { Grade, GradeContext, Grader } from '../core/grade.ts'
import type { JudgeCall } from '../core/judge.ts'
import { lexicalEntails } from '../grounding/lexical.ts'
import { askEntailment } from '../judge/askEntailment.ts'

/** How far the premise entails the claim, 0..1. */
export type Entails = (premise: string, claim: string) => Promise<number>

/** By computation, by a judge in a role of `judges`, or by a model of natural language inference in a role of `entailers`. */
export type EntailsOption = 'lexical' | { judge: string } | { nli: string }

const role = z.string().min(1)

export const entailsSchema = z
  .union([z.literal('lexical'), z.strictObject({ judge: role }), z.strictObject({ nli: role })])
  .default('lexical')
  .describe('who says how far a source supports a claim: lexical, { judge: ROLE } or { nli: ROLE of entailers }')

/** What a grader with this option asks for, and how it comes to its function in one grading. */
export interface Entailment extends Pick<Grader, 'judges' | 'entailers' | 'asksByAnswer'> {
  /**
   * Equal pairs are asked once for each function. It throws a FailureError where there is no score (`bad_verdict`, `bad_reply`,
   * `timeout`, ...).
   * @param calls receives every request that was made, also for what failed
   */
  bind(context: GradeContext, calls: JudgeCall[]): Entails
}

/** What a grader with that option needs, and how it gets its function in a grading. */
export function entailmentOf(option: EntailsOption): Entailment {
  if (option === 'lexical') {
    return { bind: () => onceEach(async (premise, claim) => lexicalEntails(premise, claim)) }
  }
  if ('judge' in option) {
    return {
      judges: [option.judge],
      asksByAnswer: true,
      bind: (context, calls) => {
        const judge = context.judge(option.judge)
        return onceEach(async (premise, claim) => {
          const verdict = await askEntailment(judge, premise, claim)
          calls.push(...verdict.calls)
          if ('failure' in verdict) throw new FailureError(verdict.failure)
          return verdict.score
        })
      },
    }
  }
  return {
    entailers: [option.nli],
    asksByAnswer: true,
    bind: (context, calls) => {
      const entailer = context.entailer(option.nli)
      return onceEach(async (premise, claim) => {
        const reply = await entailer.entails(premise, claim)
        calls.push(...reply.calls)
        return reply.score
      })
    },
  }
}

/** The grade with the calls that were made for it, also where one of them failed: that is an error of the grade, never a score. */
export async function withCalls(calls: readonly JudgeCall[], work: () => Promise<Grade>): Promise<Grade> {
  try {
    const grade = await work()
    return calls.length === 0 ? grade : { ...grade, calls: [...calls] }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    return { status: 'error', error: error.failure, ...(calls.length === 0 ? {} : { calls: [...calls] }) }
  }
}

function onceEach(ask: Entails): Entails {
  const known = new Map<string, Map<string, Promise<number>>>()
  return (premise, claim) => {
    const ofPremise = known.get(premise) ?? new Map<string, Promise<number>>()
    known.set(premise, ofPremise)
    const asked = ofPremise.get(claim) ?? ask(premise, claim)
    ofPremise.set(claim, asked)
    return asked
  }
}
