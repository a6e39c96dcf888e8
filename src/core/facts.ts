import type { Case } from './case.ts'
import { goldenHash } from './case.ts'
import type { CaseFacts, GradeFacts, TrialFacts } from './comparison.ts'
import type { Grade } from './grade.ts'
import { inputHash } from './target.ts'
import type { Trial } from './trial.ts'

/** What a comparison needs of a case. */
export function caseFacts(item: Case, expose: readonly string[], trials: TrialFacts[]): CaseFacts {
  const { id, tags, cluster, variantOf, critical, strict } = item
  return {
    id,
    ...(tags === undefined ? {} : { tags }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(variantOf === undefined ? {} : { variantOf }),
    ...(critical === undefined ? {} : { critical }),
    ...(strict === undefined ? {} : { strict }),
    inputHash: inputHash(item, expose),
    goldenHash: goldenHash(item),
    trials,
  }
}

/** What a comparison needs of a trial. */
export function trialFacts({ repeat, outcome, grades }: Pick<Trial, 'repeat' | 'outcome' | 'grades'>): TrialFacts {
  const facts = Object.fromEntries(Object.entries(grades).map(([name, grade]) => [name, gradeFacts(grade)]))
  if (outcome.status === 'error') {
    return { repeat, error: { code: outcome.error.code, retryable: outcome.error.retryable }, grades: facts }
  }
  const { latencyMs, usage, costUsd } = outcome.output
  return {
    repeat,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(usage?.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
    ...(usage?.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
    grades: facts,
  }
}

export function gradeFacts(grade: Grade): GradeFacts {
  if (grade.status !== 'scored') return { status: grade.status }
  const parts = Object.entries(grade.parts ?? {}).map(([name, part]) => [name, part.score] as const)
  return { status: 'scored', score: grade.score, ...(parts.length === 0 ? {} : { parts: Object.fromEntries(parts) }) }
}
