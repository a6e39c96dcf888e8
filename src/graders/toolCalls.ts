import { z } from 'zod'
import type { Evidence, Grade, Grader, Part } from '../core/grade.ts'
import type { ToolCall } from '../core/output.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import type { ExpectedCall } from './expectedCalls.ts'
import { expectedCalls, parsedArguments } from './expectedCalls.ts'
import { quoted, scored, unscored } from './grade.ts'
import { ignoredPaths } from './jsonFields.ts'
import type { Effort, LeafRules } from './jsonLeaves.ts'
import { compareLeaves, countLeaves, leafMessage } from './jsonLeaves.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { pairedAtBest, pairedInOrder } from './pairing.ts'

export interface ToolCallsOptions extends SharedOptions {
  /** Calls must come in the expected order. Default false. */
  ordered?: boolean
  /** Arguments must be equal, earn what jsonDiff gives them, or do not count. Default exact. */
  arguments?: 'exact' | 'diff' | 'ignore'
  /** Calls that nobody expected cost nothing. Default false. */
  ignoreExtra?: boolean
  /** Paths in the arguments that do not count, as in jsonDiff. */
  ignore?: string[]
  /** How far numbers in arguments may be off, absolutely. Default 0. */
  tolerance?: number
  /** Strings in arguments compare as exactMatch's `normalize` does. Default false. */
  normalize?: boolean
}

export const toolCallsOptions = z.strictObject({
  ...sharedOptions,
  ordered: z.boolean().default(false).describe('calls must come in the expected order'),
  arguments: z
    .enum(['exact', 'diff', 'ignore'])
    .default('exact')
    .describe('arguments must be equal, earn what jsonDiff gives them, or do not count'),
  ignoreExtra: z.boolean().default(false).describe('calls that nobody expected cost nothing'),
  ignore: z
    .array(z.string().min(1))
    .default([])
    .describe('paths in the arguments that do not count: meta.id, items[0].note, or items[].note for every item'),
  tolerance: z.number().min(0).default(0).describe('how far numbers in arguments may be off, absolutely'),
  normalize: z.boolean().default(false).describe("strings in arguments compare as exactMatch's normalize does"),
} satisfies Shape<ToolCallsOptions>)

/** Calls of an answer beyond this are not looked at, and count as calls that nobody expected. */
const mostCalls = 200

/**
 * How far the output's tool calls are the expected ones. Calls are paired, as a set or in order, so that their credits c add up to the
 * most: 0 for another name, else 1 where the arguments are equal (`exact`), jsonDiff's F1 of them (`diff`), or 1 (`ignore`, and where
 * none are told). With e expected calls and a of the output: precision = sum c / a, recall = sum c / e, score F1 = 2 sum c / (e + a);
 * with `ignoreExtra` the score is recall. 0..1. Parts: `precision`, `recall`, `names` (F1 by names alone), `arguments` (mean credit of
 * the pairs with one name). Nothing expected and nothing called is 1. Expected calls: see `expectedCalls`; unscored where none are told.
 * @throws AssayError on unknown or wrong options
 */
export function toolCalls(options: ToolCallsOptions = {}): Grader {
  const parsed = parseOptions('toolCalls', toolCallsOptions, options)
  const rules: LeafRules = { ...parsed, arrays: 'position', ignored: ignoredPaths(parsed.ignore) }
  const pair = parsed.ordered ? pairedInOrder : pairedAtBest
  return {
    ...describe('toolCalls', 1, parsed),
    grade({ case: item, output }): Grade {
      const expected = expectedCalls(item)
      if (typeof expected === 'string') return unscored(expected)
      if (expected.length > mostCalls) return unscored(`the case expects more than ${mostCalls} tool calls`)
      const found = (output.toolCalls ?? []).map(({ name, arguments: given }) => ({
        name,
        arguments: parsedArguments(given),
      }))
      const looked = found.slice(0, mostCalls)
      const effort: Effort = { left: 1_000_000 }
      const credits = expected.map((wanted) =>
        looked.map((call) => credit(wanted, call, parsed.arguments, rules, effort)),
      )
      // Names are worth a little by themselves: of calls that earn nothing those are told together that were meant.
      const worths = credits.map((row, wanted) =>
        row.map((value, call) => value + (expected[wanted]?.name === looked[call]?.name ? 1e-6 : 0)),
      )
      const pairs = pair(worths).filter(([wanted, call]) => expected[wanted]?.name === looked[call]?.name)
      const earned = pairs.map(([wanted, call]) => credits[wanted]?.[call] ?? 0)
      const names = pair(expected.map((wanted) => looked.map((call) => (wanted.name === call.name ? 1 : 0)))).filter(
        ([wanted, call]) => expected[wanted]?.name === looked[call]?.name,
      )
      const evidence = evidenceOf(expected, found, pairs, earned, rules, parsed.ignoreExtra)
      return graded(
        {
          expected: expected.length,
          found: found.length,
          names: names.length,
          earned,
          told: pairs.filter(([wanted]) => expected[wanted]?.arguments !== undefined).length,
        },
        parsed,
        evidence,
      )
    },
  }
}

function credit(
  wanted: ExpectedCall,
  call: ToolCall,
  mode: 'exact' | 'diff' | 'ignore',
  rules: LeafRules,
  effort: Effort,
): number {
  if (wanted.name !== call.name) return 0
  if (mode === 'ignore' || wanted.arguments === undefined) return 1
  if (effort.left <= 0) return 0
  const { f1 } = countLeaves(compareLeaves(wanted.arguments, call.arguments, rules, effort))
  return mode === 'diff' ? f1 : Math.floor(f1)
}

interface Counts {
  expected: number
  found: number
  names: number
  earned: readonly number[]
  /** Pairs whose expected arguments are told. */
  told: number
}

function graded(counts: Counts, options: { ignoreExtra: boolean; arguments: string }, evidence: Evidence[]): Grade {
  const { expected, found, names, earned, told } = counts
  const sum = earned.reduce((total, value) => total + value, 0)
  if (expected === 0 && (found === 0 || options.ignoreExtra))
    return scored(1, 'no tool call was expected, and none counts', evidence)
  const parts: Record<string, Part> = {
    ...(found === 0 ? {} : { precision: { score: sum / found, n: found } }),
    ...(expected === 0 ? {} : { recall: { score: sum / expected, n: expected } }),
    names: { score: options.ignoreExtra ? names / expected : (2 * names) / (expected + found), n: expected + found },
    ...(told === 0 || options.arguments === 'ignore'
      ? {}
      : { arguments: { score: sum / earned.length, n: earned.length } }),
  }
  const score = options.ignoreExtra ? sum / expected : (2 * sum) / (expected + found)
  const full = earned.filter((value) => value === 1).length
  const reason =
    found === 0
      ? `no tool was called, ${plural(expected, 'call')} expected`
      : `${full} of ${plural(expected, 'expected call')} right, ${plural(found, 'call')} made`
  return scored(score, reason, evidence, parts)
}

function evidenceOf(
  expected: readonly ExpectedCall[],
  found: readonly ToolCall[],
  pairs: readonly [number, number][],
  earned: readonly number[],
  rules: LeafRules,
  ignoreExtra: boolean,
): Evidence[] {
  const evidence: Evidence[] = []
  const partners = new Map(pairs.map(([wanted, call], index) => [call, { wanted, credit: earned[index] ?? 0 }]))
  for (const [index, call] of found.entries()) {
    const name = quoted(call.name)
    const partner = partners.get(index)
    const wanted = expected[partner?.wanted ?? -1]
    if (partner === undefined || wanted === undefined) {
      evidence.push({
        kind: 'call',
        verdict: ignoreExtra ? 'info' : 'bad',
        message: `call ${index + 1}, ${name}, was not expected${expected.some((other) => other.name === call.name) ? ' here' : ''}`,
      })
    } else if (partner.credit === 1 || wanted.arguments === undefined) {
      evidence.push({ kind: 'call', verdict: 'good', message: `call ${index + 1}, ${name}, as expected` })
    } else {
      const wrong = compareLeaves(wanted.arguments, call.arguments, rules).filter(({ state }) => state !== 'matched')
      for (const leaf of wrong)
        evidence.push({ kind: 'field', verdict: 'bad', message: `call ${index + 1}, ${name}: ${leafMessage(leaf)}` })
    }
  }
  const got = new Set(pairs.map(([wanted]) => wanted))
  for (const [index, { name }] of expected.entries()) {
    if (!got.has(index))
      evidence.push({ kind: 'call', verdict: 'bad', message: `${quoted(name)} was not called as expected` })
  }
  return evidence
}
