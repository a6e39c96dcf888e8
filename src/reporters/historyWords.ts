import type { Control, Decay, History, HistoryPoint, MetricHistory } from '../core/history.ts'
import { byCodeUnits } from '../core/order.ts'
import { significance } from '../core/rules.ts'
import {
  formatCount,
  formatInterval,
  formatP,
  formatPoints,
  formatScore,
  formatTime,
  plural,
  probability,
} from '../text/format.ts'
import { idList } from './prose.ts'

const idsShown = 3
const approvalsShown = 5

/** What a metric's sentence says, for its sign and colour. */
export type Mood = 'decay' | 'doubt' | 'calm'

export function moodOf({ control: { decay } }: MetricHistory): Mood {
  if (decay === null) return 'calm'
  return decay.shown ? 'decay' : 'doubt'
}

/** `tone`, or `tone (pass)` where the share of passing answers is watched. */
export function nameOf({ metric, statistic }: MetricHistory): string {
  return statistic === 'pass' ? `${metric} (pass)` : metric
}

/** One metric in one sentence, or a few. */
export function sentenceOf(metric: MetricHistory, history: History): string {
  const { decay } = metric.control
  if (decay === null) return calm(metric)
  return decay.shown ? falling(metric, decay, history) : doubtful(metric, decay, history)
}

function falling(metric: MetricHistory, decay: Decay, history: History): string {
  const { control } = metric
  const verb = isLowest(metric, decay) ? 'has been falling' : 'has fallen'
  const { fall } = decay
  return [
    `${nameOf(metric)} ${verb} since ${runOn(decay.start, history)}:`,
    `${formatPoints(fall.meanDiff)} points over ${plural(decay.runs, 'run')}, ${stepsOf(metric, decay)}; ${sumOf(control)}).`,
    `The newest run against that one: ${formatInterval(fall.interval)}, ${probability(fall.pWorse)}.`,
  ].join(' ')
}

/** Whether no run since the start was as low as the newest. */
function isLowest({ points }: MetricHistory, { runs }: Decay): boolean {
  const levels = points.slice(-runs).flatMap(({ level }) => level ?? [])
  const newest = levels.pop()
  return newest !== undefined && levels.every((level) => level > newest)
}

/** Up to the parenthesis that the CUSUM ends. */
function stepsOf({ points }: MetricHistory, { steps, smallestP }: Decay): string {
  const [first] = steps
  const p = `(smallest p ${formatP(smallestP)}`
  if (first === undefined) {
    const words = (smallestP ?? 1) > significance ? 'no single step was significant' : 'none of these steps stands out'
    return `though ${words} ${p}`
  }
  const diff = points.find(({ runId }) => runId === first)?.step?.test?.meanDiff
  const more = steps.length > 1 ? ` and ${formatCount(steps.length - 1)} more` : ''
  return `where the step to run ${first} (${formatPoints(diff)})${more} stands out by itself ${p}`
}

function doubtful(metric: MetricHistory, decay: Decay, history: History): string {
  return [
    `${nameOf(metric)} may have fallen since ${runOn(decay.start, history)}: its sum is beyond the limit`,
    `(${sumOf(metric.control)}), but case by case the runs since are not shown to be worse than those before`,
    `(${probability(decay.pShift)}).`,
  ].join(' ')
}

function calm({ control, points, ...metric }: MetricHistory): string {
  const name = nameOf({ control, points, ...metric })
  const newest = formatScore(points.at(-1)?.side.mean)
  if (points.length < 2) return `${name}: ${newest}; one run tells no change.`
  const steps = standingOut(points)
  if (control.noise === null) {
    const cases = `${formatCount(control.units)} independent ${control.units === 1 ? 'case' : 'cases'}`
    return `${name}: ${newest}; too little to tell decay: ${cases} that the runs have in common and could be judged on${steps}.`
  }
  const since = control.since !== points[0]?.runId
  if (control.sum === null) {
    return `${name}: ${newest}; decay can show from 3 runs on${since ? ', counted since it rose' : ''}${steps}.`
  }
  const runs = points.length - points.findIndex(({ runId }) => runId === control.since)
  const which = since ? `the ${plural(runs, 'run')} since it rose` : plural(runs, 'run')
  return `${name}: ${newest}; no decay in ${which} (${sumOf(control)})${steps}.`
}

function standingOut(points: readonly HistoryPoint[]): string {
  const steps = points.filter(({ step }) => step?.significant != null)
  const last = steps.at(-1)
  if (last === undefined) return ''
  const test = last.step?.test
  const more = steps.length > 1 ? `, the last of ${formatCount(steps.length)}` : ''
  return `; the step to run ${last.runId} (${formatPoints(test?.meanDiff)}) stands out by itself${more}`
}

function sumOf({ peak, limit }: Control): string {
  return `CUSUM ${peak === null ? formatCount(peak) : peak.toFixed(1)}, limit ${limit}`
}

function runOn(id: string, { runs }: History): string {
  const run = runs.find((item) => item.id === id)
  return run === undefined ? `run ${id}` : `run ${id} (${dayOf(run.createdAt)})`
}

/** `2026-03-02` */
export function dayOf(iso: string): string {
  return formatTime(iso).slice(0, 10)
}

/** What must be known of the choice of runs and cases. */
export function notesOn(history: History): string[] {
  const { cases, leftOut, runs } = history
  const { otherCases, ungraded, beyondLimit } = leftOut
  const notes: string[] = approvalsIn(history)
  if (beyondLimit > 0) notes.push(`${plural(beyondLimit, 'older run')} not shown: --limit N shows more`)
  if (otherCases.runIds.length > 0) {
    const mend = otherCases.regrade ? '; graded with today’s golden answers they would not be: assay regrade RUN' : ''
    const words = `${plural(otherCases.runIds.length, 'older run')} left out, with which less than half of the newest run’s cases would be the same in all${mend}`
    notes.push(idList(words, otherCases.runIds, idsShown))
  }
  if (ungraded.length > 0) {
    notes.push(
      idList(`${plural(ungraded.length, 'run')} without a complete grading (assay regrade RUN)`, ungraded, idsShown),
    )
  }
  if (cases.common < cases.newest && runs.length > 1) {
    notes.push(
      `decay is looked for in the ${plural(cases.common, 'case')} of ${formatCount(cases.newest)} that are the same in all runs`,
    )
  }
  const mixed = mixedTargets(history)
  if (mixed.length > 0)
    notes.push(`runs of several targets take turns (${mixed.join(', ')}): --target NAME shows one of them`)
  return notes
}

/** Who approved which of the runs, and when; the newest last. */
function approvalsIn({ runs }: History): string[] {
  const approvals = runs.flatMap(({ id, baseline, approvals: all }) =>
    all.map(({ by, at }, index) => {
      const isBaseline = baseline && index === all.length - 1
      return { at, text: `${id} by ${withoutAddress(by)} on ${dayOf(at)}${isBaseline ? ' (the baseline)' : ''}` }
    }),
  )
  if (approvals.length === 0) return []
  const newest = approvals.toSorted((a, b) => byCodeUnits(a.at, b.at)).slice(-approvalsShown)
  const more = approvals.length - newest.length
  return [`approved: ${more > 0 ? `${formatCount(more)} earlier, ` : ''}${newest.map(({ text }) => text).join(', ')}`]
}

/** `Ada Lovelace <ada@example.org>` is known by her name. */
export function withoutAddress(name: string): string {
  return name.replace(/(\S)\s*<[^<>]*>$/, '$1')
}

/** Targets, where one of them comes back after another: steps between them are no history of either. */
function mixedTargets({ runs }: History): string[] {
  const turns = runs.map(({ target }) => target).filter((target, index, all) => target !== all[index - 1])
  const targets = [...new Set(turns)]
  return targets.length < turns.length ? targets : []
}

/** Who is left out of one metric, and what would bring them back. */
export function notesOnMetric({ otherwiseGraded, regrade }: MetricHistory): string[] {
  if (otherwiseGraded.length === 0) return []
  const commands = regrade.slice(0, idsShown).map((id) => `assay regrade ${id}`)
  const more = regrade.length > idsShown ? ` (and ${formatCount(regrade.length - idsShown)} more)` : ''
  const runs = `${plural(otherwiseGraded.length, 'run')} left out, graded by another version of the grader or without it`
  return [`${runs}: ${commands.join(' && ')}${more}`]
}
