import { z } from 'zod'
import { FailureError, toFailure } from '../core/failure.ts'
import type { Grade, GradeRequest, Grader } from '../core/grade.ts'
import type { JudgeCall } from '../core/judge.ts'
import type { Shape } from '../core/shape.ts'
import { isAbstention } from '../text/abstention.ts'
import { plural } from '../text/format.ts'
import type { Pair, Support } from './alce.ts'
import { judgeSupport } from './alce.ts'
import type { CitedAnswer } from './citedAnswer.ts'
import { citedAnswer } from './citedAnswer.ts'
import type { Entails, EntailsOption } from './entailment.ts'
import { entailmentOf, entailsSchema, withCalls } from './entailment.ts'
import { Findings, scored, unscored } from './grade.ts'
import { GuardedRegExp } from './guardedRegExp.ts'
import { markerPattern, markersOf } from './markers.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { indexOf, sourcesOf } from './sources.ts'
import type { CitedStatement } from './supportedAnswer.ts'
import { statementsOf, supportParts, tellSupport } from './supportedAnswer.ts'

export interface CitationSupportOptions extends SharedOptions {
  /** Who says how far sources bear a claim out: `lexical` (default), `{ judge: ROLE }` or `{ nli: ROLE }`. */
  entails?: EntailsOption
  /** From which number, 0..1, they bear it out. Default 0.5. */
  threshold?: number
  /** A regular expression for markers of another form; its first group (else the whole match) is the id, or ids with commas. */
  pattern?: string
}

export const citationSupportOptions = z.strictObject({
  ...sharedOptions,
  entails: entailsSchema,
  threshold: z.number().min(0).max(1).default(0.5).describe('from which number, 0..1, sources bear a claim out'),
  pattern: markerPattern,
} satisfies Shape<CitationSupportOptions>)

/**
 * Whether the cited sources bear out what they are cited for: citation recall and precision as ALCE defines them (`judgeSupport`). Parts:
 * `recall`, the share of claims whose cited sources together entail them; `precision`, the share of citations that are needed: their claim is
 * recalled, and they entail it by themselves or the others do not without them. A citation of no source is not precise, and its claim not recalled.
 * Claims are those of `citations`, without the signs of their markers; the sources' whole texts are the premises.
 *
 * The score is the harmonic mean of the two, 2rp / (r + p), and 0 where both are 0. Where no claim cites anything it is `recall`, which is
 * 0; and `recall` alone, where the target cites without places: each claim is then taken to cite all of them.
 *
 * Unscored: no sources known; an empty answer; no claim to judge.
 * @throws AssayError on an invalid pattern, and on unknown or wrong options
 */
export function citationSupport(options: CitationSupportOptions = {}): Grader {
  const parsed = parseOptions('citationSupport', citationSupportOptions, options)
  const { bind, ...roles } = entailmentOf(parsed.entails)
  const pattern = parsed.pattern === undefined ? undefined : new GuardedRegExp('citationSupport', parsed.pattern, 'gu')
  return {
    ...describe('citationSupport', 1, parsed),
    ...roles,
    async grade(request, context): Promise<Grade> {
      const read = readAnswer(request, pattern)
      if ('status' in read) return read
      const calls: JudgeCall[] = []
      return withCalls(calls, async () => {
        const supports = await answered(judgeSupport(read.statements, parsed.threshold), bind(context, calls))
        return toGrade(read, supports)
      })
    },
  }
}

interface ReadAnswer {
  answer: CitedAnswer
  statements: CitedStatement[]
}

/** The claims with what they cite, or the grade where there is nothing to judge. */
function readAnswer(request: GradeRequest, pattern: GuardedRegExp | undefined): ReadAnswer | Grade {
  const { output } = request
  const sources = sourcesOf(request)
  if (output.text.trim() === '') return unscored('the answer is empty')
  if (sources === undefined || sources.length === 0) return unscored('there are no sources to check against')
  try {
    const index = indexOf(sources)
    const markers = markersOf(output.text, index, pattern)
    const answer = citedAnswer(output, index, markers)
    if (answer.cited.length === 0 && isAbstention(output.text)) return unscored('an abstention without citations')
    if (answer.claims.length === 0) return unscored('nothing to judge: no claim')
    const statements = statementsOf(answer, markers, index)
    return statements.length === 0 ? unscored('the cited sources are too long to judge') : { answer, statements }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    return { status: 'error', error: toFailure(error) }
  }
}

/**
 * Questions about one premise are asked one after the other: who answers may have to read it first. Every one is waited for, also where one
 * fails: what it cost is to be counted.
 */
async function answered(
  judging: Generator<Pair[], Support[], readonly number[]>,
  entails: Entails,
): Promise<Support[]> {
  let turn = judging.next()
  while (turn.done !== true) {
    const pairs = turn.value
    const order = byPremise(pairs)
    const settled = await Promise.allSettled(order.map(({ premise, claim }) => entails(premise, claim)))
    const scores = new Map<Pair, number>()
    settled.forEach((result, place) => {
      if (result.status === 'rejected') throw result.reason
      const pair = order[place]
      if (pair !== undefined) scores.set(pair, result.value)
    })
    turn = judging.next(pairs.map((pair) => scores.get(pair) ?? 0))
  }
  return turn.value
}

function byPremise(pairs: readonly Pair[]): Pair[] {
  const groups = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const group = groups.get(pair.premise)
    if (group === undefined) groups.set(pair.premise, [pair])
    else group.push(pair)
  }
  return [...groups.values()].flat()
}

function toGrade({ answer, statements }: ReadAnswer, supports: readonly Support[]): Grade {
  const findings = new Findings()
  statements.forEach((statement, at) => {
    const support = supports[at]
    if (support !== undefined) tellSupport(statement, support, answer.citesWhole, findings)
  })
  const parts = supportParts(statements, supports, answer.citesWhole)
  const { recall, precision } = parts
  const sum = recall.score + (precision?.score ?? 0)
  const score = precision === undefined ? recall.score : sum === 0 ? 0 : (2 * recall.score * precision.score) / sum
  const recalled = supports.filter((support) => support.recalled).length
  const left = answer.claims.length - statements.length
  const reason = [
    `${recalled} of ${plural(statements.length, 'claim')} borne out by what they cite`,
    precision === undefined
      ? ''
      : `${Math.round(precision.score * (precision.n ?? 0))} of ${plural(precision.n ?? 0, 'citation')} needed`,
    left === 0 ? '' : `${plural(left, 'claim')} not judged: there is too much to read`,
  ].filter((text) => text !== '')
  return scored(score, reason.join('; '), findings.toEvidence(), { ...parts })
}
