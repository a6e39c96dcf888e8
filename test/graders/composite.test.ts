import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { Grade, GradeContext, Grader } from '../../src/core/grade.ts'
import { RunStop } from '../../src/core/network.ts'
import type { ComposedGrader } from '../../src/graders/index.ts'
import { allOf, anyOf, contains, exactMatch, figures, grader, not, rubric, weighted } from '../../src/graders/index.ts'
import { giving, saying } from './composed.ts'
import { gradeOf, noModels, requestOf } from './grading.ts'

const unscored: Grade = { status: 'unscored', reason: 'nothing there' }
const broken = (): never => {
  throw new FailureError({ code: 'too_bad', message: 'it broke', retryable: true })
}
const makers: [string, (graders: ComposedGrader[]) => Grader][] = [
  ['allOf', (graders) => allOf(graders)],
  ['anyOf', (graders) => anyOf(graders)],
  ['weighted', (graders) => weighted(graders)],
  ['not', ([first = giving('none', 1)]) => not(first)],
]
const lists = makers.slice(0, 3)
const waiting = (graders: Grader[], context: Partial<GradeContext> = {}) =>
  allOf(graders).grade(requestOf({ text: 'x' }), { ...noModels, ...context })

describe('graders of graders', () => {
  it.each(lists)('%s is unscored where one has nothing to judge, and says which', (_, make) => {
    expect(gradeOf(make([giving('good', 1), saying('silent', unscored)]), { text: 'x' })).toEqual({
      status: 'unscored',
      reason: 'silent: nothing there',
    })
  })

  it.each(lists)('%s is an error where one broke, though another is unscored or passes', (_, make) => {
    const grade = gradeOf(
      make([giving('good', 1), saying('silent', unscored), { ...giving('bad', 1), grade: broken }]),
      {},
    )
    expect(grade).toEqual({
      status: 'error',
      error: { code: 'too_bad', message: 'bad: it broke', retryable: true },
    })
  })

  it('not leaves unscored and errors as they are', () => {
    expect(gradeOf(not(saying('silent', unscored)), {}).status).toBe('unscored')
    expect(gradeOf(not({ ...giving('bad', 1), grade: broken }), {}).status).toBe('error')
  })

  it('is worth another try only where all that broke are', async () => {
    const grade = await waiting([
      { ...giving('once', 1), grade: broken },
      { ...giving('twice', 1), grade: () => Promise.reject(new Error('for good')) },
    ])
    expect(grade).toMatchObject({ status: 'error', error: { code: 'too_bad', retryable: false } })
    expect(grade.status === 'error' && grade.error.message).toBe('once: it broke; twice: Error: for good')
  })

  it('takes what is no grade of a grader for an error of that grader', () => {
    const odd: Grader = { ...giving('odd', 1), grade: () => ({ status: 'scored', score: 7 }) }
    expect(gradeOf(allOf([odd]), {})).toMatchObject({ status: 'error', error: { code: 'bad_score' } })
  })

  it('keeps scores as parts, and parts of parts behind a point', () => {
    const cited: Grade = { status: 'scored', score: 0.5, parts: { exists: { score: 0.5, n: 2 } } }
    const inner = allOf([saying('cited', cited), giving('b', 1)], { name: 'inner' })
    expect(gradeOf(weighted([inner, giving('c', 0.25)]), {})).toMatchObject({
      parts: {
        inner: { score: 0.5 },
        'inner.cited': { score: 0.5 },
        'inner.cited.exists': { score: 0.5, n: 2 },
        'inner.b': { score: 1 },
        c: { score: 0.25 },
      },
    })
  })

  it('keeps the pass marks of its parts', () => {
    const inner = allOf([giving('a', 1, 0.5), giving('b', 1, 0.5)], { name: 'inner' })
    expect(anyOf([inner, giving('c', 1, 0.8)]).partPassAt).toEqual({
      inner: 0.5,
      'inner.a': 0.5,
      'inner.b': 0.5,
      c: 0.8,
    })
  })

  it('keeps the evidence of all, each under the name of who found it', () => {
    const grade = gradeOf(allOf([contains({ values: ['five'] }), figures()]), {
      text: 'It is five or 12.',
      sources: [{ id: 'a', text: 'It is 12.' }],
    })
    const messages = grade.status === 'scored' ? grade.evidence?.map(({ message }) => message) : []
    expect(messages?.some((message) => message.startsWith('figures: '))).toBe(true)
  })

  it('keeps no more evidence than one grader may', () => {
    const found = Array.from({ length: 200 }, () => ({ kind: 'x', verdict: 'good' as const, message: 'm' }))
    const many = (name: string) => saying(name, { status: 'scored', score: 1, evidence: found })
    const grade = gradeOf(allOf([many('a'), many('b')]), {})
    const evidence = grade.status === 'scored' ? (grade.evidence ?? []) : []
    expect(evidence).toHaveLength(200)
    expect(evidence.at(-1)?.message).toBe('201 more findings are not listed')
  })

  it('keeps the calls of all, also of those whose grades come to nothing', async () => {
    const call = { judge: 'default', modelId: 'm', latencyMs: 1 }
    const grade = await waiting([
      saying('a', { status: 'scored', score: 1, calls: [call] }),
      saying('b', { ...unscored, calls: [call, call] }),
    ])
    expect(grade).toMatchObject({ status: 'unscored', calls: [call, call, call] })
  })

  it('asks for the models of all, each role once', () => {
    const one = rubric({ criteria: 'a', judge: 'strict' })
    const other = rubric({ criteria: 'b', judge: 'strict', name: 'other' })
    const embedding: Grader = { ...giving('near', 1), embedders: ['small'], asksByAnswer: true }
    const whole = not(allOf([anyOf([one, other]), embedding]))
    expect(whole.judges).toEqual(['strict'])
    expect(whole.embedders).toEqual(['small'])
    expect(whole.asksByAnswer).toBe(true)
    expect(allOf([exactMatch()])).not.toHaveProperty('judges')
  })

  it('asks all at once', async () => {
    const begun: string[] = []
    const gate = Promise.withResolvers<void>()
    const slow = (name: string): Grader => ({
      ...giving(name, 1),
      async grade() {
        begun.push(name)
        if (begun.length === 3) gate.resolve()
        await gate.promise
        return { status: 'scored', score: 1 }
      },
    })
    expect(await waiting(['a', 'b', 'c'].map(slow))).toMatchObject({ status: 'scored', score: 1 })
  })

  it('rejects, and not before all have ended, where nothing may be asked any more', async () => {
    const stop = new RunStop('budget', 'enough')
    const late = Promise.withResolvers<Grade>()
    let hasEnded = false
    const whole = waiting([
      { ...giving('stopped', 1), grade: () => Promise.reject(stop) },
      { ...giving('late', 1), grade: () => late.promise },
    ]) as Promise<Grade>
    const ended = whole.catch((error: unknown) => {
      expect(hasEnded).toBe(true)
      return error
    })
    await new Promise(setImmediate)
    hasEnded = true
    late.resolve({ status: 'scored', score: 1 })
    expect(await ended).toBe(stop)
  })

  it('rejects, too, where that is thrown at once', async () => {
    const stop = new RunStop('budget', 'enough')
    const stopped: Grader = {
      ...giving('stopped', 1),
      grade() {
        throw stop
      },
    }
    await expect(waiting([stopped, giving('a', 1)])).rejects.toBe(stop)
  })

  it('hands the signal on, and gives no grade once it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('over'))
    const asked: Grader = { ...giving('a', 1), grade: (_, context) => Promise.reject(context.signal.reason) }
    await expect(waiting([asked], { signal })).rejects.toThrow('over')
  })

  it('takes functions with a name, and refuses what is no grader', async () => {
    const short: ComposedGrader = ({ output }) => output.text.length < 5
    expect(await waiting([grader('g', () => 1)])).toMatchObject({ score: 1 })
    expect(allOf([short]).partPassAt).toEqual({ short: 1 })
    expect(() => allOf([{} as never])).toThrow('allOf: [object Object] is no grader; call what makes one')
    expect(() => anyOf([])).toThrow('anyOf: it needs a list of graders')
    expect(() => not(undefined as never)).toThrow('not: undefined is no grader')
  })

  it('refuses two graders of one name', () => {
    expect(() => weighted([contains({ values: ['a'] }), contains({ values: ['b'] })])).toThrow(
      'weighted: two of its graders are called "contains"; give one of them another name: { name: ... }',
    )
  })

  it.each(makers)('%s has another fingerprint with other graders and other names of them', (_, make) => {
    const prints = [
      make([contains({ values: ['a'] }), exactMatch()]),
      make([contains({ values: ['b'] }), exactMatch()]),
      make([contains({ values: ['a'], name: 'other' }), exactMatch()]),
    ].map(({ fingerprint }) => fingerprint)
    expect(new Set(prints).size).toBe(3)
  })

  it('has another fingerprint with other pass marks only where the score depends on them', () => {
    const at = (mark: number, by: 'score' | 'pass') => allOf([exactMatch({ passAt: mark })], { by }).fingerprint
    expect(at(1, 'score')).toBe(at(0.5, 'score'))
    expect(at(1, 'pass')).not.toBe(at(0.5, 'pass'))
  })
})
