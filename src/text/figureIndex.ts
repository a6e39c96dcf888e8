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
  as: FoundNumber | 'year' | 'day' | 'name'
}

/** The figures of some texts, to ask whether they hold another figure. Building is linear in the texts, asking constant. */
export class FigureIndex {
  #numbers = new Map<string, HeldNumber[]>()
  #dates = new Map<string, Holder>()
  #times = new Map<number, Holder>()
  #codes = new Map<string, Holder>()

  /** Adds the figures of a text, which is known by a number of the caller's. */
  add(text: string, id: number): void {
    const figures = findFigures(text)
    for (const figure of figures) {
      const holder = { text: id, start: figure.start, end: figure.end }
      if (figure.kind === 'date') this.#addDate(figure.readings, holder)
      else if (figure.kind === 'time') for (const minute of figure.readings) putFirst(this.#times, minute, holder)
      else if (figure.kind === 'code') putFirst(this.#codes, digitsKey(figure.digits), holder)
      else this.#addNumber(figure, holder)
    }
    for (const { value, start, end } of digitsInNames(text, figures)) {
      this.#put(rawKey(value), { holder: { text: id, start, end }, as: 'name' })
    }
  }

  /** Where the figure is held, compared by value and unit; undefined where nothing holds it. */
  find(figure: Figure): Holder | undefined {
    if (figure.kind === 'date') return firstOf(figure.readings, (date) => this.#findDate(date))
    if (figure.kind === 'time') return firstOf(figure.readings, (minute) => this.#times.get(minute))
    if (figure.kind === 'code') {
      return this.#codes.get(digitsKey(figure.digits)) ?? this.#numbers.get(rawKey(Number(figure.digits)))?.[0]?.holder
    }
    return firstOf([figure.value, ...figure.otherwise], (value) => this.#findNumber(figure, value))
  }

  #addNumber(figure: FoundNumber, holder: Holder): void {
    const held = { holder, as: figure }
    if (figure.unit !== undefined) this.#put(unitKey(figure.value, figure.unit), held)
    for (const value of [figure.value, ...figure.otherwise, ...figure.pieces]) {
      this.#put(rawKey(value), held)
      // "A change of -5%" holds "fell by 5%"; a positive number does not hold a negative one.
      if (value < 0) this.#put(rawKey(-value), held)
    }
  }

  #addDate(readings: readonly CalendarDate[], holder: Holder): void {
    for (const { year, month, day } of readings) {
      for (const date of [
        { year, month, day },
        { year, month },
        { month, day },
      ]) {
        putFirst(this.#dates, dateKey(date), holder)
      }
      if (year === undefined) putFirst(this.#dates, `any:${dateKey({ month, day })}`, holder)
      else this.#put(rawKey(year), { holder, as: 'year' })
      if (day !== undefined) this.#put(rawKey(day), { holder, as: 'day' })
    }
  }

  /** A year that stands elsewhere ("Rates for 2024 ... from 3 March") completes a day. */
  #findDate(date: CalendarDate): Holder | undefined {
    const whole = this.#dates.get(dateKey(date))
    if (whole !== undefined || date.year === undefined || date.day === undefined) return whole
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
  if (held === 'day') return plain && asked.bare
  if (asked.kind === 'percent') return held.kind === 'percent' || isBare(held)
  if (asked.kind === 'money') {
    return held.kind === 'money' ? currenciesAgree(asked.currency ?? '', held.currency ?? '') : isBare(held)
  }
  if (asked.unit === undefined) return true
  return held.kind === 'number' && held.unit === undefined
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
  return digits.length > 9 ? digits.slice(-9) : digits
}

function dateKey({
  year,
  month,
  day,
}: {
  year?: number | undefined
  month?: number | undefined
  day?: number | undefined
}) {
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}`
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
