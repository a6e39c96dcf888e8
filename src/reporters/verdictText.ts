import pc from 'picocolors'
import type { Finding, Verdict } from '../core/verdict.ts'
import { type Severity, severityOf } from './highlights.ts'
import { colored, idList, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import type { Terminal } from './table.ts'

const idsShown = 5

/**
 * A verdict as text for people: the decision in one sentence, then what it rests on, the blocking first. With `explain` every finding
 * also lists all cases it names and says what its kind means.
 */
export function renderVerdict(verdict: Verdict, options: Terminal & { explain?: boolean }): string {
  const colors = pc.createColors(options.color)
  const badge = {
    pass: colors.bold(colors.green('PASS')),
    fail: colors.bold(colors.red('FAIL')),
    inconclusive: colors.bold(colors.yellow('INCONCLUSIVE')),
  }[verdict.decision]
  const word = verdict.decision.toUpperCase()
  const indent = word.length + 2
  const sentence = prose(verdict.sentence, options.columns, indent, `${word}  `).slice(word.length)
  const findings = verdict.findings.map((finding) => findingText(finding, verdict, options))
  return withoutCommands([`${badge}${sentence}\n`, ...findings].join('\n'))
}

const marks: Record<Severity, string> = { error: '✗', warning: '!', good: '✓', note: '·' }

const meanings: Record<Finding['kind'], string> = {
  regression: 'regression: worse than chance explains, and by more than the smallest effect that counts',
  floor: 'floor: the candidate is below the least that its rule accepts, whatever the baseline',
  critical: 'critical: a case that must never fail passed before and fails now',
  errors: 'errors: more trials without an answer than before, or than allowed',
  coverage: 'coverage: too little of the baseline could be compared, or less could be scored',
  dataset: 'dataset: cases of the baseline are missing or were changed',
  inconclusive: 'inconclusive: neither a drop nor its absence was shown; more cases or repeats would tell',
  certified: 'certified: shown, with 95% confidence, to have fallen by less than the margin',
  improvement: 'improvement: better than chance explains',
  caveat: 'caveat: told so that the numbers are not misread',
}

/** One finding: its rule and kind, the sentence, the cases. */
function findingText(finding: Finding, verdict: Verdict, options: Terminal & { explain?: boolean }): string {
  const colors = pc.createColors(options.color)
  const severity = severityOf(finding, verdict)
  const tint = { error: colors.red, warning: colors.yellow, good: colors.green, note: colors.dim }[severity]
  const facts = [finding.kind, finding.tier, ...(finding.owner === undefined ? [] : [`owner ${finding.owner}`])]
  const title = prose(`${finding.rule} · ${facts.join(' · ')}`, options.columns, 4, `  ${marks[severity]} `)
  const lines = [colored(title, tint), prose(finding.message, options.columns, 4)]
  const ids = finding.caseIds ?? []
  if (ids.length > 0) {
    lines.push(
      colored(prose(idList('Cases', ids, options.explain ? ids.length : idsShown), options.columns, 4), colors.dim),
    )
  }
  if (options.explain) lines.push(colored(prose(`(${meanings[finding.kind]})`, options.columns, 4), colors.dim))
  return `${lines.join('\n')}\n`
}
