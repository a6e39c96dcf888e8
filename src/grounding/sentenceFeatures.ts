import type { Figure } from '../text/figures.ts'
import type { Span } from '../text/span.ts'
import type { GroundingIndex } from './groundingIndex.ts'
import { checkHours, findHours } from './hours.ts'
import type { Mention } from './mentions.ts'
import { isNegation } from './polarity.ts'
import type { Word } from './words.ts'

/** What a sentence is measured against. */
export interface Measure {
  index: GroundingIndex
  /** How rare a stem is in English, 0.. */
  rarity(stem: string): number
  /** Stems of the question. */
  asked: ReadonlySet<string>
}

/** A sentence of an answer with its words and figures. */
export interface AnswerSentence extends Span {
  words: readonly Word[]
  figures: readonly Figure[]
}

export interface MeasuredSentence extends AnswerSentence {
  features: SentenceFeatures
  passage?: { source: number } & Span
  mentions: readonly Mention[]
  /** Content words that no source has, nor one akin to them. */
  novel: readonly Word[]
}

export type SentenceFeatures = Record<(typeof sentenceFeatureNames)[number], number>

export const sentenceFeatureNames = [
  'recall',
  'recallIdf',
  'recallSoft',
  'windowOne',
  'windowThree',
  'stitched',
  'bigrams',
  'trigrams',
  'run',
  'nearPairs',
  'widePairs',
  'novel',
  'novelRarest',
  'novelRarity',
  'gap',
  'gapRarity',
  'namesNovel',
  'namesNovelShare',
  'namesElsewhere',
  'figuresUnheld',
  'figuresUnheldShare',
  'figuresContext',
  'figuresElsewhere',
  'falseClaimed',
  'falseClaimedUnsure',
  'unknownClaimed',
  'unknownClaimedUnsure',
  'trueDenied',
  'falseDenied',
  'trueClaimed',
  'unknownDenied',
  'hoursWrong',
  'hoursRight',
  'daysWrong',
  'negationAdded',
  'negationDropped',
  'universalAdded',
  'novelAsked',
  'structured',
] as const

const universals = new Set(
  'all every always never only none entire entirely completely exclusively solely everyone everything nobody nothing'.split(
    ' ',
  ),
)

export function measureSentence(sentence: AnswerSentence, text: string, measure: Measure): MeasuredSentence {
  const { index, rarity, asked } = measure
  const { words } = sentence
  const content = words.filter((word) => word.content)
  const f = Object.fromEntries(sentenceFeatureNames.map((name) => [name, 0])) as SentenceFeatures
  const found = content.map(({ stem }) => index.has(stem))
  const soft = content.map(({ stem }, at) => found[at] === true || index.akin(stem) !== undefined)
  const weights = content.map(({ stem }) => rarity(stem))
  const total = sum(weights)
  const share = (hits: readonly boolean[]) => (content.length === 0 ? 1 : hits.filter(Boolean).length / content.length)
  f.recall = share(found)
  f.recallSoft = share(soft)
  f.recallIdf = total === 0 ? 1 : sum(weights.filter((_, at) => found[at] === true)) / total
  const window = bestWindow(content, weights, total, index)
  f.windowOne = window.one
  f.windowThree = window.three
  f.stitched = f.recallIdf - f.windowThree
  Object.assign(f, runs(words, index))
  Object.assign(f, pairs(content, index))
  // New words.
  const novel = new Map<string, number>()
  const fresh: Word[] = []
  let gap = 0
  let gapRarity = 0
  for (const [at, word] of content.entries()) {
    const { stem } = word
    if (soft[at] === true) {
      gap = 0
      gapRarity = 0
      continue
    }
    const weight = weights[at] ?? 0
    novel.set(stem, weight)
    fresh.push(word)
    gap += 1
    gapRarity += weight
    f.gap = Math.max(f.gap, gap)
    f.gapRarity = Math.max(f.gapRarity, gapRarity)
  }
  f.novel = novel.size
  f.novelRarity = sum([...novel.values()])
  f.novelRarest = most(novel.values())
  f.novelAsked = novel.size === 0 ? 0 : [...novel.keys()].filter((stem) => asked.has(stem)).length / novel.size
  // Names and figures.
  const inside = window.stems
  const names = words.filter((word, at) => word.capital && word.content && !word.digits && at > 0)
  if (names.length > 0) {
    const unknown = names.filter(({ stem }) => !index.has(stem)).length
    f.namesNovel = unknown
    f.namesNovelShare = unknown / names.length
    f.namesElsewhere = names.filter(({ stem }) => index.has(stem) && !inside.has(stem)).length / names.length
  }
  const { figures } = sentence
  if (figures.length > 0) {
    f.figuresUnheld = figures.filter((figure) => !index.holds(figure)).length
    f.figuresUnheldShare = f.figuresUnheld / figures.length
  }
  const digits = words.filter((word) => word.digits)
  if (digits.length > 0) {
    f.figuresElsewhere = digits.filter(({ stem }) => !inside.has(stem)).length / digits.length
    const places = words.flatMap((word, at) => (word.digits ? [at] : [])).slice(0, mostDigits)
    f.figuresContext = most(places.map((at) => 1 - numberContext(words, at, index)))
  }
  // Attributes and hours of records.
  const mentions = index.mentions.find(words, text)
  for (const { attribute, negated, sure } of mentions) {
    if (attribute.holds === true) f[negated ? 'trueDenied' : 'trueClaimed'] += 1
    else if (attribute.holds === false) {
      if (negated) f.falseDenied += 1
      else f[sure ? 'falseClaimed' : 'falseClaimedUnsure'] += 1
    } else if (negated) f.unknownDenied += 1
    else f[sure ? 'unknownClaimed' : 'unknownClaimedUnsure'] += 1
  }
  const hours = index.hours[0]
  if (hours !== undefined) {
    for (const claim of findHours(text.slice(sentence.start, sentence.end))) {
      const { right, wrong } = checkHours(claim, hours)
      if (claim.open === undefined) f.daysWrong += wrong
      else {
        f.hoursWrong += wrong
        f.hoursRight += right
      }
    }
  }
  // Turns of meaning, against the best window.
  const negations = words.filter(({ folded }) => isNegation(folded)).length
  f.negationAdded = negations > 0 && !window.negated ? 1 : 0
  f.negationDropped = negations === 0 && window.negated ? 1 : 0
  f.universalAdded = words.filter(({ folded, stem }) => universals.has(folded) && !inside.has(stem)).length
  f.structured = index.structured ? 1 : 0
  return {
    ...sentence,
    features: f,
    mentions,
    novel: fresh,
    ...(window.passage === undefined ? {} : { passage: window.passage }),
  }
}

interface Window {
  one: number
  three: number
  passage?: { source: number } & Span
  stems: ReadonlySet<string>
  negated: boolean
}

const candidates = 8

/** The unit, and the run of up to three units, that hold most of the sentence by rarity. */
function bestWindow(
  content: readonly Word[],
  weights: readonly number[],
  total: number,
  index: GroundingIndex,
): Window {
  const held = new Map<number, Set<string>>()
  const weightOf = new Map<string, number>()
  const factor = new Map<string, number>()
  for (const [at, { stem }] of content.entries()) {
    factor.set(stem, (factor.get(stem) ?? 0) + (weights[at] ?? 0))
    if (weightOf.has(stem)) continue
    weightOf.set(stem, weights[at] ?? 0)
    for (const place of index.places(stem)) {
      const unit = index.unitOf[place] ?? 0
      const stems = held.get(unit)
      if (stems === undefined) held.set(unit, new Set([stem]))
      else stems.add(stem)
    }
  }
  const scoreOf = (stems: ReadonlySet<string>) => {
    let score = 0
    for (const stem of stems) score += factor.get(stem) ?? 0
    return total === 0 ? 0 : score / total
  }
  const ranked = [...held]
    .map(([unit, stems]) => ({ unit, stems, score: scoreOf(stems) }))
    .sort((a, b) => b.score - a.score || a.unit - b.unit)
  const best = ranked[0]
  if (best === undefined)
    return { one: total === 0 ? 1 : 0, three: total === 0 ? 1 : 0, stems: new Set(), negated: false }
  let three = { first: best.unit, last: best.unit, stems: best.stems as ReadonlySet<string>, score: best.score }
  for (const { unit } of ranked.slice(0, candidates)) {
    for (const [before, after] of [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 2],
      [2, 0],
    ] as const) {
      const first = unit - before
      const last = unit + after
      const source = index.units[unit]?.source
      if (index.units[first]?.source !== source || index.units[last]?.source !== source) continue
      const stems = new Set<string>()
      for (let at = first; at <= last; at += 1) for (const stem of held.get(at) ?? []) stems.add(stem)
      const score = scoreOf(stems)
      // A wider window must earn its width.
      if (score > three.score + 0.02) three = { first, last, stems, score }
    }
  }
  const start = index.units[three.first]
  const end = index.units[three.last]
  const negated = unitsNegated(index, three.first, three.last)
  return {
    one: best.score,
    three: three.score,
    stems: three.stems,
    negated,
    ...(start === undefined || end === undefined
      ? {}
      : { passage: { source: start.source, start: start.start, end: end.end } }),
  }
}

function unitsNegated(index: GroundingIndex, first: number, last: number): boolean {
  const { words, unitOf } = index
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((unitOf[middle] ?? 0) < first) low = middle + 1
    else high = middle
  }
  for (let at = low; at < Math.min(words.length, low + 400) && (unitOf[at] ?? 0) <= last; at += 1) {
    if (isNegation(words[at]?.folded ?? '')) return true
  }
  return false
}

const longestRun = 40

/** How much is taken over word for word: the longest run of the sources' words that each word stands in. */
function runs(words: readonly Word[], index: GroundingIndex): Pick<SentenceFeatures, 'bigrams' | 'trigrams' | 'run'> {
  if (words.length === 0) return { bigrams: 1, trigrams: 1, run: 0 }
  let bigrams = 0
  let trigrams = 0
  let run = 0
  for (let at = 0; at < words.length; ) {
    const next = words[at + 1]
    let longest = 0
    for (const place of next === undefined ? [] : index.pairs(words[at]?.stem ?? '', next.stem)) {
      let length = 2
      while (
        length < longestRun &&
        at + length < words.length &&
        index.words[place + length]?.stem === words[at + length]?.stem
      )
        length += 1
      longest = Math.max(longest, length)
    }
    if (longest === 0) {
      at += 1
      continue
    }
    if (longest >= 2) bigrams += longest
    if (longest >= 3) trigrams += longest
    run += longest * Math.log(longest)
    at += longest
  }
  return { bigrams: bigrams / words.length, trigrams: trigrams / words.length, run: run / words.length }
}

/** The share of neighbouring content words that stand near one another in the sources, too. */
function pairs(content: readonly Word[], index: GroundingIndex): Pick<SentenceFeatures, 'nearPairs' | 'widePairs'> {
  if (content.length < 2)
    return {
      nearPairs: content.every(({ stem }) => index.has(stem)) ? 1 : 0,
      widePairs: content.every(({ stem }) => index.has(stem)) ? 1 : 0,
    }
  let near = 0
  let wide = 0
  for (let at = 1; at < content.length; at += 1) {
    const distance = closest(index.places(content[at - 1]?.stem ?? ''), index.places(content[at]?.stem ?? ''))
    if (distance <= 5) near += 1
    if (distance <= 20) wide += 1
  }
  return { nearPairs: near / (content.length - 1), widePairs: wide / (content.length - 1) }
}

function closest(first: readonly number[], second: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY
  for (let a = 0, b = 0; a < first.length && b < second.length; ) {
    const left = first[a] ?? 0
    const right = second[b] ?? 0
    if (left !== right) best = Math.min(best, Math.abs(left - right))
    if (left <= right) a += 1
    else b += 1
  }
  return best
}

/** How much of what stands around a number in the answer stands around it in the sources, 0..1. */
export function numberContext(words: readonly Word[], at: number, index: GroundingIndex): number {
  const around = new Set<string>()
  for (let step = 1; step <= 6; step += 1) {
    for (const word of [words[at - step], words[at + step]])
      if (word?.content === true && !word.digits) around.add(word.stem)
  }
  if (around.size === 0) return index.has(words[at]?.stem ?? '') ? 1 : 0
  let best = 0
  for (const place of index.places(words[at]?.stem ?? '')) {
    const near = new Set<string>()
    for (let step = Math.max(0, place - 12); step <= place + 12; step += 1) {
      const stem = index.words[step]?.stem
      if (stem !== undefined && around.has(stem)) near.add(stem)
    }
    best = Math.max(best, near.size / around.size)
  }
  return best
}

/** Numbers of one sentence whose surroundings are looked at. */
const mostDigits = 24

function most(values: Iterable<number>): number {
  let highest = 0
  for (const value of values) highest = Math.max(highest, value)
  return highest
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
