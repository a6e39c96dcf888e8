import type { ComparedRun, Comparison } from '../core/comparison.ts'
import { consistencyMetric } from '../core/consistency.ts'
import type { Problem } from '../core/errors.ts'
import type { MeasureKey } from '../core/measures.ts'
import { measureLabels } from '../core/measures.ts'
import { blocks, type Tier } from '../core/rules.ts'
import { nearest } from '../core/suggest.ts'
import { percentBeside, plural } from '../text/format.ts'
import {
  type BlockingMeasure,
  type BlockingRule,
  blockingMeasures,
  blockingRules,
  type GateEntry,
  type GateOptions,
} from './entry.ts'
import { coverageFault, enoughCoverage, measureFault } from './hypotheses.ts'
import { joined, plain, some } from './words.ts'

/**
 * What keeps a comparison from being gated at all, and is nobody's regression. Of a run that ended early it is no fault that rules have
 * nothing to look at yet: what it proves it proves without them.
 */
export function findFaults(entry: GateEntry, options: GateOptions): Problem[] {
  const { comparison, policy } = entry
  if (comparison.eval !== policy.eval) {
    return [{ message: `the rules are those of eval ${name(policy.eval)}, the runs of ${name(comparison.eval)}` }]
  }
  return [
    ...noRules(entry),
    ...(endedEarly(entry) ? [] : untold(entry)),
    ...incompleteRuns(comparison),
    ...(options.allowPartial === true ? [] : partialRuns(comparison)),
    ...gradingFaults(entry),
  ]
}

function endedEarly({ comparison: { adaptive } }: GateEntry): boolean {
  return adaptive !== undefined && adaptive.look < adaptive.looks
}

/** Rules that a run which ended early has nothing to look at for; without a regression it cannot be judged. */
export function openRules(entry: GateEntry): Problem[] {
  return endedEarly(entry) ? [...untold(entry), ...nothingCompared(entry)] : []
}

/** Rules about what neither run tells. */
function untold({ comparison, policy }: GateEntry): Problem[] {
  const known = comparison.metrics.map((metric) => metric.metric)
  const rules = Object.entries(policy.rules)
  const ofSlices = Object.values(policy.slices ?? {}).flatMap((asked) => Object.entries(asked))
  const measures = Object.entries(policy.measures ?? {})
  for (const metric of comparison.metrics) {
    const asked = policy.rules[metric.metric]?.metric
    if (asked !== undefined && asked !== metric.statistic) {
      throw new TypeError(`${metric.metric} was compared by ${metric.statistic}, its rule is about ${asked}`)
    }
  }
  return [
    ...[...new Set([...rules, ...ofSlices].map(([rule]) => rule))]
      .filter((rule) => !known.includes(rule))
      .map((rule) => unknownMetric(policy.eval, rule, known)),
    ...measures
      .filter(([key]) => !comparison.measures.some((measure) => measure.key === key))
      .map(([key]) => unknownMeasure(policy.eval, key as MeasureKey)),
    ...comparison.requiredSlices
      .filter(({ cases }) => cases > 0)
      .flatMap(({ tag, metrics }) =>
        Object.keys(policy.slices?.[tag] ?? {})
          .filter((rule) => known.includes(rule) && !metrics.some(({ metric }) => metric === rule))
          .map((rule) => wholeOnly(policy.eval, rule, tag)),
      ),
  ]
}

/** A metric that is told of the whole alone: its rule on a slice could never fail. */
function wholeOnly(evalName: string, rule: string, tag: string): Problem {
  return {
    message: `gate of eval ${name(evalName)}: ${name(rule)} is told of all cases together, not of the slice ${name(tag)}`,
    mend: 'give the rule under `gate`, or give the slice a rule on a grader',
  }
}

function noRules({ policy }: GateEntry): Problem[] {
  const ofSlices = Object.values(policy.slices ?? {}).flatMap((asked) => Object.values(asked))
  if ([...Object.values(policy.rules), ...ofSlices].some(blocks)) return []
  if (Object.values(policy.measures ?? {}).some(({ tier }) => tier !== 'advisory')) return []
  const message = `eval ${name(policy.eval)} has no blocking rule, so its gate could not fail`
  return [{ message, mend: 'name at least one grader under `gate` with tier blocking or safety' }]
}

/** A measure that neither run tells: its rule could never fail. */
function unknownMeasure(evalName: string, key: MeasureKey): Problem {
  return {
    message: `gate of eval ${name(evalName)}: neither run tells its ${measureLabels[key]}`,
    mend:
      key === 'hallucinatedPer1000'
        ? 'give the eval a grader that tells unsupported answers, such as citations or figures, and grade the runs again'
        : 'let the target give it with its answers, or take the rule out',
  }
}

function unknownMetric(evalName: string, rule: string, known: readonly string[]): Problem {
  if (rule === consistencyMetric) {
    const message = `gate of eval ${name(evalName)}: a run asked every case once, so that no answer can be held beside another`
    return { message, mend: 'ask cases several times (repeats: 3) in both runs' }
  }
  const grader = rule.split('.')[0] ?? rule
  const guess = nearest(rule, known)
  const subject =
    grader !== rule && known.includes(grader)
      ? `grader ${name(grader)} gave no part ${name(rule.slice(grader.length + 1))} in either run`
      : `neither run has a grader ${name(rule)}`
  const mend =
    guess === undefined ? `known are ${known.map(plain).join(', ') || 'none'}` : `did you mean ${name(guess)}?`
  return { message: `gate of eval ${name(evalName)}: ${subject}`, mend }
}

function incompleteRuns({ baseline, candidate }: Comparison): Problem[] {
  return [baseline, candidate]
    .filter((run) => !run.complete)
    .map((run) => ({
      message: `run ${plain(run.id)} of target ${name(run.target)} is not complete`,
      mend: `finish it with \`assay run --resume ${plain(run.id)}\`, or its grading with \`assay regrade ${plain(run.id)}\``,
    }))
}

function partialRuns({ baseline, candidate }: Comparison): Problem[] {
  return [baseline, candidate]
    .filter((run) => run.partial)
    .map((run) => ({
      message: `run ${plain(run.id)} of target ${name(run.target)} covers only some of the cases (--limit, --tag or an early end)`,
      mend: 'run all cases, or gate what there is with --partial',
    }))
}

/** Sides that were not graded alike, by graders that can block or with golden sides that differ. */
function gradingFaults(entry: GateEntry): Problem[] {
  const { comparison } = entry
  const { baseline, candidate, changedGraders, pairing } = comparison
  // A metric that no grader gives, such as consistency, needs no grading.
  const isGraded = (grader: string) => baseline.graders.includes(grader) || candidate.graders.includes(grader)
  const guarding = [
    ...blockingRules(entry).map((rule) => rule.metric.grader),
    ...blockingMeasures(entry).flatMap(({ measure }) => measure.graders),
  ]
  const graders = [...new Set(guarding)].filter(isGraded)
  const faults: Problem[] = []
  const changed = graders.filter((grader) => changedGraders.includes(grader))
  if (changed.length > 0) {
    const verb = changed.length === 1 ? 'has' : 'have'
    const message = `${joined(changed.map(name))} ${verb} changed between the gradings of the two runs`
    faults.push({ message, mend: `grade both alike: ${regrade(baseline, candidate)}` })
  }
  for (const run of [baseline, candidate]) {
    const missing = graders.filter((grader) => !run.graders.includes(grader))
    if (missing.length === 0) continue
    const message = `run ${plain(run.id)} was not graded by ${joined(missing.map(name))}`
    faults.push({
      message,
      mend: `grade it again: ${regrade(run)}; where the eval has it no more, take the rule out and approve a new baseline`,
    })
  }
  if (pairing.regrade.length > 0) {
    const cases = plural(pairing.regrade.length, 'case')
    const message = `what counts as right differs between the gradings of the two runs on ${cases} (${some(pairing.regrade.map(plain))})`
    faults.push({ message, mend: `grade both with the same golden answers: ${regrade(baseline, candidate)}` })
  }
  return faults.length > 0 || endedEarly(entry) ? faults : nothingCompared(entry)
}

function nothingCompared(entry: GateEntry): Problem[] {
  const metrics = blockingRules(entry)
    .filter((rule) => rule.metric.coverage.of === 0)
    .map((rule) => ({
      message: `${name(rule.name)} had nothing to judge on any case that both runs answered, so it cannot be gated`,
      mend: 'give it cases that it can judge, or make it advisory',
    }))
  const measures = blockingMeasures(entry)
    .filter(({ measure }) => measure.graders.length === 0 && measure.baseline === null)
    .map(({ name: key, measure }) => ({
      message: `the baseline does not tell its ${measure.measure}, so the rule on ${name(key)} cannot be gated`,
      mend: 'run the baseline again and approve it, or make the rule advisory',
    }))
  return [...metrics, ...measures]
}

/** Rules whose coverage grader or harness spoilt. */
export function spoiltRules(
  entry: GateEntry,
): { name: string; rule: { tier: Tier; owner?: string }; problem: Problem }[] {
  const { comparison } = entry
  return [
    ...blockingRules(entry)
      .filter((rule) => coverageFault(rule.metric) === 'harness')
      .map((rule) => ({ ...rule, problem: harnessFault(rule, comparison) })),
    ...blockingMeasures(entry)
      .filter(({ measure }) => measureFault(measure) === 'harness')
      .map((rule) => ({ ...rule, problem: rateFault(rule, comparison) })),
  ]
}

/** Too little of a metric could be compared, and not because of the candidate. */
function harnessFault({ name: rule, metric }: BlockingRule, { baseline, candidate }: Comparison): Problem {
  const { of, comparable, lostToHarness } = metric.coverage
  const broken = metric.baseline.graderErrors + metric.candidate.graderErrors
  const why = broken > 0 ? `; the grader broke on ${plural(broken, 'answer')}` : ''
  return {
    message: `${name(rule)} could be compared on only ${percentBeside(comparable / of, enoughCoverage)} of ${plural(of, 'case')}: ${plural(lostToHarness, 'case')} lack a grade through no fault of the candidate${why}`,
    mend:
      broken > 0
        ? metric.metric === consistencyMetric
          ? 'mend the grader between repeats (consistency)'
          : `mend the grader and grade again: ${regrade(baseline, candidate)}`
        : 'run the baseline again and approve it, or make the rule advisory',
  }
}

/** A rate that graders tell could not be read on too many cases. */
function rateFault({ name: rule, measure }: BlockingMeasure, { baseline, candidate }: Comparison): Problem {
  const { of, comparable } = measure.coverage
  return {
    message: `${name(rule)} could be compared on only ${percentBeside(comparable / of, enoughCoverage)} of ${plural(of, 'case')}: its graders (${joined(measure.graders.map(plain))}) broke on the others`,
    mend: `mend them and grade again: ${regrade(baseline, candidate)}`,
  }
}

function regrade(...runs: ComparedRun[]): string {
  return `\`${runs.map(({ file, id }) => `assay regrade ${argument(plain(file ?? id))}`).join(' && ')}\``
}

/** As a shell takes it for one word. */
function argument(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function name(text: string): string {
  return JSON.stringify(plain(text))
}
