import type { Comparison, MeasureComparison, MetricComparison } from '../core/comparison.ts'
import type { GatePolicy } from '../core/rules.ts'
import { builtInRules, nameOnSlice } from '../core/rules.ts'
import type { Finding, Verdict } from '../core/verdict.ts'
import {
  formatCount,
  formatFactor,
  formatInterval,
  formatMeasure,
  formatPercent,
  formatPoints,
  formatRatio,
  plural,
} from '../text/format.ts'
import { fallsOf, metricLine, regressedCases, severityOf } from './highlights.ts'
import { oneLine } from './safe.ts'
import { type Element, xmlDocument } from './xml.ts'

const casesShown = 20

/** An eval that was judged, or one that could not be: its problem is an error of the suite. */
export type JunitItem =
  | { comparison: Comparison; verdict: Verdict; policy: GatePolicy }
  | { eval: string; problem: string }

interface Suite {
  name: string
  timestamp?: string
  properties: Record<string, string>
  tests: Test[]
  /** What concerns no single rule. */
  output: string[]
}

interface Test {
  name: string
  /** Absent where the test passed. */
  failed?: { element: 'failure' | 'error'; type: string; message: string; text: string }
  output: string[]
}

/**
 * JUnit XML as GitLab, Jenkins and GitHub's test reporters read it: a suite for each eval, a test for each rule. What keeps the gate
 * from passing is a failure; the rest of what was found stands in the test's output.
 */
export function junit(items: readonly JunitItem[]): string {
  const suites = items.map((item) => ('verdict' in item ? judged(item) : unjudged(item)))
  const tests = suites.flatMap((suite) => suite.tests)
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: 'assay gate', ...counts(tests) },
    children: suites.map(suiteElement),
  })
}

function judged({ comparison, verdict, policy }: Extract<JunitItem, { verdict: Verdict }>): Suite {
  const found = Map.groupBy(verdict.findings, (finding) => finding.rule)
  // Rules of the policy, the built-in ones, and whatever else keeps the gate from passing.
  const failing = verdict.findings.filter((finding) => severityOf(finding, verdict) === 'error')
  const rules = new Set([...rulesOf(policy), ...builtInRules, ...failing.map(({ rule }) => rule)])
  const metrics = new Map([
    ...comparison.metrics.map((metric) => [metric.metric, metric] as const),
    ...comparison.requiredSlices.flatMap(({ tag, metrics: own }) =>
      own.map((metric) => [nameOnSlice(metric.metric, tag), metric] as const),
    ),
  ])
  const { baseline, candidate } = comparison
  return {
    name: comparison.eval,
    timestamp: candidate.createdAt,
    properties: {
      decision: verdict.decision,
      sentence: verdict.sentence,
      owner: comparison.owner ?? '',
      baseline: `${baseline.target} ${baseline.id}`,
      candidate: `${candidate.target} ${candidate.id}`,
    },
    tests: [...rules].map((rule) => ruleTest(rule, found.get(rule) ?? [], comparison, verdict, metrics.get(rule))),
    output: verdict.findings.filter(({ rule }) => !rules.has(rule)).map(findingLine),
  }
}

/** Every rule by the name that findings have for it. */
function rulesOf({ rules, measures = {}, slices = {} }: GatePolicy): string[] {
  const onSlices = Object.entries(slices).flatMap(([tag, asked]) =>
    Object.keys(asked).map((metric) => nameOnSlice(metric, tag)),
  )
  return [...Object.keys(rules), ...Object.keys(measures), ...onSlices]
}

function ruleTest(
  rule: string,
  findings: readonly Finding[],
  comparison: Comparison,
  verdict: Verdict,
  metric: MetricComparison | undefined,
): Test {
  const failing = findings.filter((finding) => severityOf(finding, verdict) === 'error')
  const others = findings.filter((finding) => !failing.includes(finding))
  const numbers = [
    ...(metric === undefined ? [] : [metricLine(metric)]),
    ...(rule === 'errors' ? [errorsLine(comparison)] : []),
    ...comparison.measures.filter(({ key }) => key === rule).map(measureLine),
  ]
  const output = others.map(findingLine)
  const [first] = failing
  if (first === undefined) return { name: rule, output: [...output, ...numbers] }
  const more = failing.length > 1 ? ` (and ${plural(failing.length - 1, 'more finding')})` : ''
  const text = failing.flatMap((finding) => [
    findingLine(finding),
    ...(finding.owner === undefined ? [] : [`owner: ${finding.owner}`]),
    ...(finding.caseIds ?? []).slice(0, casesShown).map((id) => `case ${caseLine(id, comparison)}`),
  ])
  const failed = {
    element: 'failure' as const,
    type: first.kind,
    message: first.message + more,
    text: lines([...text, ...numbers]),
  }
  return { name: rule, failed, output }
}

function findingLine({ kind, tier, message }: Finding): string {
  return `${kind} (${tier}): ${message}`
}

function unjudged(item: Extract<JunitItem, { problem: string }>): Suite {
  const failed = { element: 'error' as const, type: 'problem', message: item.problem, text: oneLine(item.problem) }
  return { name: item.eval, properties: {}, tests: [{ name: 'gate', failed, output: [] }], output: [] }
}

function caseLine(id: string, comparison: Comparison): string {
  const item = regressedCases(comparison).find(({ caseId }) => caseId === id)
  const falls = item === undefined ? [] : fallsOf(item, comparison)
  return [id, ...falls.map(({ metric, diff }) => `${metric} ${formatPoints(diff)}`)].join(', ')
}

function errorsLine({ errors }: Comparison): string {
  const side = ({ trials, errors }: Comparison['errors']['baseline']) =>
    `${formatCount(errors)} of ${plural(trials, 'trial')} (${formatPercent(trials === 0 ? null : errors / trials)})`
  return `baseline ${side(errors.baseline)}, candidate ${side(errors.candidate)} without an answer`
}

function measureLine({ baseline, candidate, unit, ratio, ratioInterval, pairs }: MeasureComparison): string {
  const factor = ratio === null ? '' : `, ratio ${formatRatio(ratio)} ${formatInterval(ratioInterval, formatFactor)}`
  return `baseline ${formatMeasure(baseline, unit)}, candidate ${formatMeasure(candidate, unit)}${factor}; ${plural(pairs, 'case')}`
}

function suiteElement({ name, timestamp, properties, tests, output }: Suite): Element {
  const facts = Object.entries(properties).filter(([, value]) => value !== '')
  return {
    name: 'testsuite',
    attributes: { name: oneLine(name), ...counts(tests), timestamp: timestamp?.slice(0, 19) },
    children: [
      ...(facts.length === 0 ? [] : [propertiesElement(facts)]),
      ...tests.map((test) => testElement(test, name)),
      ...(output.length === 0 ? [] : [{ name: 'system-out', children: [lines(output)] }]),
    ],
  }
}

function propertiesElement(facts: readonly (readonly [string, string])[]): Element {
  const children = facts.map(([name, value]) => ({ name: 'property', attributes: { name, value: oneLine(value) } }))
  return { name: 'properties', children }
}

function testElement({ name, failed, output }: Test, suite: string): Element {
  const children: Element[] = []
  if (failed !== undefined) {
    const { element, type, message, text } = failed
    children.push({ name: element, attributes: { type, message: oneLine(message) }, children: [text] })
  }
  if (output.length > 0) children.push({ name: 'system-out', children: [lines(output)] })
  return { name: 'testcase', attributes: { classname: oneLine(suite), name: oneLine(name) }, children }
}

function counts(tests: readonly Test[]): { tests: number; failures: number; errors: number; skipped: number } {
  const count = (element: 'failure' | 'error') => tests.filter(({ failed }) => failed?.element === element).length
  return { tests: tests.length, failures: count('failure'), errors: count('error'), skipped: 0 }
}

function lines(texts: readonly string[]): string {
  return texts.map(oneLine).join('\n')
}
