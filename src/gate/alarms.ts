import type { Comparison } from '../core/comparison.ts'
import { nameOnSlice } from '../core/rules.ts'
import type { FindingKind } from '../core/verdict.ts'
import { absoluteFindings } from './absolute.ts'
import type { GateEntry } from './entry.ts'
import { hypothesesOf, judge } from './hypotheses.ts'

/** Something that would fail the gate. */
export interface Alarm {
  /** As findings name it. */
  rule: string
  kind: FindingKind
  /** Whether the candidate alone decides it, whatever the baseline: floors, limits, maxErrorRate, strict cases. */
  isAbsolute: boolean
}

/**
 * What of a comparison would fail the gate, as `decide` has it, without a word about it: for thousands of comparisons that nobody reads.
 * Faults are not looked for.
 */
export function alarmsOf(entry: GateEntry): Alarm[] {
  const tested = judge(hypothesesOf(entry))
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ name, about }): Alarm => ({ rule: name, kind: kinds[about], isAbsolute: false }))
  const absolute = absoluteFindings(entry, {}).map(
    ({ rule, kind }): Alarm => ({ rule, kind, isAbsolute: isAbsolute(rule, kind, entry.comparison) }),
  )
  return [...tested, ...absolute]
}

const kinds = { metric: 'regression', scored: 'coverage', answered: 'errors', measure: 'measure' } as const

/** A rule on a slice is named after its metric and the tag. */
function isAbout(rule: string, metric: string): boolean {
  return rule === metric || rule.startsWith(nameOnSlice(metric, ''))
}

/** Coverage and critical cases hold the candidate against the baseline, though without a test. */
function isAbsolute(rule: string, kind: FindingKind, { criticals }: Comparison): boolean {
  if (kind === 'coverage') return false
  return (
    kind !== 'critical' ||
    !criticals.some((item) => item.blocks && item.kind === 'critical' && isAbout(rule, item.grader))
  )
}
