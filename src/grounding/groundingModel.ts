import { createRequire } from 'node:module'
import type { PackedTree } from './trees.ts'
import { Trees } from './trees.ts'

/** A sum of trees on top of a line through the overlap rule: outside of what it was trained on the line goes on where trees stop. */
export interface PackedBoost {
  /** Margin at overlap 0, and what overlap 1 adds. */
  line: readonly [number, number]
  trees: readonly PackedTree[]
}

/** The coefficients, as `model.json` has them. Made by `npm run train:groundedness`. */
export interface PackedModel {
  /** Hash of everything else: other coefficients grade otherwise. */
  id: string
  provenance: Record<string, string | number>
  /** In how many of the training sources a stem stood. */
  documents: number
  frequencies: Record<string, number>
  /** Of a word that no source has: log of how much more often than others such a word was marked as unsupported, in hundredths. */
  novelty: Record<string, number>
  sentence: PackedBoost
  answers: readonly PackedBoost[]
  /** What the overlap rule adds to the margin where sources are text, and the overlap at which it adds nothing. */
  overlap: { weight: number; centre: number }
  /** The risk from which a sentence is taken to be unsupported, and the score from which an answer passes. */
  thresholds: { sentence: number; answer: number }
}

export class Boost {
  readonly #line: readonly [number, number]
  readonly #trees: Trees

  constructor({ line, trees }: PackedBoost) {
    this.#line = line
    this.#trees = new Trees(trees)
  }

  margin(features: Float64Array, overlap: number): number {
    return this.#line[0] + this.#line[1] * overlap + this.#trees.sum(features)
  }
}

export class GroundingModel {
  readonly id: string
  readonly thresholds: PackedModel['thresholds']
  readonly overlap: PackedModel['overlap']
  readonly provenance: PackedModel['provenance']
  readonly sentence: Boost
  readonly answers: readonly Boost[]
  readonly #documents: number
  readonly #frequencies: ReadonlyMap<string, number>
  readonly #novelty: ReadonlyMap<string, number>

  constructor(packed: PackedModel) {
    this.id = packed.id
    this.thresholds = packed.thresholds
    this.overlap = packed.overlap
    this.provenance = packed.provenance
    this.sentence = new Boost(packed.sentence)
    this.answers = packed.answers.map((boost) => new Boost(boost))
    this.#documents = packed.documents
    this.#frequencies = new Map(Object.entries(packed.frequencies))
    this.#novelty = new Map(Object.entries(packed.novelty))
  }

  /** How rare a stem is: the log of documents over documents with it. */
  rarity = (stem: string): number => rarityOf(this.#frequencies.get(stem) ?? 0, this.#documents)

  novelty = (stem: string): number => (this.#novelty.get(stem) ?? 0) / 100
}

export function rarityOf(frequency: number, documents: number): number {
  return Math.log((documents + 1) / (frequency + 0.5))
}

let shipped: GroundingModel | undefined

/** The model that ships with Assay; read once, when it is first asked for. */
export function groundingModel(): GroundingModel {
  shipped ??= new GroundingModel(createRequire(import.meta.url)('./model.json') as PackedModel)
  return shipped
}
