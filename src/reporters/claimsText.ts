import pc from 'picocolors'
import type { Case } from '../core/case.ts'
import type { Evidence } from '../core/grade.ts'
import type { Trial } from '../core/trial.ts'
import { formatCount } from '../text/format.ts'
import { colored, prose } from './prose.ts'
import { oneLine, withoutCommands } from './safe.ts'
import type { Terminal } from './table.ts'

/** The trials of one case, with their texts. */
export interface CaseTrials {
  caseId: string
  trials: readonly (Pick<Trial, 'repeat' | 'outcome' | 'grades'> & { case: Case })[]
}

const casesShown = 3
const claimsShown = 3
const longestWords = 300
/** Failures of one grade: what lies within what is looked up pair by pair. */
const mostRead = 500
/** UTF-16 units of a source around the passage. */
const surroundings = 60

/**
 * What the sources do not bear out in the worst cases: the sentence, `?` or `✗` with words, and the best passage beneath. Empty where
 * no grader found anything.
 */
export function renderClaims(cases: readonly CaseTrials[], terminal: Terminal): string {
  const failing = cases.flatMap((item) => failedOf(item) ?? [])
  if (failing.length === 0) return ''
  const { dim } = pc.createColors(terminal.color)
  const shown = failing.slice(0, casesShown)
  const more = failing.length - shown.length
  return withoutCommands(
    `${[
      dim('  not borne out by the sources, in the worst cases'),
      ...shown.map((item) => caseText(item, terminal)),
      ...(more > 0 ? [dim(`  and in ${formatCount(more)} more of the worst cases; all are in: assay report`)] : []),
    ].join('\n')}\n`,
  )
}

interface Failed {
  caseId: string
  repeat: number
  trial: CaseTrials['trials'][number]
  text: string
  evidence: Evidence[]
}

/** The failures of the first repeat that has any. */
function failedOf({ caseId, trials }: CaseTrials): Failed | undefined {
  for (const trial of trials) {
    if (trial.outcome.status !== 'ok') continue
    const { text } = trial.outcome.output
    const all = Object.values(trial.grades).flatMap((grade) =>
      grade.status === 'scored' ? (grade.evidence ?? []).filter((item) => fails(item, text)).slice(0, mostRead) : [],
    )
    const claims = all.filter(({ support }) => support !== undefined)
    const others = all.filter((item) => item.support === undefined && !claims.some((claim) => holds(claim, item)))
    const evidence = [...claims.sort((a, b) => rankOf(a) - rankOf(b)), ...others]
    if (evidence.length > 0) return { caseId, repeat: trial.repeat, trial, text, evidence }
  }
  return undefined
}

/** What is judged by the sources; other graders find other faults, which are not told here. */
const bySources = new Set([
  'citation',
  'quote',
  'claim',
  'link',
  'figure',
  'name',
  'date',
  'time',
  'money',
  'unit',
  'percent',
  'entity',
])

function fails({ kind, verdict, support, start, end }: Evidence, text: string): boolean {
  const isSpan = start !== undefined && end !== undefined && start < end && end <= text.length
  return isSpan && (support === undefined ? verdict === 'bad' && bySources.has(kind) : support !== 'supported')
}

function holds(claim: Evidence, item: Evidence): boolean {
  return (claim.start ?? 0) <= (item.start ?? 0) && (claim.end ?? 0) >= (item.end ?? 0)
}

function rankOf({ support }: Evidence): number {
  return support === 'contradicted' ? 0 : 1
}

function caseText(failed: Failed, terminal: Terminal): string {
  const { bold, dim } = pc.createColors(terminal.color)
  const repeat = failed.repeat > 0 ? `, repeat ${failed.repeat + 1}` : ''
  const shown = failed.evidence.slice(0, claimsShown)
  const more = failed.evidence.length - shown.length
  return [
    colored(prose(`${failed.caseId.slice(0, 200)}${repeat}`, terminal.columns, 4, '  '), bold),
    ...shown.map((item) => claimText(item, failed, terminal)),
    ...(more > 0 ? [dim(`    and ${formatCount(more)} more`)] : []),
  ].join('\n')
}

function claimText(evidence: Evidence, { text, trial }: Failed, terminal: Terminal): string {
  const { red, yellow, dim } = pc.createColors(terminal.color)
  const { support, kind, message, start = 0, end = 0 } = evidence
  const symbol = support === 'unsupported' ? '?' : '✗'
  const label = support ?? kind
  const said = prose(`${label}: “${short(text, start, end)}”`, terminal.columns, 6, `    ${symbol} `)
  const inside = support === undefined ? [message] : [...told(trial.grades, evidence)]
  const passage = passageOf(evidence, trial)
  return [
    colored(said, support === 'unsupported' ? yellow : red),
    ...inside.map((line) => prose(line, terminal.columns, 8, '      ')),
    ...(passage === undefined ? [] : [colored(prose(passage, terminal.columns, 8, '      '), dim)]),
  ].join('\n')
}

/** What is said against things within a claim, at most three. */
function told(grades: Trial['grades'], claim: Evidence): string[] {
  const inside = Object.values(grades).flatMap((grade) =>
    grade.status !== 'scored'
      ? []
      : (grade.evidence ?? []).filter(
          (item) =>
            item.support === undefined && item.verdict === 'bad' && item.start !== undefined && holds(claim, item),
        ),
  )
  return inside.length === 0 ? [claim.message] : [...new Set(inside.map(({ message }) => message))].slice(0, 3)
}

function passageOf(
  { support, sourceId, sourceStart, sourceEnd }: Evidence,
  trial: Failed['trial'],
): string | undefined {
  if (sourceId === undefined) return support === undefined ? undefined : 'no passage was found or named'
  const retrieved = trial.outcome.status === 'ok' ? (trial.outcome.output.sources ?? []) : []
  const source = [...(trial.case.sources ?? []), ...retrieved].find(({ id }) => id === sourceId)
  if (source === undefined || sourceStart === undefined || sourceEnd === undefined || sourceStart >= sourceEnd) {
    return `source ${sourceId}`
  }
  const from = Math.max(0, sourceStart - surroundings)
  const to = Math.min(source.text.length, sourceEnd + surroundings)
  const before = `${from > 0 ? '…' : ''}${oneLine(source.text.slice(from, sourceStart))}`
  const after = `${oneLine(source.text.slice(sourceEnd, to))}${to < source.text.length ? '…' : ''}`
  return `source ${sourceId}: ${before}[${short(source.text, sourceStart, sourceEnd)}]${after}`
}

/** The beginning of a stretch of a text, on one line. */
function short(text: string, start: number, end: number): string {
  const whole = oneLine(text.slice(start, Math.min(end, start + longestWords)))
  return end - start > longestWords ? `${whole}…` : whole
}
