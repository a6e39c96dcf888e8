import { z } from 'zod'
import type { Expected } from '../core/case.ts'
import type { Evidence, Grade, GradeRequest, Grader, Part } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { findJson } from '../text/json.ts'
import { listItems } from '../text/listItems.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import type { Span } from '../text/span.ts'
import { withoutCitations } from './answerKey.ts'
import { quoted, scored, unscored } from './grade.ts'
import { longestInOrder } from './inOrder.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface ListMatchOptions extends SharedOptions {
  /** Items count only in the expected order (longest common subsequence). Default false. */
  ordered?: boolean
  /** Items compare as exactMatch's `normalize` does. Default true. */
  normalize?: boolean
  /** An item may go on: of "**Paris**: the capital" and "Paris - the capital", "Paris" is enough. Default false. */
  lead?: boolean
  /** What stands between items, such as "|". Default: JSON, bullets, numbers, lines, semicolons or commas, whichever the answer has. */
  separator?: string
  /** What the score is. Default f1. */
  score?: 'f1' | 'precision' | 'recall'
}

export const listMatchOptions = z.strictObject({
  ...sharedOptions,
  ordered: z.boolean().default(false).describe('items count only in the expected order'),
  normalize: z.boolean().default(true).describe("items compare as exactMatch's normalize does"),
  lead: z
    .boolean()
    .default(false)
    .describe('an item may go on: of "**Paris**: the capital" and "Paris - the capital", "Paris" is enough'),
  separator: z
    .string()
    .min(1)
    .exactOptional()
    .describe('what stands between items, such as "|"; without one the kind of list is found out'),
  score: z.enum(['f1', 'precision', 'recall']).default('f1').describe('what the score is'),
} satisfies Shape<ListMatchOptions>)

/**
 * How far the answer's list is the expected one: F1 = 2m / (e + a), with e expected items, a items of the answer and m matched ones;
 * parts `precision` m/a, `recall` m/e and `f1`. 0..1, 1 for the same list. Lists are multisets: an item twice must be expected twice.
 * With `ordered` m is the longest common subsequence. The list is an array in `data` or in the text, else what `listItems` reads. An
 * empty list against an empty one is 1; an answer without a list scores 0. Unscored where the case expects no list, and with `ordered`
 * where lists repeat themselves so often that more than a million pairs of items are equal.
 * @throws AssayError on unknown or wrong options
 */
export function listMatch(options: ListMatchOptions = {}): Grader {
  const parsed = parseOptions('listMatch', listMatchOptions, options)
  const { normalize } = parsed
  const key = (text: string) => (normalize ? normaliseAnswer(text) || text.trim() : text.trim().normalize('NFC'))
  return {
    ...describe('listMatch', 1, parsed),
    grade(request): Grade {
      const expected = expectedItems(request.case.expected, parsed.separator)
      if (typeof expected === 'string') return unscored(expected)
      const wanted = expected.map((item) => ({ text: item, key: key(item) }))
      const known = new Set(wanted.map((item) => item.key))
      const found = answerItems(request, parsed.separator, (piece) => known.has(key(piece))).map((item) => {
        const plain = normalize
          ? withoutCitations({ ...request, output: { ...request.output, text: item.text } })
          : item.text
        const whole = key(plain)
        return { ...item, key: !parsed.lead || known.has(whole) ? whole : key(leadOf(plain)) }
      })
      const matched = parsed.ordered
        ? longestInOrder(
            found.map((item) => item.key),
            wanted.map((item) => item.key),
          )
        : inBoth(
            found.map((item) => item.key),
            wanted.map((item) => item.key),
          )
      if (matched === undefined) return unscored('the lists repeat themselves too often to compare them in order')
      return graded(parsed.score, wanted, found, matched, known)
    },
  }
}

interface Keyed {
  text: string
  key: string
}
/** Where it stands is not known of what comes from JSON. */
type FoundItem = { text: string } & Partial<Span>
type Found = FoundItem & Keyed

/** Pairs (index in the answer, index in the expected list), each used once. */
function inBoth(found: readonly string[], wanted: readonly string[]): [number, number][] {
  const places = new Map<string, number[]>()
  for (let index = wanted.length - 1; index >= 0; index -= 1) {
    const item = wanted[index] ?? ''
    const list = places.get(item)
    if (list === undefined) places.set(item, [index])
    else list.push(index)
  }
  return found.flatMap((item, index): [number, number][] => {
    const place = places.get(item)?.pop()
    return place === undefined ? [] : [[index, place]]
  })
}

function graded(
  score: 'f1' | 'precision' | 'recall',
  wanted: readonly Keyed[],
  found: readonly Found[],
  pairs: readonly [number, number][],
  known: ReadonlySet<string>,
): Grade {
  const good = new Set(pairs.map(([index]) => index))
  const got = new Set(pairs.map(([, place]) => place))
  const matched = pairs.length
  const f1 = wanted.length + found.length === 0 ? 1 : (2 * matched) / (wanted.length + found.length)
  const parts: Record<string, Part> = {
    ...(found.length === 0 ? {} : { precision: { score: matched / found.length, n: found.length } }),
    ...(wanted.length === 0 ? {} : { recall: { score: matched / wanted.length, n: wanted.length } }),
    f1: { score: f1, n: wanted.length + found.length },
  }
  const missing = wanted.filter((_, place) => !got.has(place))
  const evidence: Evidence[] = found.map((item, index) => ({
    kind: 'item',
    verdict: good.has(index) ? 'good' : 'bad',
    message: `${quoted(item.text)}${good.has(index) ? '' : known.has(item.key) ? ' is there too often or out of order' : ' was not expected'}`,
    ...(item.start === undefined || item.end === undefined ? {} : { start: item.start, end: item.end }),
  }))
  evidence.push(
    ...missing.map(({ text }): Evidence => ({ kind: 'item', verdict: 'bad', message: `${quoted(text)} is missing` })),
  )
  const extra = found.length - matched
  const reason =
    found.length === 0 && wanted.length > 0
      ? 'the answer holds no list'
      : `${matched} of ${plural(wanted.length, 'expected item')}${extra === 0 ? '' : `, and ${plural(extra, 'other')}`}`
  return scored(score === 'f1' ? f1 : (parts[score]?.score ?? f1), reason, evidence, parts)
}

function expectedItems(expected: Expected | undefined, separator: string | undefined): string[] | string {
  if (expected === undefined) return 'the case has no expected answer'
  if (expected === null) return 'the case expects no answer'
  if (typeof expected === 'number') return [String(expected)]
  if (typeof expected !== 'string') return arrayIn(expected)?.map(itemText) ?? 'the expected answer is not a list'
  return (
    jsonItems(expected)?.map(({ text }) => text) ?? listItems(expected, optional(separator)).map(({ text }) => text)
  )
}

function answerItems(
  { output }: GradeRequest,
  separator: string | undefined,
  whole: (piece: string) => boolean,
): FoundItem[] {
  const data = output.data === undefined ? undefined : arrayIn(output.data)
  if (data !== undefined) return data.map((item) => ({ text: itemText(item) }))
  const json = separator === undefined ? jsonItems(output.text) : undefined
  return json ?? listItems(output.text, { ...optional(separator), whole })
}

function optional(separator: string | undefined): { separator?: string } {
  return separator === undefined ? {} : { separator }
}

/** The items of a JSON array; one of whole numbers must be all of the text or of a code block, since "[1]" in prose is a citation. */
function jsonItems(text: string): { text: string }[] | undefined {
  if (!text.includes('[')) return undefined
  const value = findJson(text, (found) => arrayIn(found) !== undefined)?.value
  const array = value === undefined ? undefined : arrayIn(value)
  if (array === undefined) return undefined
  const likeMarkers = array.length > 0 && array.every((item) => Number.isInteger(item))
  if (likeMarkers && !/^\s*(?:[[{]|`{3}|~{3})/.test(text)) return undefined
  return array.map((item) => ({ text: itemText(item) }))
}

/** An array, or the only member of an object that is one. */
function arrayIn(value: Json): Json[] | undefined {
  if (Array.isArray(value)) return value
  if (!isJsonObject(value)) return undefined
  const [first, ...more] = Object.values(value).filter((item) => Array.isArray(item))
  return more.length === 0 ? first : undefined
}

function itemText(item: Json): string {
  return typeof item === 'string' ? item : canonicalJson(item)
}

const bold = /^\s*(\*\*|__)([^*_\n]{1,200})\1/
const going = /\s*(?:[:：](?=\s|$)|\s[-–—]\s|\s?—\s?|\s\()/

function leadOf(item: string): string {
  const strong = bold.exec(item)?.[2]
  if (strong !== undefined) return strong.replace(/[:：]\s*$/, '')
  const head = item.slice(0, 300)
  const end = going.exec(head)?.index
  return end === undefined ? item : head.slice(0, end)
}
