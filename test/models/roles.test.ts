import { describe, expect, it } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import type { RoleSpec } from '../../src/models/index.ts'
import { Budget, openEmbedder, openJudge } from '../../src/models/index.ts'
import { mockServer } from '../support/aimock.ts'
import { callContext, networkOf } from '../support/network.ts'
import { failureOf } from '../support/openTarget.ts'
import { inTurn, listen, streamedText, tells } from '../support/rawServer.ts'
import { siteOf } from './asking.ts'

const messages = [{ role: 'user' as const, content: 'Is it polite?' }]
const prices = { input: 1, output: 10 }

describe('a judge', () => {
  const bodyOf = async (over: object) => {
    const server = await listen(streamedText('{"choice": "pass"}'))
    const spec = { baseUrl: `${server.url}/v1`, name: 'judge-model', ...over } as RoleSpec
    const judge = (await openJudge('default', spec, siteOf())).bind(callContext())
    await judge.ask({ messages, schema: { type: 'object' } })
    return JSON.parse(server.heard[0]?.body ?? '')
  }

  it('is asked at temperature 0, with the schema of its verdict, unless it is said otherwise', async () => {
    expect(await bodyOf({})).toMatchObject({ model: 'judge-model', temperature: 0, messages })
    expect(await bodyOf({})).toHaveProperty('response_format')
    expect(await bodyOf({ temperature: 0.7, maxTokens: 99 })).toMatchObject({ temperature: 0.7, max_tokens: 99 })
  })

  it('that reasons takes no temperature, but where one is given', async () => {
    expect(await bodyOf({ reasoning: 'low' })).not.toHaveProperty('temperature')
    expect(await bodyOf({ reasoning: 'low', temperature: 1 })).toMatchObject({ temperature: 1 })
  })

  it('tells what it took, by its role', async () => {
    const mock = await mockServer((server) =>
      server.on({}, { content: '{}', model: 'judge-2026', usage: { prompt_tokens: 100, completion_tokens: 10 } }),
    )
    const budget = new Budget()
    const spec = { model: { baseUrl: `${mock.url}/v1`, name: 'judge-model', prices } }
    const opened = await openJudge('strict', spec, siteOf(networkOf({ budget })))
    expect(await opened.bind(callContext()).ask({ messages })).toEqual({
      text: '{}',
      finish: 'stop',
      call: {
        judge: 'strict',
        modelId: 'judge-2026',
        usage: { inputTokens: 100, outputTokens: 10 },
        costUsd: expect.closeTo(200e-6, 12),
        latencyMs: expect.any(Number),
      },
    })
    expect(budget.costUsd).toBeCloseTo(200e-6, 12)
    expect(opened.costOf?.({ inputTokens: 100, outputTokens: 10 })).toBeCloseTo(200e-6, 12)
  })

  it('fails as any model', async () => {
    const server = await listen(tells({}, 401))
    const opened = await openJudge('default', { baseUrl: `${server.url}/v1`, name: 'j' }, siteOf())
    expect(opened).not.toHaveProperty('costOf')
    expect(await failureOf(opened.bind(callContext()).ask({ messages }) as Promise<never>)).toMatchObject({
      code: 'unauthorized',
    })
  })
})

describe('an embedding model', () => {
  const vectors = (...list: number[][]) =>
    tells({ data: list.map((embedding, index) => ({ embedding, index })), usage: { prompt_tokens: 8 } })
  const openOn = (url: string, over: object = {}, network = networkOf()) =>
    openEmbedder('default', { baseUrl: `${url}/v1`, name: 'embedding-model', ...over } as RoleSpec, siteOf(network))

  it('gives a vector for each text, by one request, and tells what it took', async () => {
    const server = await listen(vectors([1, 0], [0, 1]))
    const budget = new Budget()
    const opened = await openOn(server.url, { prices, apiKey: 'key-of-mine' }, networkOf({ budget }))
    expect(await opened.bind(callContext()).embed(['a', 'b'])).toEqual({
      vectors: [
        [1, 0],
        [0, 1],
      ],
      call: {
        judge: 'default',
        modelId: 'embedding-model',
        usage: { inputTokens: 8 },
        costUsd: expect.closeTo(8e-6, 12),
        latencyMs: expect.any(Number),
      },
    })
    expect(server.heard).toMatchObject([{ path: '/v1/embeddings', headers: { authorization: 'Bearer key-of-mine' } }])
    expect(JSON.parse(server.heard[0]?.body ?? '')).toMatchObject({ model: 'embedding-model', input: ['a', 'b'] })
    expect([budget.calls, budget.costUsd]).toEqual([1, expect.closeTo(8e-6, 12)])
    expect(opened.costOf?.({ inputTokens: 8, outputTokens: 0 })).toBeCloseTo(8e-6, 12)
  })

  it('may be a mock of any server', async () => {
    const mock = await mockServer((server) => server.onEmbedding(/./, { embedding: [0.6, 0.8] }))
    const { vectors: given } = await (await openOn(mock.url)).bind(callContext()).embed(['a', 'b', 'c'])
    expect(given).toEqual(Array.from({ length: 3 }, () => [0.6, 0.8]))
  })

  it('is tried again, and fails with a code', async () => {
    const passing = await listen(inTurn(tells({}, 503), vectors([1])))
    expect((await (await openOn(passing.url)).bind(callContext()).embed(['a'])).vectors).toEqual([[1]])
    const failing = async (answer: Parameters<typeof listen>[0]) => {
      const server = await listen(answer)
      const embedder = (await openOn(server.url, {}, networkOf({ retries: 1 }))).bind(callContext())
      return { ...(await failureOf(embedder.embed(['a', 'b']) as Promise<never>)), requests: server.heard.length }
    }
    expect(await failing(tells({}, 429))).toMatchObject({ code: 'rate_limited', retryable: true, requests: 2 })
    expect(await failing(tells({}, 400))).toMatchObject({ code: 'bad_request', retryable: false, requests: 1 })
    expect(await failing(vectors([1]))).toMatchObject({
      code: 'bad_reply',
      message: expect.stringContaining('1 vectors came for 2 texts'),
      retryable: true,
      requests: 2,
    })
    expect(await failing(tells({ nothing: 1 }))).toMatchObject({ code: 'bad_reply', retryable: true })
  })

  it('ends with the trial', async () => {
    const server = await listen(() => {})
    const ending = new AbortController()
    const embedding = (await openOn(server.url)).bind(callContext(ending.signal)).embed(['a'])
    await expect.poll(() => server.heard.length).toBe(1)
    ending.abort(new Error('enough'))
    await expect(embedding).rejects.toThrow('enough')
  })

  it('is reckoned with before it is asked, and priced where nothing is asked at all', async () => {
    const server = await listen(tells({ data: [], usage: {} }))
    const spec = { baseUrl: `${server.url}/v1`, name: 'e', prices: { input: 1000, output: 0 } }
    const budget = new Budget({ maxCostUsd: 0.001 })
    const { bind } = await openEmbedder('default', spec, siteOf(networkOf({ budget })))
    await expect(bind(callContext()).embed(['x'.repeat(400)])).rejects.toThrow('another call may exceed --max-cost')
    expect(server.heard).toHaveLength(0)
    const { costOf } = await openEmbedder('default', spec, siteOf(networkOf({ sends: false })))
    expect(costOf?.({ inputTokens: 1000, outputTokens: 0 })).toBe(1)
  })

  it('is not asked in a replay', async () => {
    const opened = await openOn('http://127.0.0.1:1', { provider: 'nobody' }, networkOf({ sends: false }))
    expect(await failureOf(opened.bind(callContext()).embed(['a']) as Promise<never>)).toMatchObject({
      code: 'not_recorded',
    })
  })

  it('is none where the provider has none', async () => {
    const opening = openEmbedder('default', 'anthropic/claude', siteOf(networkOf(), { ANTHROPIC_API_KEY: 'k' }))
    const thrown = await opening.catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(AssayError)
    expect(String(thrown)).toContain('the provider "anthropic" has no embedding models')
  })
})
