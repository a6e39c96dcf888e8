import { z } from 'zod'
import type { Expected } from '../core/case.ts'
import type { Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { CitationReader, findCitationMarkers, signsOf } from '../text/citationMarkers.ts'
import type { FoundNumber } from '../text/numbers.ts'
import { findNumbers } from '../text/numbers.ts'
import { outside } from '../text/span.ts'
import { currenciesAgree } from '../text/units.ts'
import { quoted, unscored, verdict } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'

export interface NumericOptions extends SharedOptions {
  /** How far the number may be off, absolutely. Default 0. */
  tolerance?: number
  /** How far the number may be off, as a share of the expected one: 0.01 is 1%. The wider of the two counts. Default 0. */
  relative?: number
  /** Which number of the answer counts: the last one (default), the first one, or the only one there may be. */
  take?: 'last' | 'first' | 'only'
}

export const numericOptions = z.strictObject({
  ...sharedOptions,
  tolerance: z.number().min(0).default(0).describe('how far the number may be off, absolutely'),
  relative: z
    .number()
    .min(0)
    .default(0)
    .describe('how far the number may be off, as a share of the expected one (0.01 = 1%); the wider of the two counts'),
  take: z
    .enum(['last', 'first', 'only'])
    .default('last')
    .describe('which number of the answer counts: the last one, the first one, or the only one there may be'),
} satisfies Shape<NumericOptions>)

/**
 * 1 where the answer's number is the expected one within the tolerance, else 0. Numbers are read as people write them (see
 * `findNumbers`); citation markers are none. "50%" is 50 and 0.5, "3/4" is 0.75. An expected string may carry a currency, percent sign
 * or unit, which the answer must not contradict ("42 miles" is not "42 km", but "2 weeks" is "14 days"). Unscored where the case
 * expects no number.
 * @throws AssayError on unknown or wrong options
 */
export function numeric(options: NumericOptions = {}): Grader {
  const parsed = parseOptions('numeric', numericOptions, options)
  const { tolerance, relative, take } = parsed
  const reader = new CitationReader([])
  return {
    ...describe('numeric', 4, parsed),
    grade({ case: { expected }, output }) {
      const wanted = expectedNumbers(expected)
      if (typeof wanted === 'string') return unscored(wanted)
      const numbers = outside(withFractions(output.text), signsOf(findCitationMarkers(output.text, reader)))
      const number = take === 'first' ? numbers[0] : numbers.at(-1)
      if (number === undefined) return verdict(false, 'the answer holds no number')
      if (take === 'only' && numbers.length > 1) return verdict(false, `the answer holds ${numbers.length} numbers`)
      const good = wanted.some((item) => agrees(item, number, tolerance, relative))
      const got = quoted(output.text.slice(number.start, number.end))
      const message = `${good ? 'is' : `expected ${wanted.map(({ value }) => value).join(' or ')}, got`} ${got}`
      return verdict(good, message, [
        { kind: 'number', verdict: good ? 'good' : 'bad', message, start: number.start, end: number.end },
      ])
    },
  }
}

type Wanted = Pick<FoundNumber, 'kind' | 'value' | 'currency' | 'unit'>

const slashed = /(?<![\p{L}\p{N}./-])(?:(\d{1,6})[ ])?(\d{1,6})\/([1-9]\d{0,5})(?![\p{L}\p{N}/-]|\.\d)/gu

/** The numbers, with "3/4" as one each, as "1 3/4" is. */
function withFractions(text: string): FoundNumber[] {
  const fractions = Array.from(text.matchAll(slashed), (match): FoundNumber => {
    const value = Number(match[1] ?? 0) + Number(match[2]) / Number(match[3])
    const span = { start: match.index, end: match.index + match[0].length }
    return { ...span, kind: 'number', value, otherwise: [], pieces: [], spelled: false, bare: true, exponent: 0 }
  })
  const numbers = findNumbers(text)
  if (fractions.length === 0) return numbers
  // "2 1/2 hours" is a number already, with its unit.
  const mixed = numbers.filter(({ start, end }) =>
    /\d[ \u00a0]\d+\/\d/.test(text.slice(start, Math.min(end, start + 24))),
  )
  const others = outside(fractions, mixed)
  return [...outside(numbers, others), ...others].sort((a, b) => a.start - b.start)
}

/** The accepted numbers, or why there are none. */
function expectedNumbers(expected: Expected | undefined): Wanted[] | string {
  if (expected === undefined) return 'the case has no expected answer'
  if (expected === null) return 'the case expects no answer'
  if (typeof expected === 'number') return [{ kind: 'number', value: expected }]
  const texts = typeof expected === 'string' ? [expected] : Array.isArray(expected) ? expected : []
  const numbers = texts.flatMap((text) => {
    const found = withFractions(text)
    return found.length === 1 ? found : []
  })
  return numbers.length === 0 ? 'the expected answer is not a number' : numbers
}

function agrees(wanted: Wanted, got: FoundNumber, tolerance: number, relative: number): boolean {
  if (wanted.kind === 'money' && got.kind === 'money' && !currenciesAgree(wanted.currency ?? '', got.currency ?? '')) {
    return false
  }
  if (wanted.unit !== undefined && got.unit !== undefined) {
    if (wanted.unit.dimension !== got.unit.dimension) return false
    return near(wanted.value, (got.value * got.unit.factor) / wanted.unit.factor)
  }
  if (wanted.kind === 'percent' && got.kind !== 'percent')
    return near(wanted.value / 100, got.value) || near(wanted.value, got.value)
  return (
    near(wanted.value, got.value) ||
    (wanted.kind !== 'percent' && got.kind === 'percent' && near(wanted.value, got.value / 100))
  )

  function near(expected: number, value: number): boolean {
    // Twelve digits: 0.1 + 0.2 is 0.3.
    const slack = Math.max(tolerance, relative * Math.abs(expected), 1e-12 * Math.abs(expected))
    return Math.abs(value - expected) <= slack + 1e-12 * slack
  }
}
