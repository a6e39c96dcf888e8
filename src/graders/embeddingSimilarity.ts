import { z } from 'zod'
import type { Expected } from '../core/case.ts'
import type { Grade, Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { quoted, scored, unscored, verdict } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, passAtSchema, sharedOptions } from './options.ts'

export interface EmbeddingSimilarityOptions extends SharedOptions {
  /** The role of the embedding model to ask; default `default`. */
  embedder?: string
  /** The score from which an answer passes, 0..1; default 0.8, which fits few models: measure it. */
  passAt?: number
}

export const embeddingSimilarityOptions = z.strictObject({
  ...sharedOptions,
  embedder: z.string().min(1).default('default').describe('the role of the embedding model to ask'),
  passAt: passAtSchema
    .default(0.8)
    .describe('the score from which an answer passes; default 0.8, which fits few models: measure it'),
} satisfies Shape<EmbeddingSimilarityOptions>)

/**
 * How near in meaning the answer's text is to what was expected, to the nearest of several: the cosine of their embeddings,
 * a·b / (|a| |b|), and 0 where that is below 0. So 1 is the same direction, 0 is none in common.
 *
 * Absolute values depend on the model: with one, texts that have nothing to do with each other come to 0.1, with another to 0.7. Set
 * `passAt` by measuring good and bad answers. Opposites are near each other, too, and a wrong number hardly shows.
 *
 * An empty answer scores 0 without asking. Unscored where `expected` is missing, null, an object or empty.
 * @throws AssayError on unknown or wrong options
 */
export function embeddingSimilarity(options: EmbeddingSimilarityOptions = {}): Grader {
  const parsed = parseOptions('embeddingSimilarity', embeddingSimilarityOptions, options)
  const { embedder } = parsed
  return {
    ...describe('embeddingSimilarity', 1, parsed),
    embedders: [embedder],
    async grade({ case: { expected }, output: { text } }, context): Promise<Grade> {
      const wanted = expectedTexts(expected)
      if (typeof wanted === 'string') return unscored(`nothing to compare with: ${wanted}`)
      if (text.trim() === '') return verdict(false, 'the answer is empty')
      const { vectors, call } = await context.embedder(embedder).embed([text, ...wanted])
      const calls = [call]
      const fault = vectorsFault(vectors, wanted.length + 1)
      if (fault !== undefined) {
        return { status: 'error', error: { code: 'bad_embedding', message: fault, retryable: false }, calls }
      }
      const { cosine, place } = nearest(vectors)
      return { ...scored(Math.min(Math.max(cosine, 0), 1), told(cosine, wanted, place)), calls }
    },
  }
}

/** The accepted texts, or why there are none. */
function expectedTexts(expected: Expected | undefined): string[] | string {
  if (expected === undefined) return 'the case has no expected answer'
  if (expected === null) return 'the case expects no answer'
  if (typeof expected === 'object' && !Array.isArray(expected)) return 'the expected answer is an object'
  const texts = Array.isArray(expected) ? expected : [String(expected)]
  const full = texts.filter((text) => text.trim() !== '')
  return full.length === 0 ? 'the expected answer is empty' : full
}

function vectorsFault(vectors: readonly number[][], count: number): string | undefined {
  const [first = []] = vectors
  if (vectors.length !== count) return `${plural(count, 'text')} came back as ${plural(vectors.length, 'vector')}`
  if (first.length === 0) return 'a vector is empty'
  if (vectors.some(({ length }) => length !== first.length)) return 'the vectors differ in length'
  if (!vectors.every((vector) => vector.every(Number.isFinite))) return 'a vector holds what is not a finite number'
  if (vectors.some((vector) => vector.every((value) => value === 0))) return 'a vector is all zero: it has no direction'
  return undefined
}

/** The largest cosine of the first vector with one of the others, and which one that is. */
function nearest([first = [], ...others]: readonly number[][]): { cosine: number; place: number } {
  const answer = unit(first)
  const cosines = others.map((other) => dot(answer, unit(other)))
  const cosine = cosines.reduce((best, value) => Math.max(best, value), -1)
  return { cosine, place: Math.max(cosines.indexOf(cosine), 0) }
}

/** By its largest value first: squares of very large or small numbers are no numbers any more. */
function unit(vector: readonly number[]): number[] {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scaled = vector.map((value) => value / largest)
  const length = Math.sqrt(dot(scaled, scaled))
  return scaled.map((value) => value / length)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

function told(cosine: number, wanted: readonly string[], place: number): string {
  const which = quoted(wanted[place] ?? '')
  const among = wanted.length === 1 ? '' : `, the nearest of ${plural(wanted.length, 'accepted answer')}`
  return `cosine ${cosine.toFixed(3)} with ${which}${among}`
}
