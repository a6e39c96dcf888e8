import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pair, Statement, Support } from '../../src/graders/alce.ts'
import { judgeSupport, mostTried } from '../../src/graders/alce.ts'

/** Passages and statements are lists of facts; a premise entails what it has all facts of. */
function entails({ premise, claim }: Pair): number {
  const facts = new Set(premise.split(/\s+/))
  return claim.split(/\s+/).every((fact) => facts.has(fact)) ? 1 : 0
}

function support(
  statements: readonly Statement[],
  threshold = 0.5,
  score = entails,
): { result: Support[]; asked: number } {
  const judging = judgeSupport(statements, threshold)
  let asked = 0
  let turn = judging.next()
  while (turn.done !== true) {
    asked += turn.value.length
    turn = judging.next(turn.value.map(score))
  }
  return { result: turn.value, asked }
}

const of = (text: string, passages: string[], stray = 0): Statement => ({ text, passages, stray })

describe('judgeSupport', () => {
  it('recalls a statement that its passages entail together', () => {
    const { result } = support([of('a b', ['a x', 'b y']), of('a c', ['a x', 'b y'])])
    expect(result.map(({ recalled }) => recalled)).toEqual([true, false])
    expect(result.map(({ together }) => together)).toEqual([1, 0])
  })

  // The paper's three cases: alone enough; needed together with others; irrelevant.
  it.each<[string, string[], boolean[]]>([
    ['a', ['a'], [true]],
    ['a b', ['a', 'b'], [true, true]],
    ['a', ['a', 'b'], [true, false]],
    ['a', ['a', 'a'], [true, true]],
    ['a b', ['a', 'b', 'c'], [true, true, false]],
    ['a b', ['a', 'a', 'b'], [false, false, true]],
    ['a b', ['a b', 'a', 'b'], [true, false, false]],
    ['a b', ['a', 'c'], [false, false]],
    ['a', ['b'], [false]],
  ])('finds the precise citations of "%s" among %j', (text, passages, precise) => {
    expect(support([of(text, passages)]).result[0]?.precise).toEqual(precise)
  })

  it('recalls nothing that cites nothing, or a source that there is not', () => {
    expect(support([of('a', [])]).result).toEqual([{ recalled: false, precise: [] }])
    expect(support([of('a', ['a'], 1)]).result).toEqual([{ recalled: false, precise: [false] }])
  })

  it('asks only what it has to', () => {
    expect(support([of('a', ['a'])]).asked).toBe(1)
    expect(support([of('a', [])]).asked).toBe(0)
    expect(support([of('a b', ['a', 'c'])]).asked).toBe(1)
    expect(support([of('a', ['a', 'b'])]).asked).toBe(4)
  })

  it('does not try very many citations one by one', () => {
    const many = Array.from({ length: mostTried + 1 }, () => 'a')
    const { result, asked } = support([of('a', many)])
    expect(asked).toBe(1)
    expect(result).toEqual([{ together: 1, recalled: true }])
  })

  it('takes the threshold itself for entailment', () => {
    const half = () => 0.5
    expect(support([of('a', ['b'])], 0.5, half).result[0]?.recalled).toBe(true)
    expect(support([of('a', ['b'])], 0.6, half).result[0]?.recalled).toBe(false)
  })

  it('finds citations precise only where the statement is recalled', () => {
    const fact = fc.constantFrom('a', 'b', 'c')
    const words = fc.array(fact, { minLength: 1, maxLength: 3 }).map((facts) => facts.join(' '))
    fc.assert(
      fc.property(words, fc.array(words, { maxLength: 4 }), (text, passages) => {
        const [first] = support([of(text, passages)]).result
        expect(first?.precise).toHaveLength(passages.length)
        if (first?.recalled !== true) expect(first?.precise).not.toContain(true)
      }),
    )
  })
})
