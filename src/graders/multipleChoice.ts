import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Evidence, Grade, Grader } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { findAbstention } from '../text/abstention.ts'
import type { Choice } from '../text/choices.ts'
import { findPicks } from '../text/choices.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { quoted, scored, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface MultipleChoiceOptions extends SharedOptions {
  /** The choices, where all cases have the same: their texts (labelled A, B, ...), or labels with texts. */
  choices?: string[] | { [label: string]: string }
  /** With several correct choices: the answer must pick all of them, or any one. Default all. */
  several?: 'all' | 'any'
  /** The first index where `expected` is a number: 0 (default) or 1. */
  indexBase?: 0 | 1
}

export const multipleChoiceOptions = z.strictObject({
  ...sharedOptions,
  choices: z
    .union([z.array(z.string().min(1)).min(2).max(26), z.record(z.string().min(1).max(20), z.string())])
    .exactOptional()
    .describe('the choices, where all cases have the same: their texts (labelled A, B, ...), or labels with texts'),
  several: z
    .enum(['all', 'any'])
    .default('all')
    .describe('with several correct choices: the answer must pick all of them, or any one'),
  indexBase: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe('the first index where expected is a number'),
} satisfies Shape<MultipleChoiceOptions>)

/**
 * 1 where the answer picks the right choice, else 0; `findPicks` says how a pick is read. Choices: the option, else `choices` or `options`
 * in the case's metadata or input (texts, or labels with texts), else lines "A) ..." of the input; without any, the letters A to J. `expected`
 * is a label, an index or a choice's text; a list names several correct choices, of which the answer must pick all and no other
 * (`several: any`: one). Two different picks where one is right are ambiguous: 0. Nothing picked, or an abstention: 0, with the reason.
 * With several to pick, parts `precision` and `recall`. Unscored where nothing is expected, or it is none of the choices.
 * @throws AssayError on unknown or wrong options
 */
export function multipleChoice(options: MultipleChoiceOptions = {}): Grader {
  const parsed = parseOptions('multipleChoice', multipleChoiceOptions, options)
  return {
    ...describe('multipleChoice', 1, parsed),
    grade({ case: item, output }): Grade {
      if (item.expected === undefined) return unscored('the case has no expected answer')
      if (item.expected === null) return unscored('the case expects no answer')
      const choices = (parsed.choices === undefined ? undefined : toChoices(parsed.choices)) ?? choicesOf(item)
      const wanted = wantedChoices(item.expected, choices, parsed.indexBase)
      if (typeof wanted === 'string') return unscored(wanted)
      return graded(output.text, choices, wanted, parsed.several)
    },
  }
}

function graded(text: string, choices: readonly Choice[], wanted: ReadonlySet<number>, several: 'all' | 'any'): Grade {
  const picks = findPicks(text, choices)
  const told = (indexes: Iterable<number>) => [...indexes].map((index) => choices[index]?.label ?? '').join(', ')
  if (picks.length === 0) {
    const abstention = findAbstention(text)
    if (abstention === undefined) return scored(0, `the answer picks none of ${told(choices.keys())}`)
    const { start, end } = abstention
    return scored(0, `the answer abstains: ${quoted(abstention.text)}`, [
      { kind: 'choice', verdict: 'bad', message: 'abstains', start, end },
    ])
  }
  const evidence = picks.map(({ choice, start, end }): Evidence => {
    const good = wanted.has(choice)
    return {
      kind: 'choice',
      verdict: good ? 'good' : 'bad',
      message: `picks ${told([choice])}${good ? '' : `; expected ${told(wanted)}`}`,
      start,
      end,
    }
  })
  const good = picks.filter(({ choice }) => wanted.has(choice)).length
  const picked = told(picks.map(({ choice }) => choice))
  if (several === 'any' || wanted.size === 1) {
    if (picks.length > 1) return scored(0, `ambiguous: the answer picks ${picked}`, evidence)
    return scored(good, good === 1 ? `picks ${picked}` : `picks ${picked}; expected ${told(wanted)}`, evidence)
  }
  const right = good === picks.length && good === wanted.size
  return scored(right ? 1 : 0, right ? `picks ${picked}` : `picks ${picked}; expected ${told(wanted)}`, evidence, {
    precision: { score: good / picks.length, n: picks.length },
    recall: { score: good / wanted.size, n: wanted.size },
  })
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const optionLine = /^[ \t*_>-]{0,8}[([]?([A-Za-z]|\d{1,2})[)\].:][*_]{0,3}[ \t]+(\S.{0,2000})$/gm

function choicesOf({ metadata, input }: Case): Choice[] {
  const told = [
    metadata?.choices,
    metadata?.options,
    ...(typeof input === 'string' ? [] : [input.choices, input.options]),
  ]
  for (const value of told) {
    const choices = value === undefined ? undefined : toChoices(value)
    if (choices !== undefined) return choices
  }
  const prompt =
    typeof input === 'string'
      ? input
      : Object.values(input)
          .filter((value) => typeof value === 'string')
          .join('\n')
  return linesOf(prompt) ?? Array.from(letters.slice(0, 10), (label) => ({ label }))
}

/** Texts, `{label, text}` objects, or an object of labels with texts. */
function toChoices(value: Json): Choice[] | undefined {
  if (Array.isArray(value)) {
    if (value.length < 2 || value.length > 26) return undefined
    return value.map((item, index): Choice => {
      const label = letters[index] ?? ''
      if (!isJsonObject(item)) return { label, text: String(item) }
      return { label: typeof item.label === 'string' ? item.label : label, text: String(item.text ?? '') }
    })
  }
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value)
  if (entries.length < 2 || entries.length > 26) return undefined
  return entries.map(([label, text]) => ({ label, text: String(text) }))
}

/** The last run of lines "A) ...", "B) ..." in order. */
function linesOf(prompt: string): Choice[] | undefined {
  let run: Choice[] = []
  for (const [, mark = '', text = ''] of prompt.slice(0, 100_000).matchAll(optionLine)) {
    const label = mark.toUpperCase()
    const previous = run.at(-1)?.label
    const follows =
      previous !== undefined &&
      (/\d/.test(label) ? Number(label) === Number(previous) + 1 : label.charCodeAt(0) === previous.charCodeAt(0) + 1)
    if (follows && run.length < 26) run.push({ label, text: text.trim() })
    else run = [{ label, text: text.trim() }]
  }
  return run.length > 1 && ['A', '1'].includes(run[0]?.label ?? '') ? run : undefined
}

function wantedChoices(
  expected: Exclude<Case['expected'], null | undefined>,
  choices: readonly Choice[],
  base: number,
): ReadonlySet<number> | string {
  if (isJsonObject(expected)) return 'the expected answer is not a choice'
  const wanted = new Set<number>()
  for (const item of Array.isArray(expected) ? expected : [expected]) {
    const index = choiceOf(item, choices, base)
    const several =
      index === undefined && typeof item === 'string'
        ? item
            .split(/[\s,;&/]+|(?<![\p{L}])and(?![\p{L}])/iu)
            .filter((piece) => piece !== '')
            .map((piece) => choiceOf(piece, choices, base))
        : [index]
    for (const found of several) {
      if (found === undefined) return `${quoted(String(item))} is none of the choices`
      wanted.add(found)
    }
  }
  return wanted.size === 0 ? 'the expected answer is not a choice' : wanted
}

function choiceOf(item: string | number, choices: readonly Choice[], base: number): number | undefined {
  const text = String(item).trim()
  const found = plainChoiceOf(text, choices, base)
  if (found !== undefined) return found
  // "B) Paris" names its choice twice.
  const both = /^[([]?([A-Za-z]|\d{1,2})[)\].:]\s+(?=\S)/.exec(text)
  return both === null ? undefined : plainChoiceOf(text.slice(both[0].length), choices, base)
}

function plainChoiceOf(text: string, choices: readonly Choice[], base: number): number | undefined {
  // Labels are short, and trimming a run that is not at the end costs its square.
  const bare = text.length > 100 ? text : text.replace(/^[\s(["'*]+|[\s)\]"'*.:]+$/g, '').toLowerCase()
  const byLabel = choices.findIndex(({ label }) => label.toLowerCase() === bare)
  if (byLabel >= 0) return byLabel
  const wanted = normaliseAnswer(text)
  const byText = choices.findIndex(
    (choice) =>
      choice.text !== undefined &&
      (choice.text.trim() === text || (wanted !== '' && normaliseAnswer(choice.text) === wanted)),
  )
  if (byText >= 0) return byText
  const index = /^\d{1,3}$/.test(text) ? Number(text) - base : -1
  return index >= 0 && index < choices.length ? index : undefined
}
