import pc from 'picocolors'
import type { Effort, Need, PowerPlan, PricedEffort, RulePlan } from '../core/power.ts'
import { targetLabel } from '../core/run.ts'
import { formatCount, formatDuration, formatMs, formatTime, formatUsd, missing, plural } from '../text/format.ts'
import { powerSentence, tries } from './powerWords.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import { type Column, type Terminal, table } from './table.ts'

/** What an eval can see as text for people; last, in two sentences, what it sees now and what more would take. */
export function renderPower(plan: PowerPlan, terminal: Terminal): string {
  const sections = [
    header(plan, terminal),
    rulesSection(plan, terminal),
    gridSection(plan, terminal),
    costSection(plan, terminal),
    `${prose(powerSentence(plan), terminal.columns, 0)}\n`,
  ]
  return withoutCommands(sections.filter((section) => section !== '').join('\n'))
}

function header(plan: PowerPlan, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const runs = plan.runs.map(
    ({ target, version, id, createdAt }) =>
      `${targetLabel({ name: target, version })}, run ${id} of ${formatTime(createdAt)} UTC`,
  )
  const { unknown, unplanned } = plan
  const lines = [
    colored(prose(`${plan.eval}: what it can see`, terminal.columns, 2, ''), bold),
    prose(sourceWords(plan), terminal.columns, 4, '  '),
    ...runs.map((line) => prose(line, terminal.columns, 6, '    ')),
    ...(unknown.length === 0
      ? []
      : [
          prose(
            `nothing is known of ${unknown.join(', ')}: too few scores that could be compared`,
            terminal.columns,
            4,
            '  ',
          ),
        ]),
    ...(unplanned.length === 0
      ? []
      : [prose(`not planned for, being measures: ${unplanned.join(', ')}`, terminal.columns, 4, '  ')]),
  ]
  return `${lines.join('\n')}\n`
}

/** Where it is known from how much differences spread, and how far that goes. */
function sourceWords({ source, measured, eval: name, runs }: PowerPlan): string {
  const effort = effortWords(measured)
  const changed = 'a version that changes more than it breaks adds spread of its own'
  switch (source) {
    case 'aa':
      return `spread of differences: from two runs of one version, made for it (${effort}); ${changed}`
    case 'versions':
      return `spread of differences: from two versions (${effort})`
    case 'repeats':
      return `spread of differences: from the repeats of one run (${effort}), as between two of that version; ${changed}`
    case 'worstCase':
      return `spread of differences: at most, from the scores of one run alone (${effort}), as if two answers to one case were as unlike as answers to two; an upper bound: \`assay aa ${name} --target ${runs[0]?.target ?? 'NAME'}\`, or a run with --repeats 3, would tell`
  }
}

function effortWords({ cases, repeats }: Effort): string {
  return `${plural(cases, 'case')} × ${plural(repeats, 'repeat')}`
}

function rulesSection({ rules, planned, power }: PowerPlan, terminal: Terminal): string {
  const { dim } = pc.createColors(terminal.color)
  const text = table(
    rules,
    [
      { header: '  rule', value: ({ rule }) => `  ${rule}`, min: 14 },
      { header: 'shows', value: ({ detectable }) => sizeInPoints(detectable), align: 'right' },
      ...needColumns('to see', ({ forDrop }) => forDrop),
      ...needColumns('to certify', ({ forMargin }) => forMargin),
    ],
    terminal,
  )
  const words = [
    `shows: the smallest drop, in points, that fails the gate in ${tries(power)} with ${effortWords(planned)} on both sides`,
    'cases, repeats: how many of either would do',
    ...(hasUse(rules, 'useless') ? ['no use: not with repeats alone'] : []),
    ...(hasUse(rules, 'unknown') ? ['?: nothing tells how answers waver'] : []),
    ...(rules.some(({ units, pairs }) => units < pairs)
      ? ['cases that belong together count once, and so would more of them']
      : []),
  ]
  return `${text}${colored(prose(words.join('; '), terminal.columns, 2), dim)}\n`
}

function hasUse(rules: readonly RulePlan[], use: Need['repeats']): boolean {
  return rules.some(({ forDrop, forMargin }) => forDrop.repeats === use || forMargin.repeats === use)
}

function needColumns(header: string, needOf: (plan: RulePlan) => Need): Column<RulePlan>[] {
  return [
    { header, value: (plan) => String(Number((needOf(plan).size * 100).toFixed(2))), align: 'right' },
    { header: 'cases', value: (plan) => casesCell(needOf(plan)), align: 'right' },
    { header: 'repeats', value: (plan) => repeatsCell(needOf(plan)), align: 'right' },
  ]
}

function casesCell({ isMet, cases }: Need): string {
  return isMet ? 'enough' : cases === null ? 'none do' : formatCount(cases)
}

function repeatsCell({ isMet, repeats }: Need): string {
  if (isMet) return ''
  return repeats === 'useless' ? 'no use' : repeats === 'unknown' ? '?' : formatCount(repeats)
}

function sizeInPoints(size: number | null): string {
  return size === null ? missing : (size * 100).toFixed(1)
}

/** The drop that shows on every rule, by cases and repeats. */
function gridSection({ rules, power }: PowerPlan, terminal: Terminal): string {
  const efforts = rules[0]?.table ?? []
  const repeats = [...new Set(efforts.map((effort) => effort.repeats))]
  const cases = [...new Set(efforts.map((effort) => effort.cases))]
  const largest = (wanted: Effort): number | null => {
    const drops = rules.map((rule) => dropAt(rule, wanted))
    return drops.includes(null) ? null : Math.max(...drops.map((drop) => drop ?? 0))
  }
  const { dim } = pc.createColors(terminal.color)
  const text = table(
    cases,
    [
      { header: '  drop that shows', value: (count) => `  ${plural(count, 'case')}` },
      ...repeats.map((count) => ({
        header: plural(count, 'repeat'),
        value: (of: number) => sizeInPoints(largest({ cases: of, repeats: count })),
        align: 'right' as const,
      })),
    ],
    terminal,
  )
  const words = `in points, in ${tries(power)}${rules.length > 1 ? ', on every rule' : ''}`
  return `${text}${colored(prose(words, terminal.columns, 2), dim)}\n`
}

function dropAt({ table: efforts }: RulePlan, { cases, repeats }: Effort): number | null {
  return efforts.find((effort) => effort.cases === cases && effort.repeats === repeats)?.drop ?? null
}

function costSection({ cost, perAnswer, concurrency }: PowerPlan, terminal: Terminal): string {
  const { dim } = pc.createColors(terminal.color)
  const rows = [cost.planned, cost.moreCases, cost.moreRepeats].filter((effort) => effort !== null)
  const columns: Column<PricedEffort>[] = [
    { header: '  one version', value: (effort) => `  ${effortWords(effort)}` },
    { header: 'calls', value: ({ calls }) => formatCount(calls), align: 'right' },
    ...(perAnswer.usd === null
      ? []
      : [{ header: 'cost', value: ({ usd }: PricedEffort) => formatUsd(usd), align: 'right' as const }]),
    ...(perAnswer.latencyMs === null
      ? []
      : [{ header: 'time', value: ({ ms }: PricedEffort) => formatDuration(ms), align: 'right' as const }]),
    { header: 'both sides', value: bothSides, align: 'right' },
  ]
  const facts = [
    ...(perAnswer.usd === null ? [] : [formatUsd(perAnswer.usd)]),
    ...(perAnswer.latencyMs === null ? [] : [formatMs(perAnswer.latencyMs)]),
    ...(perAnswer.inputTokens === null ? [] : [`${formatCount(perAnswer.inputTokens)} input tokens`]),
    ...(perAnswer.outputTokens === null ? [] : [`${formatCount(perAnswer.outputTokens)} output tokens`]),
  ]
  const words = [
    ...(facts.length === 0 ? [] : [`an answer: ${facts.join(', ')}`]),
    ...(perAnswer.usd === null ? ['no answer tells its cost'] : []),
    `${formatCount(concurrency)} at a time`,
  ]
  return `${table(rows, columns, terminal)}${colored(prose(words.join('; '), terminal.columns, 2), dim)}\n`
}

/** Baseline and candidate: money and time, else calls. */
function bothSides({ calls, usd, ms }: PricedEffort): string {
  const told = [...(usd === null ? [] : [formatUsd(2 * usd)]), ...(ms === null ? [] : [formatDuration(2 * ms)])]
  return told.length === 0 ? plural(2 * calls, 'call') : told.join(', ')
}
