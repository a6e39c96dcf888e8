import { FigureIndex } from '../text/figureIndex.ts'
import type { Figure } from '../text/figures.ts'
import { splitSentences } from '../text/sentences.ts'
import type { Span } from '../text/span.ts'
import type { Attribute } from './attributes.ts'
import { readAttributes } from './attributes.ts'
import type { Hours } from './hours.ts'
import { readHours } from './hours.ts'
import { jsonWords, parseSource, withLetters } from './jsonSource.ts'
import { MentionFinder } from './mentions.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** A sentence of a source, or a value of a JSON source. */
export interface Unit extends Span {
  source: number
}

/** Words of a unit: what has no full stops is cut. */
const longestUnit = 80
/** Occurrences that are kept of one stem: a word that stands everywhere says nothing of where. */
const mostPlaces = 48

/** The sources of a case, made ready to ask what they hold. Building is linear in the sources. */
export class GroundingIndex {
  readonly texts: readonly string[]
  readonly units: Unit[] = []
  readonly words: Word[] = []
  /** The unit of each word. */
  readonly unitOf: number[] = []
  #figures: FigureIndex | undefined
  /** Finds the attributes of JSON sources that a sentence speaks of. */
  readonly mentions: MentionFinder
  readonly hours: Hours[] = []
  /** Minutes of the day at which something opens or closes. */
  readonly #minutes = new Set<number>()
  /** Whether the sources are records: JSON, all of them. */
  readonly structured: boolean
  readonly #places = new Map<string, number[]>()
  readonly #counts = new Map<string, number>()
  /** The numbers of the texts that are JSON. */
  readonly #records = new Set<number>()
  readonly #prefixes = new Map<string, string>()
  readonly #pairs = new Map<string, number[]>()

  constructor(texts: readonly string[]) {
    this.texts = texts
    const attributes: Attribute[] = []
    for (const [source, text] of texts.entries()) {
      const data = parseSource(text)
      if (data === undefined) this.#addText(text, source)
      else {
        this.#records.add(source)
        this.#addJson(text, source)
        for (const attribute of readAttributes(data, source)) attributes.push(attribute)
        for (const hours of readHours(data, source)) {
          this.hours.push(hours)
          for (const { open, close } of hours.days.values()) this.#minutes.add(open).add(close)
        }
      }
    }
    this.structured = this.#records.size > 0 && this.#records.size === texts.length
    this.mentions = new MentionFinder(attributes)
  }

  #addText(text: string, source: number): void {
    const words = wordsOf(text)
    let next = 0
    for (const sentence of splitSentences(text)) {
      let unit = this.units.push({ source, ...sentence }) - 1
      let size = 0
      for (; next < words.length; next += 1) {
        const word = words[next]
        if (word === undefined || word.start >= sentence.end) break
        if (word.start < sentence.start) continue
        if (size === longestUnit) {
          const last = this.units[unit]
          if (last !== undefined) last.end = word.start
          unit = this.units.push({ source, start: word.start, end: sentence.end }) - 1
          size = 0
        }
        size += 1
        this.#addWord(word, unit)
      }
    }
  }

  #addJson(text: string, source: number): void {
    for (const { words, ...span } of jsonWords(text)) {
      const unit = this.units.push({ source, ...span }) - 1
      for (const word of words) this.#addWord(word, unit)
    }
  }

  #addWord(word: Word, unit: number): void {
    const at = this.words.push(word) - 1
    this.unitOf.push(unit)
    const count = (this.#counts.get(word.stem) ?? 0) + 1
    this.#counts.set(word.stem, count)
    const places = this.#places.get(word.stem)
    if (places === undefined) this.#places.set(word.stem, [at])
    else if (places.length < mostPlaces) places.push(at)
    if (word.stem.length >= 5) this.#prefixes.set(word.stem.slice(0, 5), word.stem)
    const before = this.words[at - 1]
    if (before === undefined || this.unitOf[at - 1] !== unit) return
    const pair = `${before.stem} ${word.stem}`
    const pairs = this.#pairs.get(pair)
    if (pairs === undefined) this.#pairs.set(pair, [at - 1])
    else if (pairs.length < mostPlaces) pairs.push(at - 1)
  }

  /** Whether the sources hold the figure, compared by value. */
  holds(figure: Figure): boolean {
    // Half of the work of an index, and many answers have none.
    this.#figures ??= figuresOf(
      this.texts.map((text, source) => (this.#records.has(source) ? withLetters(text) : text)),
    )
    if (this.#figures.find(figure) !== undefined) return true
    return figure.kind === 'time' && figure.readings.some((minute) => this.#minutes.has(minute))
  }

  has(stem: string): boolean {
    return this.#counts.has(stem)
  }

  count(stem: string): number {
    return this.#counts.get(stem) ?? 0
  }

  /** A word of the same first five letters: "hallucinatory" for "hallucinations". */
  akin(stem: string): string | undefined {
    return stem.length >= 5 ? this.#prefixes.get(stem.slice(0, 5)) : undefined
  }

  /** Indexes of words with this stem, at most 48. */
  places(stem: string): readonly number[] {
    return this.#places.get(stem) ?? none
  }

  /** Indexes of words where these two stand side by side. */
  pairs(first: string, second: string): readonly number[] {
    return this.#pairs.get(`${first} ${second}`) ?? none
  }
}

function figuresOf(texts: readonly string[]): FigureIndex {
  const figures = new FigureIndex()
  for (const [source, text] of texts.entries()) figures.add(text, source)
  return figures
}

const none: readonly number[] = []
