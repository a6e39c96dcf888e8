import type { CaseFacts, CriticalCase, GradedRun } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'
import { criticalRepeats } from '../core/rules.ts'
import type { CasePair } from './pair.ts'
import { type MetricKey, readTrial } from './reading.ts'

/**
 * Critical and strict cases that fail in the candidate, by metric and id. A strict case is held to the candidate alone, so one that
 * has no partner counts as well.
 */
export function findCriticals(
  pairs: readonly CasePair[],
  candidate: GradedRun,
  keys: readonly MetricKey[],
): CriticalCase[] {
  const paired = new Set(pairs.map((pair) => pair.id))
  const flagged: Flagged[] = pairs.filter((pair) => pair.critical || pair.strict)
  for (const facts of candidate.cases) {
    if (facts.strict === true && !paired.has(facts.id)) flagged.push({ id: facts.id, candidate: facts, strict: true })
  }
  flagged.sort((a, b) => byCodeUnits(a.id, b.id))
  return keys.flatMap((key) => flagged.flatMap((item) => failing(item, key)))
}

/**
 * How many critical cases could block on one of these metrics: the baseline passes all of enough repeats, and the candidate has enough,
 * or would have been asked as often had it not passed. Each is a chance of a false alarm beside the tests, and must be counted as one
 * whatever came of it.
 */
export function countAtRisk(pairs: readonly CasePair[], keys: readonly MetricKey[]): number {
  return pairs.filter(
    (pair) =>
      pair.critical &&
      !pair.strict &&
      keys.some((key) => {
        const before = passes(pair.baseline, key)
        const isSteady = before.repeats >= criticalRepeats && before.passed === before.repeats
        const after = passes(pair.candidate, key)
        return isSteady && after.repeats > 0 && (after.repeats >= criticalRepeats || after.passed === after.repeats)
      }),
  ).length
}

interface Flagged {
  id: string
  baseline?: CaseFacts
  candidate: CaseFacts
  strict: boolean
}

function failing(item: Flagged, key: MetricKey): CriticalCase[] {
  const baseline = item.baseline === undefined ? { passed: 0, repeats: 0 } : passes(item.baseline, key)
  const candidate = passes(item.candidate, key)
  if (candidate.passed === candidate.repeats) return []
  const turned = baseline.passed === baseline.repeats && candidate.passed === 0
  const enough = Math.min(baseline.repeats, candidate.repeats) >= criticalRepeats
  return [
    {
      caseId: item.id,
      kind: item.strict ? 'strict' : 'critical',
      grader: key.metric,
      baseline,
      candidate,
      blocks: item.strict || (turned && enough),
    },
  ]
}

/** Repeats that could be judged; a target error that will not go away is a failure. */
function passes(facts: CaseFacts, { statistic: _, ...key }: MetricKey): { passed: number; repeats: number } {
  let passed = 0
  let repeats = 0
  for (const trial of facts.trials) {
    const reading = readTrial(trial, { ...key, statistic: 'score' })
    if (typeof reading === 'number' || reading === 'failed') repeats += 1
    if (typeof reading === 'number' && reading >= key.passAt) passed += 1
  }
  return { passed, repeats }
}
