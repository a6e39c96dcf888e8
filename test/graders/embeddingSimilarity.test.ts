import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grade } from '../../src/core/grade.ts'
import { checkedGrade } from '../../src/core/grade.ts'
import type { EmbeddingSimilarityOptions } from '../../src/graders/index.ts'
import { embeddingSimilarity } from '../../src/graders/index.ts'
import { callNumber } from '../judge/scripted.ts'
import type { Trial } from './grading.ts'
import { noModels, requestOf } from './grading.ts'

interface Compared {
  grade: Grade
  asked: { role: string; texts: readonly string[] }[]
}

/** @param vectors what the model gives for the answer, and for each accepted one */
async function compared(
  trial: Trial,
  vectors: number[][],
  options: EmbeddingSimilarityOptions = {},
): Promise<Compared> {
  const asked: Compared['asked'] = []
  const grade = await embeddingSimilarity(options).grade(requestOf(trial), {
    ...noModels,
    embedder: (role) => ({
      async embed(texts) {
        asked.push({ role, texts })
        return { vectors, call: callNumber(asked.length) }
      },
    }),
  })
  return { grade, asked }
}

const trial = { text: 'A month.', expected: '30 days' }

describe('embeddingSimilarity', () => {
  it.each<[number[], number[], number, string]>([
    [[3, 4], [3, 4], 1, '1.000'],
    [[3, 4], [6, 8], 1, '1.000'],
    [[3, 4], [4, 3], 0.96, '0.960'],
    [[1, 0], [0, 1], 0, '0.000'],
    [[1, 0], [-1, 0], 0, '-1.000'],
    [[1e200, 0], [1e200, 1e200], Math.SQRT1_2, '0.707'],
    [[1e-200, 0], [1e-200, 1e-200], Math.SQRT1_2, '0.707'],
  ])('scores the cosine of %j and %j', async (answer, expected, score, shown) => {
    const { grade } = await compared(trial, [answer, expected])
    expect(grade).toMatchObject({ status: 'scored', reason: `cosine ${shown} with "30 days"`, calls: [callNumber(1)] })
    expect(grade.status === 'scored' && grade.score).toBeCloseTo(score, 12)
  })

  it('takes the nearest of several accepted answers, says which, and asks once for all', async () => {
    const vectors = [
      [1, 0],
      [0, 1],
      [3, 4],
      [-1, 0],
    ]
    const { grade, asked } = await compared({ text: 'A month.', expected: ['a', 'b', 'c'] }, vectors)
    expect(grade).toMatchObject({ reason: 'cosine 0.600 with "b", the nearest of 3 accepted answers' })
    expect(grade.status === 'scored' && grade.score).toBeCloseTo(0.6, 12)
    expect(asked).toEqual([{ role: 'default', texts: ['A month.', 'a', 'b', 'c'] }])
  })

  it('compares with the text of a number', async () => {
    const { asked } = await compared({ text: '42', expected: 42 }, [[1], [1]])
    expect(asked[0]?.texts).toEqual(['42', '42'])
  })

  it('asks the model in the role that it names', async () => {
    expect((await compared(trial, [[1], [1]], { embedder: 'small' })).asked[0]?.role).toBe('small')
    expect(embeddingSimilarity().embedders).toEqual(['default'])
    expect(embeddingSimilarity({ embedder: 'small' }).embedders).toEqual(['small'])
  })

  it('scores an empty answer 0 without asking', async () => {
    const { grade, asked } = await compared({ text: ' \n', expected: 'x' }, [])
    expect(grade).toEqual({ status: 'scored', score: 0, reason: 'the answer is empty' })
    expect(asked).toEqual([])
  })

  it.each<[string, Trial]>([
    ['the case has no expected answer', { text: 'x' }],
    ['the case expects no answer', { text: '', expected: null }],
    ['the expected answer is an object', { text: 'x', expected: { a: 1 } }],
    ['the expected answer is empty', { text: 'x', expected: ['', ' '] }],
  ])('has nothing to compare with where %s', async (why, item) => {
    const { grade, asked } = await compared(item, [])
    expect(grade).toEqual({ status: 'unscored', reason: `nothing to compare with: ${why}` })
    expect(asked).toEqual([])
  })

  it.each<[string, number[][]]>([
    ['2 texts came back as 1 vector', [[1, 0]]],
    ['2 texts came back as 3 vectors', [[1], [1], [1]]],
    ['a vector is empty', [[], []]],
    ['the vectors differ in length', [[1, 0], [1]]],
    [
      'a vector holds what is not a finite number',
      [
        [1, 0],
        [Number.NaN, 1],
      ],
    ],
    [
      'a vector holds what is not a finite number',
      [
        [1, 0],
        [Number.POSITIVE_INFINITY, 1],
      ],
    ],
    [
      'a vector is all zero: it has no direction',
      [
        [0, -0],
        [1, 0],
      ],
    ],
  ])('is an error where %s', async (message, vectors) => {
    const error = { code: 'bad_embedding', message, retryable: false }
    expect((await compared(trial, vectors)).grade).toEqual({ status: 'error', error, calls: [callNumber(1)] })
  })

  it('scores 1 where rounding makes more of it', async () => {
    const { grade } = await compared(trial, [
      [1, 1, 1],
      [1, 1, 1],
    ])
    expect(grade).toMatchObject({ score: 1 })
  })

  it('keeps the score within 0..1 for whatever vectors come, and gives each 1 for itself', async () => {
    const vector = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 8, maxLength: 8 })
    const directed = vector.filter((values) => values.some((value) => value !== 0))
    await fc.assert(
      fc.asyncProperty(directed, directed, async (a, b) => {
        const { grade } = await compared(trial, [a, b])
        expect(grade.status).toBe('scored')
        expect(checkedGrade(grade)).toBe(grade)
        const itself = (await compared(trial, [a, a])).grade
        expect(itself.status === 'scored' && itself.score).toBeCloseTo(1, 12)
      }),
    )
  })

  it('passes from 0.8 unless told otherwise, which is no part of its fingerprint', () => {
    const plain = embeddingSimilarity()
    expect(plain.passAt).toBe(0.8)
    expect(embeddingSimilarity({ passAt: 0.6 })).toMatchObject({ passAt: 0.6, fingerprint: plain.fingerprint })
    expect(embeddingSimilarity({ embedder: 'small' }).fingerprint).not.toBe(plain.fingerprint)
  })
})
