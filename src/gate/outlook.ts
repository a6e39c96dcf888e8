import type { Comparison } from '../core/comparison.ts'
import { conditionalPower, normQuantile } from '../stats/index.ts'
import { absoluteFindings } from './absolute.ts'
import type { GateEntry, GateOptions } from './entry.ts'
import { findFaults, openRules, spoiltRules } from './faults.ts'
import { hypothesesOf, isScore, type Judged, type JudgedScore, judge } from './hypotheses.ts'

/** Below this chance of still failing, asking on only costs money. */
const futile = 0.1

/** Where a run stands that is judged while it goes on. */
export interface Look {
  by: 'repeats' | 'cases'
  /** What has been done of what is planned: repeats of each case, or a share of the cases. */
  done: number
  planned: number
  /** Level of the tests at the last look. */
  lastAlpha: number
}

/** Why a run may end before its last look. */
export type LookOutcome = 'regression' | 'certified' | 'futile'

/**
 * What a look before the last says; undefined where the run is to go on. Only what a test found ends it as a regression, and critical
 * cases that failed as often as they must: a floor, limit or share that is broken by the first few answers may hold on all of them, and
 * while any is broken, or a rule has nothing to look at yet, nothing is certified and nothing futile.
 */
export function lookOutcome(entry: GateEntry, look: Look, options: GateOptions = {}): LookOutcome | undefined {
  if (findFaults(entry, options).length > 0) return undefined
  const waived = waivedRules(entry, options)
  const judged = judge(hypothesesOf(entry)).filter(({ name }) => !waived.has(name))
  const absolute = absoluteFindings(entry, options).filter(({ rule }) => !waived.has(rule))
  if (judged.some(({ verdict }) => verdict === 'fail') || absolute.some(({ kind }) => kind === 'critical')) {
    return 'regression'
  }
  if (absolute.length > 0 || openRules(entry).length > 0 || spoiltRules(entry).length > 0) return undefined
  if (judged.every(({ verdict }) => verdict === 'pass')) return 'certified'
  return isFutile(entry, look, options) ? 'futile' : undefined
}

function waivedRules({ comparison }: GateEntry, { waivers = [] }: GateOptions): Set<string> {
  return new Set(waivers.filter((waiver) => waiver.eval === comparison.eval).map(({ rule }) => rule))
}

/**
 * Whether going on is futile: the gate would hardly fail at the last look even if the candidate were, from here on, worse by its margins
 * (of measures: if it went on as so far). Stopping for futility never raises false alarms, since it can only keep the gate from failing.
 * After one repeat it is never futile: nothing is known yet of how far answers waver.
 */
export function isFutile(entry: GateEntry, look: Look, options: GateOptions = {}): boolean {
  if (look.by === 'repeats' && look.done === 1) return false
  const waived = waivedRules(entry, options)
  const judged = judge(hypothesesOf(entry)).filter((item) => !waived.has(item.name) && isMoving(item))
  return judged.every((item) => chanceToFail(item, entry.comparison, look) < futile)
}

/** Errors that nobody has made so far are no reason to go on asking. */
function isMoving(judged: Judged): boolean {
  return !isScore(judged) || judged.about === 'metric' || judged.test.worse > 0
}

/** Conditional power: the chance that the hypothesis fails at the last look, given what it shows now. */
function chanceToFail(judged: Judged, comparison: Comparison, look: Look): number {
  const bound = normQuantile({ p: 1 - look.lastAlpha })
  if (isScore(judged)) return ofScores(judged, comparison, look, bound)
  // A measure without a test so far may still get one.
  if (judged.measure.pHigher === null) return 1
  const information = Math.min(0.999, look.done / look.planned)
  const z = normQuantile({ p: 1 - Math.min(1 - 1e-9, Math.max(1e-9, judged.p)) })
  return conditionalPower({ z, information, bound, drift: z / Math.sqrt(information) })
}

function ofScores(judged: JudgedScore, comparison: Comparison, look: Look, bound: number): number {
  const { test, margin } = judged
  // Where nothing has moved yet, a drop of the margin would move at least that share of the cases.
  const now = Math.max(test.sd ** 2, margin)
  const last = look.by === 'cases' ? now : varianceAtLast(judged, comparison, look, now)
  const units = look.by === 'cases' ? (test.units * look.planned) / look.done : test.units
  const information = look.by === 'cases' ? look.done / look.planned : last / now
  const z = -test.meanDiff / Math.sqrt(now / test.units)
  const drift = margin / Math.sqrt(last / units)
  return conditionalPower({ z, information: Math.min(0.999, information), bound, drift })
}

/** More repeats take away what answers waver within a case, never what differs between cases. */
function varianceAtLast({ test, metric }: JudgedScore, comparison: Comparison, look: Look, now: number): number {
  const before = comparison.repeats.metrics.find((item) => item.metric === metric?.metric)?.baseline?.variance?.within
  const within = test.repeatVariance ?? (before === undefined ? undefined : { baseline: before, candidate: before })
  if (within === undefined) return (now * look.done) / look.planned
  const gone = (within.baseline + within.candidate) * (1 / look.done - 1 / look.planned)
  return Math.max(now * 0.05, now - gone)
}
