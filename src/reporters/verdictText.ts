import pc from 'picocolors'
import type { MeasureKey } from '../core/measures.ts'
import { measureLabels } from '../core/measures.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import { ownerOf, type Severity, severityOf } from './highlights.ts'
import { colored, idList, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import type { Terminal } from './table.ts'

const idsShown = 5

interface VerdictOptions extends Terminal {
  explain?: boolean
}

/**
 * A verdict as text for people: what it rests on, the blocking first, then in brief what only should be known; last, where the eye
 * rests when a command is done, the decision in one sentence. With `explain` every finding is told in full: all cases it names, and what its kind means.
 */
export function renderVerdict(verdict: Verdict, options: VerdictOptions): string {
  const { bold, green, red, yellow } = pc.createColors(options.color)
  const tint = { pass: green, fail: red, inconclusive: verdict.certify ? yellow : String }[verdict.decision]
  const word = verdict.decision.toUpperCase()
  const sentence = prose(reasonOf(verdict), options.columns, word.length + 2, `${word}  `).slice(word.length)
  const isBrief = (finding: Finding) => options.explain !== true && !isLoud(severityOf(finding, verdict))
  const full = verdict.findings.filter((finding) => !isBrief(finding))
  const brief = verdict.findings.filter(isBrief)
  const sections = [
    ...full.map((finding) => findingText(finding, verdict, options)),
    ...(brief.length === 0 ? [] : [brief.map((finding) => briefText(finding, verdict, options)).join('')]),
    ...(options.explain === true ? [explanation(verdict, options)] : []),
    `${bold(tint(word))}${sentence}\n`,
  ]
  return withoutCommands(sections.join('\n'))
}

const marks: Record<Severity, string> = { error: '✗', warning: '!', good: '✓', note: '·' }

const meanings: Record<Finding['kind'], string> = {
  regression: 'regression: worse than chance explains, and by more than the smallest effect that counts',
  floor: 'floor: the candidate is below the least that its rule accepts, whatever the baseline',
  critical: 'critical: a case that must never fail passed before and fails now',
  errors: 'errors: more trials without an answer than before, or than allowed',
  coverage: 'coverage: too little of the baseline could be compared, or less could be scored',
  missing: 'missing: what the policy asks for is not there',
  measure: 'measure: latency, cost, tokens or a share of answers got worse by more than its rule allows',
  expectation: 'expectation: what was expected before the run, beside what came; it blocks nothing',
  dataset: 'dataset: cases of the baseline are missing or were changed',
  inconclusive: 'inconclusive: neither a drop nor its absence was shown; more cases or repeats would tell',
  certified: 'certified: shown, with 95% confidence, to have got worse by less than the margin',
  improvement: 'improvement: better than chance explains',
  caveat: 'caveat: told so that the numbers are not misread',
}

function isLoud(severity: Severity): boolean {
  return severity === 'error' || severity === 'warning'
}

/** The method, a paragraph at a time. */
function explanation({ method }: Verdict, { columns }: VerdictOptions): string {
  const paragraphs = method.map((text) => prose(text, columns, 4, '  '))
  return `  How this was decided\n\n${paragraphs.join('\n\n')}\n`
}

/** One finding: its rule and kind, the sentence, the cases. */
function findingText(finding: Finding, verdict: Verdict, options: VerdictOptions): string {
  const { dim } = pc.createColors(options.color)
  const severity = severityOf(finding, verdict)
  const owner = ownerOf(finding, verdict)
  const kind = finding.kind === finding.rule ? [] : [finding.kind]
  const facts = [finding.rule, ...kind, finding.tier, ...(owner === undefined ? [] : [`owner ${owner}`])]
  const title = prose(facts.join(' · '), options.columns, 4, `  ${marks[severity]} `)
  const lines = [colored(title, tintOf(severity, options.color)), prose(finding.message, options.columns, 4)]
  const ids = finding.caseIds ?? []
  const isNamed = ids[0] !== undefined && finding.message.includes(ids[0])
  if (ids.length > 0 && (options.explain === true || !isNamed)) {
    const list = idList('Cases', ids, options.explain === true ? ids.length : idsShown, finding.moreCases)
    lines.push(colored(prose(list, options.columns, 4), dim))
  }
  if (options.explain === true) lines.push(colored(prose(`(${meanings[finding.kind]})`, options.columns, 4), dim))
  return `${lines.join('\n')}\n`
}

/** The sentence alone; its rule before it where it does not name that. */
function briefText(finding: Finding, verdict: Verdict, options: VerdictOptions): string {
  const severity = severityOf(finding, verdict)
  const name = measureName(finding.rule) ?? finding.rule
  const about = finding.message.includes(name) ? '' : `${finding.rule}: `
  const text = prose(about + finding.message, options.columns, 4, `  ${marks[severity]} `)
  return `${colored(text, tintOf(severity, options.color))}\n`
}

function measureName(rule: string): string | undefined {
  return Object.hasOwn(measureLabels, rule) ? measureLabels[rule as MeasureKey] : undefined
}

function tintOf(severity: Severity, color: boolean): (text: string) => string {
  const colors = pc.createColors(color)
  return { error: colors.red, warning: colors.yellow, good: colors.green, note: colors.dim }[severity]
}
