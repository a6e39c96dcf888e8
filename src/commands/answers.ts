import type { Eval } from '../config/index.ts'
import type { Agreement, CaseFacts, GradedRun } from '../core/comparison.ts'
import { mostCompared } from '../core/consistency.ts'
import type { Context } from '../core/context.ts'
import type { Grade, Grader } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { StoredTrial } from '../core/store.ts'
import { answerKey } from '../graders/index.ts'
import { gradeAll } from '../runner/index.ts'
import type { Side } from './side.ts'

/** One answer of a case. */
interface Answer {
  case: StoredTrial['case']
  repeat: number
  output: Output
}

interface Judge {
  grader: Grader
  timeoutMs: number
  concurrency: number
  signal: AbortSignal
  monotonic(): number
}

/**
 * Looks at what the repeats of each case say, and notes in the run which say the same: by the eval's grader between repeats where it has
 * one, else after normalisation. The texts pass by, a few cases at a time. Nothing is read where every case was asked once.
 */
export async function compareAnswers(
  side: Pick<Side, 'trials'>,
  graded: GradedRun,
  one: Pick<Eval, 'consistency' | 'timeoutMs' | 'concurrency'> | undefined,
  { signal, monotonic }: Pick<Context, 'signal' | 'monotonic'>,
): Promise<void> {
  const isRepeated = graded.run.repeats > 1 && graded.cases.some(({ trials }) => trials.length > 1)
  if (!isRepeated) return
  const facts = new Map(graded.cases.map((item) => [item.id, item]))
  const cases = answersByCase(side.trials(), graded.run.repeats)
  if (one?.consistency === undefined) return labelAll(cases, facts)
  const { consistency: grader, timeoutMs, concurrency } = one
  return judgeAll(cases, facts, { grader, timeoutMs, concurrency, signal, monotonic: () => monotonic() })
}

interface CaseAnswers {
  caseId: string
  answers: Answer[]
}

async function labelAll(cases: AsyncIterable<CaseAnswers>, facts: ReadonlyMap<string, CaseFacts>): Promise<void> {
  for await (const { caseId, answers } of cases) {
    const labels = labelsOf(answers)
    for (const trial of facts.get(caseId)?.trials ?? []) {
      const label = labels.get(trial.repeat)
      if (label !== undefined) trial.answer = label
    }
  }
}

/** As many cases at a time as trials would be in flight. */
async function judgeAll(
  cases: AsyncIterable<CaseAnswers>,
  facts: ReadonlyMap<string, CaseFacts>,
  judge: Judge,
): Promise<void> {
  let open: CaseAnswers[] = []
  const judgeOpen = () =>
    Promise.all(
      open.map(async ({ caseId, answers }) => {
        const item = facts.get(caseId)
        if (item !== undefined) item.agreement = await agreementOf(answers, judge)
      }),
    )
  for await (const one of cases) {
    open.push(one)
    if (open.length < judge.concurrency) continue
    await judgeOpen()
    open = []
  }
  await judgeOpen()
}

async function* answersByCase(trials: AsyncIterable<StoredTrial>, planned: number): AsyncGenerator<CaseAnswers> {
  let open: CaseAnswers | undefined
  for await (const { caseId, repeat, case: item, outcome } of trials) {
    if (open?.caseId !== caseId) {
      if (open !== undefined) yield open
      open = { caseId, answers: [] }
    }
    if (outcome.status === 'ok' && repeat < planned) open.answers.push({ case: item, repeat, output: outcome.output })
  }
  if (open !== undefined) yield open
}

/** A number for each repeat: equal ones for answers that say the same. */
function labelsOf(answers: readonly Answer[]): Map<number, number> {
  // Answers are mostly the same to the letter, and normalising is what takes time.
  const byLetter = new Map<string, number>()
  const byKey = new Map<string, number>()
  const labels = new Map<number, number>()
  for (const answer of answers) {
    const letters = lettersOf(answer)
    const label = byLetter.get(letters) ?? numberOf(answerKey(answer), byKey)
    byLetter.set(letters, label)
    labels.set(answer.repeat, label)
  }
  return labels
}

function numberOf(key: string, numbers: Map<string, number>): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  numbers.set(key, numbers.size)
  return numbers.size - 1
}

function lettersOf({ output: { text, data } }: Answer): string {
  return data === undefined ? text : `\u0000${canonicalJson(data)}`
}

/** The first few answers, each compared with each by the grader. */
async function agreementOf(answers: readonly Answer[], judge: Judge): Promise<Agreement[]> {
  const grades = new Map<string, Promise<Grade>>()
  const first = answers.slice(0, mostCompared)
  // What says the same to the letter is asked for once.
  const score = async (answer: Answer, other: Answer): Promise<Agreement['score']> => {
    const key = JSON.stringify([lettersOf(answer), answer.output.citations, lettersOf(other)])
    const grade = grades.get(key) ?? gradeAgainst(answer, other, judge)
    grades.set(key, grade)
    const given = await grade
    return given.status === 'scored' ? given.score : given.status
  }
  const found: Agreement[] = []
  for (const [index, one] of first.entries()) {
    for (const other of first.slice(index + 1)) {
      const directions = [await score(one, other), await score(other, one)]
      found.push({ repeats: [one.repeat, other.repeat], score: meanOf(directions) })
    }
  }
  return found
}

function meanOf(directions: readonly Agreement['score'][]): Agreement['score'] {
  if (directions.includes('error')) return 'error'
  const scores = directions.filter((score) => typeof score === 'number')
  if (scores.length < directions.length) return 'unscored'
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

async function gradeAgainst(
  answer: Answer,
  other: Answer,
  { grader, timeoutMs, signal, monotonic }: Judge,
): Promise<Grade> {
  const request = { case: { ...answer.case, expected: expectedFrom(other.output) }, output: answer.output }
  const grades = await gradeAll([grader], request, { timeoutMs, signal, monotonic })
  signal.throwIfAborted()
  const grade = grades?.[grader.name]
  if (grade === undefined) throw new Error(`the grader ${grader.name} gave no grade`)
  return grade
}

/** An answer in the place of the golden one: its data where that is an object, which graders of JSON compare; else its text. */
function expectedFrom({ text, data }: Output): string | { [key: string]: Json } {
  return isJsonObject(data) ? data : text
}
