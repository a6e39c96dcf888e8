import type { CalendarDate } from './dates.ts'
import type { Figure } from './figures.ts'
import { digitsInNames, findFigures } from './figures.ts'
import type { FoundNumber } from './numbers.ts'
import type { Span } from './span.ts'
import { currenciesAgree } from './units.ts'

/** A place that holds a figure: the text it was added with, and where in it. */
export interface Holder extends Span {
  text: number
}

interface HeldNumber {
  holder: Holder
  /** What the number is of; a part of a date is a year or a day. */
  as: FoundNumber | 'year' | 'day' | 'name' | 'hour' | 'unscaled'
}

// What says that something costs or counts nothing.
const nothing =
  /(?<![\p{L}\p{N}-])(?:free(?! to(?![\p{L}]))|waived|zero|(?:no|without)(?: [\p{L}-]+)? (?:fees?|charges?|costs?|commission|interest))(?![\p{L}-])/iu
const slashed = /(?<![\p{L}\p{N}./-])(\d{1,2})\/(\d{1,2})(?![\p{N}./-]\d|\d|\/)/gu

/** The figures of some texts, to ask whether they hold another figure. Building is linear in the texts, asking constant. */
export class FigureIndex {
  #numbers = new Map<string, HeldNumber[]>()
  #dates = new Map<string, Holder>()
  #times = new Map<number, Holder>()
  #codes = new Map<string, Holder>()
  #nothing: Holder | undefined

  /** Adds the figures of a text, which is known by a number of the caller's. */
  add(text: string, id: number): void {
    const figures = findFigures(text)
    for (const figure of figures) {
      const holder = { text: id, start: figure.start, end: figure.end }
      if (figure.kind === 'date') this.#addDate(figure.readings, holder)
      else if (figure.kind === 'time') this.#addTime(figure.readings, holder)
      else if (figure.kind === 'code') this.#addCode(figure.digits, holder)
      else this.#addNumber(figure, holder)
    }
    const free = nothing.exec(text)
    if (free !== null) this.#nothing ??= { text: id, start: free.index, end: free.index + free[0].length }
    for (const match of text.matchAll(slashed)) {
      const value = Number(match[1]) / Number(match[2])
      const holder = { text: id, start: match.index, end: match.index + match[0].length }
      if (value > 0 && value < 1) this.#put(rawKey(value), { holder, as: 'name' })
    }
    for (const { value, start, end } of digitsInNames(text, figures)) {
      this.#put(rawKey(value), { holder: { text: id, start, end }, as: 'name' })
    }
  }

  #addTime(readings: readonly number[], holder: Holder): void {
    for (const minute of readings) {
      putFirst(this.#times, minute, holder)
      // "from 9 to 5" is held by "9am" and "17:00".
      if (minute % 60 === 0) {
        for (const hour of [minute / 60, (minute / 60) % 12]) this.#put(rawKey(hour), { holder, as: 'hour' })
      }
    }
  }

  #addCode(digits: string, holder: Holder): void {
    putFirst(this.#codes, digitsKey(digits), holder)
    if (/^\d{1,6}(?:\.\d{1,6})?$/.test(digits)) this.#put(rawKey(Number(digits)), { holder, as: 'name' })
  }

  /** Where the figure is held, compared by value and unit; undefined where nothing holds it. */
  find(figure: Figure): Holder | undefined {
    if (figure.kind === 'date') return firstOf(figure.readings, (date) => this.#findDate(date))
    if (figure.kind === 'time') return firstOf(figure.readings, (minute) => this.#times.get(minute))
    if (figure.kind === 'code') {
      return this.#codes.get(digitsKey(figure.digits)) ?? this.#numbers.get(rawKey(Number(figure.digits)))?.[0]?.holder
    }
    const found = firstOf([figure.value, ...figure.otherwise], (value) => this.#findNumber(figure, value))
    return found ?? this.#findOtherwise(figure)
  }

  #addNumber(figure: FoundNumber, holder: Holder): void {
    const held = { holder, as: figure }
    // "($m) 4,481.0" in a table is "$4,481.0 million".
    if (figure.exponent > 2) this.#put(rawKey(figure.value / 10 ** figure.exponent), { holder, as: 'unscaled' })
    if (figure.unit !== undefined) this.#put(unitKey(figure.value, figure.unit), held)
    for (const value of [figure.value, ...figure.otherwise, ...figure.pieces]) {
      this.#put(rawKey(value), held)
      // "A change of -5%" holds "fell by 5%"; a positive number does not hold a negative one. Frost is no heat.
      if (value < 0 && !isTemperature(figure)) this.#put(rawKey(-value), held)
    }
  }

  #addDate(readings: readonly CalendarDate[], holder: Holder): void {
    for (const { year, quarter, month, day } of readings) {
      for (const date of [
        { year, quarter, month, day },
        { year, quarter, month },
        { quarter, month, day },
      ]) {
        putFirst(this.#dates, dateKey(date), holder)
      }
      if (year === undefined) putFirst(this.#dates, `any:${dateKey({ quarter, month, day })}`, holder)
      else this.#put(rawKey(year), { holder, as: 'year' })
      if (day !== undefined) this.#put(rawKey(day), { holder, as: 'day' })
    }
  }

  /** A year that stands elsewhere ("Rates for 2024 ... from 3 March") completes a day. */
  #findDate(date: CalendarDate): Holder | undefined {
    const whole = this.#dates.get(dateKey(date))
    if (whole !== undefined || date.year === undefined || (date.day ?? date.quarter) === undefined) return whole
    return this.#numbers.has(rawKey(date.year))
      ? this.#dates.get(`any:${dateKey({ ...date, year: undefined })}`)
      : undefined
  }

  #findNumber(asked: FoundNumber, value: number): Holder | undefined {
    if (asked.unit !== undefined) {
      const same = this.#numbers.get(unitKey(value, asked.unit))?.[0]
      if (same !== undefined) return same.holder
    }
    return this.#numbers.get(rawKey(value))?.find(({ as }) => holds(as, asked))?.holder
  }

  /** A share as a percentage and the other way round, and nothing in words. */
  #findOtherwise(asked: FoundNumber): Holder | undefined {
    if (asked.value === 0) return this.#nothing
    if (asked.kind === 'percent' && asked.value < 100) {
      return this.#numbers.get(rawKey(asked.value / 100))?.find(({ as }) => isShare(as))?.holder
    }
    if (!asked.bare || asked.value <= 0 || asked.value >= 1) return undefined
    return this.#numbers.get(rawKey(asked.value * 100))?.find(({ as }) => isPercent(as))?.holder
  }

  /** Keeps one holder for each thing that a value may be of. */
  #put(key: string, held: HeldNumber): void {
    const list = this.#numbers.get(key)
    if (list === undefined) this.#numbers.set(key, [held])
    else if (!list.some(({ as }) => meaning(as) === meaning(held.as))) list.push(held)
  }
}

/** Whether a number of equal value says what was asked. A bare number may be of anything; different units differ. */
function holds(held: HeldNumber['as'], asked: FoundNumber): boolean {
  const plain = asked.kind === 'number' && asked.unit === undefined
  if (held === 'year' || held === 'name') return plain
  if (held === 'day' || held === 'hour' || held === 'unscaled') return plain && asked.bare
  if (asked.kind === 'percent') return held.kind === 'percent' || isBare(held)
  if (asked.kind === 'money') {
    return held.kind === 'money' ? currenciesAgree(asked.currency ?? '', held.currency ?? '') : isBare(held)
  }
  if (asked.unit === undefined) return true
  return held.kind === 'number' && held.unit === undefined
}

function isTemperature({ unit }: FoundNumber): boolean {
  return unit?.dimension === 'celsius' || unit?.dimension === 'fahrenheit'
}

function isShare(held: HeldNumber['as']): boolean {
  return held === 'name' || (typeof held === 'object' && held.kind === 'number' && held.unit === undefined)
}

function isPercent(held: HeldNumber['as']): boolean {
  return typeof held === 'object' && held.kind === 'percent'
}

function isBare(held: FoundNumber): boolean {
  return held.kind === 'number' && held.bare
}

function meaning(as: HeldNumber['as']): string {
  if (typeof as === 'string') return as
  return `${as.kind} ${as.currency ?? ''} ${as.unit?.dimension ?? ''} ${as.unit?.factor ?? ''} ${as.bare}`
}

/** Twelve significant digits: 0.1 + 0.2 is 0.3. */
function rawKey(value: number): string {
  return String(Number(value.toPrecision(12)))
}

function unitKey(value: number, unit: { dimension: string; factor: number }): string {
  return `${unit.dimension} ${Number((value * unit.factor).toPrecision(9))}`
}

/** The last nine digits: a telephone number is the same with and without the country's prefix. */
function digitsKey(digits: string): string {
  if (digits.includes('.')) return digits
  return digits.length > 9 ? digits.slice(-9) : digits
}

function dateKey({
  year,
  quarter,
  month,
  day,
}: {
  year?: number | undefined
  quarter?: number | undefined
  month?: number | undefined
  day?: number | undefined
}) {
  return `${year ?? ''}-${quarter === undefined ? '' : `q${quarter}`}${month ?? ''}-${day ?? ''}`
}

function putFirst<K>(map: Map<K, Holder>, key: K, holder: Holder): void {
  if (!map.has(key)) map.set(key, holder)
}

function firstOf<T>(items: readonly T[], find: (item: T) => Holder | undefined): Holder | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
