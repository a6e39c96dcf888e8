import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerFeatureNames } from '../../src/grounding/answerFeatures.ts'
import { sentenceVectorNames } from '../../src/grounding/assess.ts'
import type { PackedModel } from '../../src/grounding/groundingModel.ts'
import { stem } from '../../src/grounding/stem.ts'
import { Trees } from '../../src/grounding/trees.ts'

const text = readFileSync(new URL('../../src/grounding/model.json', import.meta.url), 'utf8')
const model: PackedModel = JSON.parse(text)

describe('model.json', () => {
  it('is small, and says where it comes from', () => {
    expect(text.length).toBeLessThan(200_000)
    expect(model.provenance).toMatchObject({
      data: expect.stringContaining('MIT'),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('is what its id was made of', () => {
    const rest = JSON.stringify({ ...model, id: '' })
    expect(createHash('sha256').update(rest).digest('hex').slice(0, 16)).toBe(model.id)
  })

  it('asks for features that there are', () => {
    const features = (trees: readonly (readonly number[])[]) =>
      trees.flatMap((tree) => tree.filter((_, at) => at % 2 === 0))
    expect(Math.max(...features(model.sentence.trees))).toBeLessThan(sentenceVectorNames.length)
    for (const { trees } of model.answers) expect(Math.max(...features(trees))).toBeLessThan(answerFeatureNames.length)
  })
})

describe('Trees', () => {
  it('goes left where a value is at most the threshold, and sums over trees', () => {
    // x0 <= 1 ? 10 : (x1 <= 5 ? 20 : 30), and 1 in any case.
    const trees = new Trees([
      [0, 1, -1, 10, 1, 5, -1, 20, -1, 30],
      [-1, 1],
    ])
    const sum = (...values: number[]) => trees.sum(Float64Array.from(values))
    expect([sum(1, 9), sum(2, 5), sum(2, 6)]).toEqual([11, 21, 31])
  })

  it('sums what a plain reading of any trees sums', () => {
    type Tree = { value: number } | { feature: number; threshold: number; left: Tree; right: Tree }
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.record({ value: fc.integer({ min: -9, max: 9 }) }),
        fc.record({
          feature: fc.nat(3),
          threshold: fc.integer({ min: -5, max: 5 }),
          left: tie('tree'),
          right: tie('tree'),
        }),
      ),
    }))
    const pack = (node: Tree): number[] =>
      'value' in node ? [-1, node.value] : [node.feature, node.threshold, ...pack(node.left), ...pack(node.right)]
    const read = (node: Tree, values: readonly number[]): number =>
      'value' in node
        ? node.value
        : read((values[node.feature] ?? 0) <= node.threshold ? node.left : node.right, values)
    const vector = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 6 }), vector, (forest, values) => {
        const expected = forest.reduce((sum, one) => sum + read(one, values), 0)
        expect(new Trees(forest.map(pack)).sum(Float64Array.from(values))).toBe(expected)
      }),
    )
  })
})

describe('stem', () => {
  it.each([
    ['returns', 'returned'],
    ['refund', 'refunds'],
    ['policies', 'policy'],
    ['happily', 'happy'],
    ['organization', 'organizing'],
    ['running', 'ran'],
    ['children', "child's"],
  ])('%s meets %s', (a, b) => {
    expect(stem(a)).toBe(stem(b))
  })

  it.each([
    ['policy', 'police'],
    ['party', 'part'],
    ['3d', '3'],
  ])('%s does not meet %s', (a, b) => {
    expect(stem(a)).not.toBe(stem(b))
  })
})
