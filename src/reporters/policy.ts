import pc from 'picocolors'
import type { Comparison } from '../core/comparison.ts'
import type { GatePolicy } from '../core/rules.ts'
import type { Decision, Verdict } from '../core/verdict.ts'
import { reasonOf } from '../core/verdict.ts'
import { type VerdictReport, verdictJson } from './json.ts'
import { markdown } from './markdown.ts'
import { codeSpan, details, escapeMarkdown, markdownTable } from './markdownText.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import type { Terminal } from './table.ts'
import { renderVerdict } from './verdictText.ts'

/** One eval of a policy: judged, or why it could not be. */
export type PolicyReportItem =
  | { eval: string; comparison: Comparison; verdict: Verdict; policy: GatePolicy }
  | { eval: string; problem: string }

/** Several evals under one verdict. */
export interface PolicyReport {
  name: string
  overall: { decision: Decision; sentence: string; exitCode: 0 | 1 | 2 | 3 }
  items: readonly PolicyReportItem[]
}

/** Each eval's findings and verdict, then the one over all of them. */
export function renderPolicy(
  { name, overall, items }: PolicyReport,
  options: Terminal & { explain?: boolean },
): string {
  const { bold, red } = pc.createColors(options.color)
  const sections = items.map((item) => {
    if ('problem' in item) {
      const lines = item.problem.split('\n').map((line) => prose(line, options.columns, 4, '  ✗ '))
      return `${bold(prose(`${item.eval}: not judged`, options.columns, 2, ''))}\n\n${colored(lines.join('\n'), red)}\n`
    }
    const { baseline, candidate } = item.comparison
    const heading = prose(`${item.eval}: ${candidate.target} against ${baseline.target}`, options.columns, 2, '')
    return `${bold(heading)}\n\n${renderVerdict(item.verdict, options)}`
  })
  const last = prose(overall.sentence, options.columns, 2, '')
  return withoutCommands(
    `${[...sections, bold(`${prose(`policy ${name}`, options.columns, 2, '')}`)].join('\n')}\n${bold(last)}\n`,
  )
}

/** What `assay gate --policy --json` writes; keys are only ever added while `schemaVersion` stays 1. */
export interface PolicyJson {
  schemaVersion: 1
  policy: string
  decision: Decision
  exitCode: 0 | 1 | 2 | 3
  sentence: string
  /** The whole verdict of each eval, or the problem that kept it from being judged. */
  evals: (VerdictReport | { eval: string; problem: string })[]
}

export function policyJson({ name, overall, items }: PolicyReport): PolicyJson {
  return {
    schemaVersion: 1,
    policy: name,
    ...overall,
    evals: items.map((item) => ('problem' in item ? item : verdictJson(item))),
  }
}

const decisions: Record<Decision, string> = { pass: '✅ Pass', fail: '❌ Fail', inconclusive: '⚠️ Inconclusive' }

/** The overall verdict with a line for each eval, and each eval's own summary folded below. */
export function policyMarkdown({ name, overall, items }: PolicyReport): string {
  const rows = items.map((item) =>
    'problem' in item
      ? [codeSpan(item.eval), '❌ Not judged', escapeMarkdown(item.problem)]
      : [codeSpan(item.eval), decisions[item.verdict.decision], escapeMarkdown(reasonOf(item.verdict))],
  )
  const sections = [
    `## ${overall.exitCode === 3 ? '❌ Not judged' : decisions[overall.decision]}: ${escapeMarkdown(name)}\n\n**${escapeMarkdown(overall.sentence)}**\n`,
    markdownTable(['Eval', 'Verdict', 'Why'], ['-', '-', '-'], rows),
    ...items.flatMap((item) => ('problem' in item ? [] : [details(item.eval, markdown(item))])),
  ]
  return sections.join('\n')
}
