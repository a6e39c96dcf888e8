import type { CaseComparison, CaseFacts, Change } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import { byCodeUnits } from '../core/order.ts'
import { errorsOf } from './errors.ts'
import type { MetricResult } from './metric.ts'
import { type CasePair, type Pairs, tagsOf } from './pair.ts'
import { type MetricKey, meanOf, Tally } from './reading.ts'

/** Means of repeats that agree but for rounding are the same. */
const rounding = 1e-12

/** Every case of either run, in the order in which a reviewer wants them. */
export function compareCases(
  pairs: Pairs,
  results: readonly MetricResult[],
  baseline: readonly CaseFacts[],
  candidate: readonly CaseFacts[],
): CaseComparison[] {
  const before = new Map(baseline.map((facts) => [facts.id, facts]))
  const after = new Map(candidate.map((facts) => [facts.id, facts]))
  const keys = results.map((result) => result.comparison)
  const unpaired = (ids: readonly string[], change: Change): Ranked[] =>
    ids.map((id) => ({ best: 0, item: unpairedCase(id, change, before.get(id), after.get(id), keys) }))
  return [
    ...pairs.pairs.map((pair, index) => pairedCase(pair, index, results)),
    ...unpaired(pairs.missing, 'missing'),
    ...unpaired([...pairs.changed, ...pairs.regrade], 'changed'),
    ...unpaired(pairs.added, 'added'),
  ]
    .sort(inOrder)
    .map(({ item }) => item)
}

/** A case with its largest rise, by which improved ones are ordered. */
interface Ranked {
  item: CaseComparison
  best: number
}

const ranks: Record<Change, number> = { regressed: 0, mixed: 1, improved: 2, missing: 3, changed: 4, added: 5, same: 6 }

function inOrder(a: Ranked, b: Ranked): number {
  return (
    ranks[a.item.change] - ranks[b.item.change] ||
    a.item.worst - b.item.worst ||
    b.best - a.best ||
    byCodeUnits(a.item.caseId, b.item.caseId)
  )
}

function pairedCase(pair: CasePair, index: number, results: readonly MetricResult[]): Ranked {
  const errors = { baseline: errorsOf(pair.baseline), candidate: errorsOf(pair.candidate) }
  const metrics: CaseComparison['metrics'] = {}
  // Errors of the target are a change for the worse even where no grader had anything to judge.
  let wholes = range([0, 0], errorShare(pair.baseline) - errorShare(pair.candidate))
  let parts: Range = [0, 0]
  for (const { comparison, baseline, candidate, diff } of results) {
    const fall = orNull(diff[index])
    metrics[comparison.metric] = { baseline: orNull(baseline[index]), candidate: orNull(candidate[index]), diff: fall }
    // Answers that agree less are not worse: that is what the other metrics tell.
    if (comparison.metric === consistencyMetric) continue
    if (comparison.part === undefined) wholes = range(wholes, fall ?? 0)
    else parts = range(parts, fall ?? 0)
  }
  // How deep a case fell is told by its graders as wholes, and by their parts only where no whole fell.
  const [worst, best] = [wholes[0] || parts[0], wholes[1] || parts[1]]
  const change = worst < 0 ? (best > 0 ? 'mixed' : 'regressed') : best > 0 ? 'improved' : 'same'
  const { id: caseId, critical, strict } = pair
  return { best, item: { caseId, tags: [...pair.tags], critical, strict, change, worst, metrics, errors } }
}

/** The largest fall, as a negative number, and the largest rise. */
type Range = [number, number]

function range([worst, best]: Range, diff: number): Range {
  if (Math.abs(diff) < rounding) return [worst, best]
  return [Math.min(worst, diff), Math.max(best, diff)]
}

function errorShare(facts: CaseFacts): number {
  return facts.trials.length === 0 ? 0 : errorsOf(facts) / facts.trials.length
}

function orNull(value: number | undefined): number | null {
  if (value === undefined || Number.isNaN(value)) return null
  return Math.abs(value) < rounding ? 0 : value
}

function unpairedCase(
  caseId: string,
  change: Change,
  baseline: CaseFacts | undefined,
  candidate: CaseFacts | undefined,
  keys: readonly MetricKey[],
): CaseComparison {
  const metrics: CaseComparison['metrics'] = {}
  for (const key of keys) {
    metrics[key.metric] = { baseline: meanScore(baseline, key), candidate: meanScore(candidate, key), diff: null }
  }
  return {
    caseId,
    tags: [...tagsOf(baseline, candidate)],
    critical: candidate?.critical === true || baseline?.critical === true,
    strict: candidate?.strict === true || baseline?.strict === true,
    change,
    worst: 0,
    metrics,
    errors: {
      baseline: baseline === undefined ? 0 : errorsOf(baseline),
      candidate: candidate === undefined ? 0 : errorsOf(candidate),
    },
  }
}

function meanScore(facts: CaseFacts | undefined, key: MetricKey): number | null {
  if (facts === undefined) return null
  const tally = new Tally()
  tally.read(facts, key)
  return meanOf(tally.scores)
}
