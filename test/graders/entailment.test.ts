import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { GradeContext } from '../../src/core/grade.ts'
import type { JudgeCall, JudgeRequest } from '../../src/core/judge.ts'
import { entailmentOf, entailsSchema, withCalls } from '../../src/graders/entailment.ts'
import { openJudge } from '../../src/models/index.ts'
import { siteOf } from '../models/asking.ts'
import { mockServer } from '../support/aimock.ts'
import { callContext } from '../support/network.ts'
import { noModels } from './grading.ts'

const call: JudgeCall = { judge: 'strict', modelId: 'm', latencyMs: 1 }

/** A context with a judge that replies so, one after the other, and what it was asked. */
function judging(replies: string[]): { context: GradeContext; asked: JudgeRequest[]; roles: string[] } {
  const asked: JudgeRequest[] = []
  const roles: string[] = []
  const judge = (role: string) => {
    roles.push(role)
    return {
      ask: async (request: JudgeRequest) => {
        asked.push(request)
        return { text: replies[asked.length - 1] ?? '', finish: 'stop' as const, call }
      },
    }
  }
  return { context: { ...noModels, judge }, asked, roles }
}

describe('the option', () => {
  it('is lexical by default', () => {
    expect(entailsSchema.parse(undefined)).toBe('lexical')
  })

  it.each([{}, 'judge', { judge: '' }, { judge: 'a', nli: 'b' }])('is not %j', (value) => {
    expect(entailsSchema.safeParse(value).success).toBe(false)
  })

  it('names the roles that are asked', () => {
    expect(entailmentOf('lexical')).toEqual({ bind: expect.any(Function) })
    expect(entailmentOf({ judge: 'strict' })).toMatchObject({ judges: ['strict'], asksByAnswer: true })
    expect(entailmentOf({ nli: 'small' })).toMatchObject({ entailers: ['small'], asksByAnswer: true })
  })
})

describe('lexical entailment', () => {
  it('asks nobody', async () => {
    const calls: JudgeCall[] = []
    const entails = entailmentOf('lexical').bind(noModels, calls)
    expect(await entails('The store opens at nine.', 'The store opens at nine.')).toBe(1)
    expect(await entails('The store opens at nine.', 'Penguins swim')).toBeLessThan(0.5)
    expect(calls).toEqual([])
  })
})

describe('entailment by a judge', () => {
  it.each([
    ['entailed', 1],
    ['neutral', 0],
    ['contradicted', 0],
  ])('is of %s %d', async (verdict, score) => {
    const { context, roles } = judging([JSON.stringify({ verdict })])
    const calls: JudgeCall[] = []
    expect(await entailmentOf({ judge: 'strict' }).bind(context, calls)('a', 'b')).toBe(score)
    expect(calls).toEqual([call])
    expect(roles).toEqual(['strict'])
  })

  it('asks once for equal pairs, and again for others', async () => {
    const { context, asked } = judging(Array(9).fill('{"verdict":"entailed"}'))
    const calls: JudgeCall[] = []
    const entails = entailmentOf({ judge: 'strict' }).bind(context, calls)
    await Promise.all([entails('a', 'b'), entails('a', 'b'), entails('ab', ''), entails('b', 'a')])
    await entails('a', 'b')
    expect(asked).toHaveLength(3)
    expect(calls).toHaveLength(3)
  })

  it('is an error with its calls where two replies hold no verdict', async () => {
    const { context } = judging(['no idea', 'still none'])
    const calls: JudgeCall[] = []
    const entails = entailmentOf({ judge: 'strict' }).bind(context, calls)
    const grade = await withCalls(calls, async () => ({ status: 'scored', score: await entails('a', 'b') }))
    expect(grade).toMatchObject({ status: 'error', error: { code: 'bad_verdict' }, calls: [call, call] })
  })
})

describe('entailment by a judge behind a server', () => {
  const servers = (content: string) =>
    mockServer((server) => server.on({}, { content, usage: { prompt_tokens: 100, completion_tokens: 5 } }))
  const opened = async (url: string) => {
    const { bind } = await openJudge('strict', { baseUrl: `${url}/v1`, name: 'judge-model' }, siteOf())
    return { ...noModels, judge: () => bind(callContext()) }
  }

  it('is what the model replies, with what that took', async () => {
    const mock = await servers('{"verdict":"entailed"}')
    const calls: JudgeCall[] = []
    const entails = entailmentOf({ judge: 'strict' }).bind(await opened(mock.url), calls)
    expect(await entails('The shop opens at nine.', 'It opens at 9.')).toBe(1)
    expect(calls).toMatchObject([{ judge: 'strict', usage: { inputTokens: 100, outputTokens: 5 } }])
  })

  it('is a failure where the model writes prose', async () => {
    const mock = await servers('The claim is entailed: {"verdict":"entailed"}')
    const entails = entailmentOf({ judge: 'strict' }).bind(await opened(mock.url), [])
    await expect(entails('a', 'b')).rejects.toThrow('no verdict in two replies of the judge')
  })
})

describe('entailment by a model of its own', () => {
  it('is the score of the model in the role, with its calls', async () => {
    const roles: string[] = []
    const entailer = (role: string) => {
      roles.push(role)
      return { entails: async (premise: string) => ({ score: premise === 'a' ? 0.25 : 1, calls: [call, call] }) }
    }
    const calls: JudgeCall[] = []
    const entails = entailmentOf({ nli: 'small' }).bind({ ...noModels, entailer }, calls)
    const grade = await withCalls(calls, async () => ({ status: 'scored', score: await entails('a', 'b') }))
    expect(grade).toEqual({ status: 'scored', score: 0.25, calls: [call, call] })
    expect(roles).toEqual(['small'])
  })
})

describe('withCalls', () => {
  it('lets through what is no failure of a model', async () => {
    await expect(withCalls([], () => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake')
  })

  it('leaves calls out where there are none', async () => {
    const failure = { code: 'timeout', message: 'late', retryable: true }
    expect(await withCalls([], () => Promise.reject(new FailureError(failure)))).toEqual({
      status: 'error',
      error: failure,
    })
    expect(await withCalls([], async () => ({ status: 'unscored', reason: 'none' }))).toEqual({
      status: 'unscored',
      reason: 'none',
    })
  })
})
