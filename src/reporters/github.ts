import type { Comparison } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import { type Severity, severityOf } from './highlights.ts'
import { oneLine } from './safe.ts'

/** GitHub shows no more of an annotation. */
const longestMessage = 4000

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', good: 'notice', note: 'notice' }

/** Whether this is a step of a GitHub Actions workflow. */
export function isGithubActions(env: Context['env']): boolean {
  return env.GITHUB_ACTIONS === 'true'
}

/**
 * The verdict as workflow commands, one a line: the decision, then every finding but caveats, which the summary holds. GitHub shows
 * the first ten errors, warnings and notices of a step each, so the blocking come first.
 */
export function githubAnnotations(verdict: Verdict, { eval: name }: Pick<Comparison, 'eval'>): string {
  const told = verdict.findings.filter(({ kind }) => kind !== 'caveat')
  const findings = told.map((finding) =>
    command(commands[severityOf(finding, verdict)], titleOf(finding, name), finding.message),
  )
  return [command(decisionCommand(verdict), `${name}: ${verdict.decision}`, reasonOf(verdict)), ...findings].join('')
}

function decisionCommand({ decision, certify }: Verdict): string {
  if (decision === 'fail') return 'error'
  return decision === 'inconclusive' && certify ? 'error' : 'notice'
}

function titleOf(finding: Finding, name: string): string {
  return `${name}: ${finding.rule} (${finding.kind}${finding.tier === 'advisory' ? ', advisory' : ''})`
}

/** An eval that could not be judged, as an error. */
export function githubFault(name: string, message: string): string {
  return command('error', `${name}: not judged`, message)
}

/** Line breaks and other control characters are gone before, so that no text can begin a command of its own. */
function command(name: string, title: string, message: string): string {
  return `::${name} title=${escapeProperty(oneLine(title))}::${escapeData(oneLine(message).slice(0, longestMessage))}\n`
}

/** As the runner's toolkit escapes the text of a command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
