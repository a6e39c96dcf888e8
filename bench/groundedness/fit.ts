import { answerFeatures } from '../../src/grounding/answerFeatures.ts'
import { logistic, measureAnswer, sentenceVector } from '../../src/grounding/assess.ts'
import { claimSpans } from '../../src/grounding/claimSpans.ts'
import { GroundingIndex } from '../../src/grounding/groundingIndex.ts'
import type { PackedBoost, PackedModel } from '../../src/grounding/groundingModel.ts'
import { Boost, rarityOf } from '../../src/grounding/groundingModel.ts'
import { answerOverlap, sentenceOverlap } from '../../src/grounding/overlap.ts'
import type { MeasuredSentence } from '../../src/grounding/sentenceFeatures.ts'
import type { PackedTree } from '../../src/grounding/trees.ts'
import { splitSentences } from '../../src/text/sentences.ts'
import type { Span } from '../../src/text/span.ts'
import type { BoostOptions, TreeNode } from './boost.ts'
import { boost } from './boost.ts'
import type { Row } from './data.ts'
import { foldOf, groupOf, sourceOf, weightsOf } from './data.ts'
import { bestF1 } from './measures.ts'

const sentenceOptions: BoostOptions = {
  trees: 120,
  depth: 5,
  rate: 0.06,
  rows: 0.7,
  columns: 0.6,
  lambda: 5,
  least: 2,
  seed: 1,
}
const answerOptions: BoostOptions = {
  trees: 250,
  depth: 2,
  rate: 0.05,
  rows: 0.7,
  columns: 0.5,
  lambda: 5,
  least: 3,
  seed: 2,
}
const answerModels = 3
/** What the overlap rule adds where sources are text: enough to carry over to other data, without loss where it was trained. */
const overlapWeight = 3
/** A word is remembered from so many appearances on; the evidence of so many others is held against each. */
const leastSeen = 3
const prior = 8

/** An answer with its sentences measured, and which of them people marked. */
export interface Example {
  row: Row
  sentences: readonly MeasuredSentence[]
  marked: readonly boolean[]
}

/** How rare stems are, over the sources of the rows. */
export function frequenciesOf(rows: readonly Row[]): { documents: number; counts: Map<string, number> } {
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  for (const row of rows) {
    if (seen.has(groupOf(row))) continue
    seen.add(groupOf(row))
    const { words } = new GroundingIndex([sourceOf(row)])
    for (const stem of new Set(words.map(({ stem }) => stem))) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return { documents: seen.size, counts }
}

/** What an answer claims; all of it where it claims nothing. */
export function spansOf(text: string): Span[] {
  const claims = claimSpans(text)
  return claims.length > 0 ? claims : splitSentences(text)
}

export function examplesOf(rows: readonly Row[], rarity: (stem: string) => number): Example[] {
  const index = indexes()
  return rows.map((row) => {
    const sentences = measureAnswer(row.hyp, spansOf(row.hyp), row.ctx, index(sourceOf(row)), rarity)
    return { row, sentences, marked: sentences.map((sentence) => overlapsAny(sentence, row.spans ?? [])) }
  })
}

/** Indexes of sources by their text; rows of one source stand together. */
export function indexes(): (source: string) => GroundingIndex {
  let last: { source: string; index: GroundingIndex } | undefined
  return (source) => {
    if (last?.source !== source) last = { source, index: new GroundingIndex([source]) }
    return last.index
  }
}

/**
 * The whole model from examples. Sentences first; answers then learn from the risks that sentence models trained on other sources gave
 * (stacked generalisation, Wolpert 1992). Thresholds are those of the best F1 on answers that no model in the chain was trained on.
 */
export function fitModel(
  examples: readonly Example[],
  frequencies: { documents: number; counts: ReadonlyMap<string, number> },
  provenance: PackedModel['provenance'],
): PackedModel {
  const folds = [0, 1, 2, 3, 4].filter((fold) => examples.some(({ row }) => foldOf(row) === fold))
  const risks = new Map<Example, number[]>()
  for (const fold of folds) {
    const model = fitSentences(examples.filter(({ row }) => foldOf(row) !== fold))
    for (const example of examples) if (foldOf(example.row) === fold) risks.set(example, model.risks(example))
  }
  const sentences = fitSentences(examples)
  const centre = centreOf(examples)
  const answers = fitAnswers(examples, risks)
  const margins = new Map<Example, number>()
  for (const fold of folds) {
    const boosts = fitAnswers(
      examples.filter(({ row }) => foldOf(row) !== fold),
      risks,
    ).map((packed) => new Boost(packed))
    for (const example of examples)
      if (foldOf(example.row) === fold)
        margins.set(example, marginOf(example, risks.get(example) ?? [], boosts, centre))
  }
  return {
    id: '',
    provenance,
    documents: frequencies.documents,
    frequencies: Object.fromEntries(
      [...frequencies.counts]
        .filter(([stem, count]) => count >= 4 && stem.length < 20)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    novelty: sentences.novelty,
    sentence: sentences.packed,
    answers,
    overlap: { weight: overlapWeight, centre },
    thresholds: {
      sentence: sentenceThreshold(examples, risks),
      answer: Math.round((1 - logistic(answerThreshold(examples, margins))) * 100) / 100,
    },
  }
}

function fitSentences(examples: readonly Example[]): {
  packed: PackedBoost
  novelty: Record<string, number>
  risks(example: Example): number[]
} {
  const counts = countNovel(examples)
  const rows: Float64Array[] = []
  const labels: number[] = []
  const overlaps: number[] = []
  for (const example of examples) {
    // A word's past leaves out the sources of the example itself.
    const novelty = (stem: string) => noveltyOf(counts, stem, groupOf(example.row)) / 100
    for (const [at, sentence] of example.sentences.entries()) {
      rows.push(sentenceVector(sentence, novelty))
      labels.push(example.marked[at] === true ? 1 : 0)
      overlaps.push(sentenceOverlap(sentence.features))
    }
  }
  const packed = fitBoost(
    rows,
    labels,
    rows.map(() => 1),
    overlaps,
    sentenceOptions,
  )
  const model = new Boost(packed)
  const novelty = Object.fromEntries(
    [...counts.all]
      .map(([stem]) => [stem, noveltyOf(counts, stem)] as const)
      .filter(([, value]) => value !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  return {
    packed,
    novelty,
    risks: ({ sentences }) =>
      sentences.map((sentence) =>
        logistic(
          model.margin(
            sentenceVector(sentence, (stem) => (novelty[stem] ?? 0) / 100),
            sentenceOverlap(sentence.features),
          ),
        ),
      ),
  }
}

interface NovelCounts {
  all: Map<string, { seen: number; marked: number }>
  bySource: Map<string, { seen: number; marked: number }>
  rate: number
}

/** How often words that no source has were marked by people. */
function countNovel(examples: readonly Example[]): NovelCounts {
  const all = new Map<string, { seen: number; marked: number }>()
  const bySource = new Map<string, { seen: number; marked: number }>()
  let seen = 0
  let marked = 0
  for (const { row, sentences } of examples) {
    for (const word of sentences.flatMap(({ novel }) => novel)) {
      const bad = overlapsAny(word, row.spans ?? []) ? 1 : 0
      seen += 1
      marked += bad
      for (const [map, key] of [
        [all, word.stem],
        [bySource, `${groupOf(row)} ${word.stem}`],
      ] as const) {
        const count = map.get(key) ?? { seen: 0, marked: 0 }
        map.set(key, { seen: count.seen + 1, marked: count.marked + bad })
      }
    }
  }
  return { all, bySource, rate: marked / (seen || 1) }
}

function noveltyOf({ all, bySource, rate }: NovelCounts, stem: string, without?: string): number {
  const total = all.get(stem) ?? { seen: 0, marked: 0 }
  const own = (without === undefined ? undefined : bySource.get(`${without} ${stem}`)) ?? { seen: 0, marked: 0 }
  const seen = total.seen - own.seen
  if (seen < leastSeen || rate === 0) return 0
  return Math.round(100 * Math.log((total.marked - own.marked + prior * rate) / (seen + prior) / rate))
}

function fitAnswers(examples: readonly Example[], risks: ReadonlyMap<Example, number[]>): PackedBoost[] {
  const rows = examples.map((example) => answerFeatures(example.sentences, risks.get(example) ?? []))
  const labels = examples.map(({ row }) => row.y)
  const weights = weightsOf(examples.map(({ row }) => row))
  const overlaps = examples.map(({ sentences }) => answerOverlap(sentences))
  return Array.from({ length: answerModels }, (_, at) =>
    fitBoost(rows, labels, weights, overlaps, { ...answerOptions, seed: answerOptions.seed + at }),
  )
}

function marginOf({ sentences }: Example, risks: readonly number[], boosts: readonly Boost[], centre: number): number {
  const features = answerFeatures(sentences, risks)
  const overlap = answerOverlap(sentences)
  const structured = sentences.some((sentence) => sentence.features.structured === 1)
  const trained = boosts.reduce((sum, boost) => sum + boost.margin(features, overlap), 0) / boosts.length
  return trained + (structured ? 0 : overlapWeight * (centre - overlap))
}

/** The mean overlap of answers over text. */
function centreOf(examples: readonly Example[]): number {
  const overlaps = examples
    .filter(({ row }) => row.obj === null || row.obj === undefined)
    .map(({ sentences }) => answerOverlap(sentences))
  return round(overlaps.reduce((a, b) => a + b, 0) / (overlaps.length || 1), 4)
}

/** Newton's method for a line through the overlap, then trees on what it leaves. */
function fitBoost(
  rows: readonly Float64Array[],
  labels: readonly number[],
  weights: readonly number[],
  overlaps: readonly number[],
  options: BoostOptions,
): PackedBoost {
  const line = fitLine(overlaps, labels, weights)
  const { trees } = boost(rows, labels, weights, {
    ...options,
    start: overlaps.map((overlap) => line[0] + line[1] * overlap),
  })
  return { line: [round(line[0], 4), round(line[1], 4)], trees: trees.map(pack) }
}

function fitLine(xs: readonly number[], ys: readonly number[], weights: readonly number[]): [number, number] {
  let a = 0
  let b = 0
  for (let step = 0; step < 50; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-6, 0, 1e-6]
    for (const [i, x] of xs.entries()) {
      const p = logistic(a + b * x)
      const w = weights[i] ?? 1
      const error = w * (p - (ys[i] ?? 0))
      const h = w * p * (1 - p)
      g0 += error
      g1 += error * x
      h00 += h
      h01 += h * x
      h11 += h * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    a -= (h11 * g0 - h01 * g1) / determinant
    b -= (h00 * g1 - h01 * g0) / determinant
  }
  return [a, b]
}

function pack(tree: readonly TreeNode[]): PackedTree {
  const packed: number[] = []
  const write = (at: number): void => {
    const node = tree[at]
    if (node === undefined) return
    packed.push(node.feature, node.feature < 0 ? round(node.value, 4) : round(node.threshold, 4))
    if (node.feature < 0) return
    write(node.left)
    write(node.right)
  }
  write(0)
  return packed
}

/** The risk at which the characters of sentences called unsupported agree best, by F1, with those that people marked. */
function sentenceThreshold(examples: readonly Example[], risks: ReadonlyMap<Example, number[]>): number {
  const marked = examples.reduce((sum, { row }) => sum + lengthOf(row.spans ?? []), 0)
  const items = examples.flatMap((example) =>
    example.sentences.map((sentence, at) => ({
      risk: risks.get(example)?.[at] ?? 0,
      length: sentence.end - sentence.start,
      hit: lengthOf(
        (example.row.spans ?? []).map(([start, end]) => [Math.max(start, sentence.start), Math.min(end, sentence.end)]),
      ),
    })),
  )
  items.sort((a, b) => b.risk - a.risk)
  let [called, hit, best, threshold] = [0, 0, 0, 0.5]
  for (const item of items) {
    called += item.length
    hit += item.hit
    const f1 = (2 * hit) / (called + marked)
    if (f1 > best) [best, threshold] = [f1, item.risk]
  }
  return round(threshold, 4)
}

function answerThreshold(examples: readonly Example[], margins: ReadonlyMap<Example, number>): number {
  const official = examples.filter(({ row }) => row.official === true)
  const weights = weightsOf(official.map(({ row }) => row))
  return bestF1(
    official.map((example, at) => ({
      score: margins.get(example) ?? 0,
      positive: example.row.y === 1,
      weight: weights[at] ?? 1,
    })),
  ).threshold
}

function lengthOf(spans: readonly (readonly [number, number, ...unknown[]])[]): number {
  return spans.reduce((sum, [start, end]) => sum + Math.max(0, end - start), 0)
}

export function overlapsAny(
  { start, end }: Span,
  spans: readonly (readonly [number, number, ...unknown[]])[],
): boolean {
  return spans.some(([from, to]) => from < end && to > start)
}

function round(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

export function rarityIn({
  documents,
  counts,
}: {
  documents: number
  counts: ReadonlyMap<string, number>
}): (stem: string) => number {
  // Rarer stems are not kept in the file.
  return (stem) => {
    const count = counts.get(stem) ?? 0
    return rarityOf(count >= 4 ? count : 0, documents)
  }
}
