import type { CaseFacts, GradedRun, TrialFacts } from '../core/comparison.ts'
import { mostCompared } from '../core/consistency.ts'
import type { Readings } from './reading.ts'
import { meanOf } from './reading.ts'

/** Whether anybody looked at what the answers of a run say. */
export function hasAnswers({ cases }: GradedRun): boolean {
  return cases.some(({ agreement, trials }) => agreement !== undefined || trials.some(hasAnswer))
}

function hasAnswer({ answer }: TrialFacts): boolean {
  return answer !== undefined
}

/**
 * The repeats of a case that count: answers, and errors that will not go away, which agree with nothing. Of a grader between repeats,
 * the first few.
 */
export function countedRepeats({ agreement, trials }: CaseFacts): TrialFacts[] {
  const counted = trials.filter(({ error }) => error?.retryable !== true)
  return agreement === undefined ? counted : counted.slice(0, mostCompared)
}

/** How far these repeats of a case agree, pair by pair: 0..1, or null where no pair could be compared. */
export function agreementOf(facts: CaseFacts, repeats: readonly TrialFacts[]): number | null {
  const scores: number[] = []
  forPairs(repeats, (first, second) => {
    const score = pairScore(facts, first, second)
    if (typeof score === 'number') scores.push(score)
  })
  return meanOf(scores)
}

type PairScore = number | 'unscored' | 'error'

function pairScore({ agreement }: CaseFacts, first: TrialFacts, second: TrialFacts): PairScore {
  if (first.error !== undefined || second.error !== undefined) return 0
  if (agreement === undefined) {
    return first.answer === undefined || second.answer === undefined
      ? 'unscored'
      : Number(first.answer === second.answer)
  }
  const found = agreement.find(({ repeats: [one, other] }) => one === first.repeat && other === second.repeat)
  return found?.score ?? 'unscored'
}

function forPairs(repeats: readonly TrialFacts[], use: (first: TrialFacts, second: TrialFacts) => void): void {
  repeats.forEach((first, index) => {
    for (const second of repeats.slice(index + 1)) use(first, second)
  })
}

/**
 * How the repeats of a case agree, as other metrics read its scores: `scores` has the agreement once for each answer that could be
 * compared with another, `counted` has it once, with errors that will not go away.
 */
export function readAgreement(facts: CaseFacts, counted: readonly TrialFacts[], statistic: 'score' | 'pass'): Readings {
  const value = (agreement: number) => (statistic === 'score' ? agreement : Number(agreement >= 1))
  const answers = counted.filter(({ error }) => error === undefined)
  const [alone, all] = [agreementOf(facts, answers), agreementOf(facts, counted)]
  const { scored, broken } = fatesOf(facts, answers)
  const targetErrors = facts.trials.filter(({ error }) => error !== undefined).length
  // A single answer says nothing of agreement; where errors took the others, the case is lost by those.
  const isLost = answers.length < 2 && targetErrors > 0
  return {
    scores: alone === null ? [] : Array.from({ length: scored }, () => value(alone)),
    counted: all === null || (alone === null && answers.length > 1) ? [] : [value(all)],
    unscored: isLost ? 0 : answers.length - scored - broken,
    graderErrors: broken,
    targetErrors,
    absent: 0,
  }
}

/** Answers that could be compared with another, and of the others those where a grader broke. */
function fatesOf(facts: CaseFacts, answers: readonly TrialFacts[]): { scored: number; broken: number } {
  const scored = new Set<TrialFacts>()
  const broken = new Set<TrialFacts>()
  forPairs(answers, (first, second) => {
    const score = pairScore(facts, first, second)
    if (score === 'unscored') return
    const fate = score === 'error' ? broken : scored
    fate.add(first).add(second)
  })
  return { scored: scored.size, broken: broken.difference(scored).size }
}
