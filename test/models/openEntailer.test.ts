import { describe, expect, it } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import type { EntailerSpec } from '../../src/models/index.ts'
import { Budget, entailerFingerprint, entailerSchema, openEntailer } from '../../src/models/index.ts'
import { callContext, networkOf } from '../support/network.ts'
import { failureOf, fromEnv } from '../support/openTarget.ts'
import { deadUrl, inTurn, listen, says, tells } from '../support/rawServer.ts'
import { siteOf } from './asking.ts'

const labels = (score: number) =>
  tells([
    [
      { label: 'entailment', score },
      { label: 'neutral', score: 1 - score },
    ],
  ])

function opened(spec: EntailerSpec, network = networkOf(), env = {}) {
  return openEntailer('nli', spec, siteOf(network, env)).bind(callContext())
}

const bodies = (heard: readonly { body: string }[]) => heard.map(({ body }) => JSON.parse(body))

describe('a request', () => {
  it('is one for Text Embeddings Inference, and tells what it took', async () => {
    const server = await listen(labels(0.75))
    const reply = await opened({ url: `${server.url}/predict`, name: 'deberta' }).entails('It is "nine".', 'At 9 {{x}}')
    expect(reply).toEqual({ score: 0.75, calls: [{ judge: 'nli', modelId: 'deberta', latencyMs: expect.any(Number) }] })
    expect(server.heard).toMatchObject([
      { method: 'POST', path: '/predict', headers: { 'content-type': 'application/json' } },
    ])
    expect(bodies(server.heard)).toEqual([{ inputs: [['It is "nine".', 'At 9 {{x}}']] }])
  })

  it('may be one for text classification as Hugging Face has it', async () => {
    const server = await listen(labels(0.75))
    await opened({ url: server.url, api: 'huggingface' }).entails('a', 'b')
    expect(bodies(server.heard)).toEqual([{ inputs: { text: 'a', text_pair: 'b' }, parameters: { top_k: 10 } }])
  })

  it('may be of any form, and the score at any place', async () => {
    const server = await listen(tells({ result: { support: 0.5 } }))
    const body = { document: '{{premise}}', text: 'Is this so: {{claim}}', model: fromEnv('MODEL') }
    const spec = { url: server.url, body, score: '$.result.support' }
    expect((await opened(spec, networkOf(), { MODEL: 'minicheck' }).entails('a', 'b "c"')).score).toBe(0.5)
    expect(bodies(server.heard)).toEqual([{ document: 'a', text: 'Is this so: b "c"', model: 'minicheck' }])
  })

  it('carries headers and the key, whose values are kept as secrets', async () => {
    const secrets: string[] = []
    const server = await listen(labels(1))
    const network = networkOf({ keepSecret: (_, value) => secrets.push(value) })
    const spec = { url: server.url, apiKey: fromEnv('KEY'), headers: { 'X-Token': 'plain-token', 'X-Team': 'a' } }
    await opened(spec, network, { KEY: 'sk-planted' }).entails('a', 'b')
    expect(server.heard[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-planted',
      'x-token': 'plain-token',
      'x-team': 'a',
    })
    expect(secrets).toEqual(expect.arrayContaining(['sk-planted', 'plain-token']))
    expect(secrets).not.toContain('a')
  })
})

describe('a long premise', () => {
  it('is asked about as it is where nothing is said of its length', async () => {
    const server = await listen(labels(1))
    await opened({ url: server.url }).entails('word '.repeat(50_000), 'b')
    expect(server.heard).toHaveLength(1)
  })

  it('scores what its best window does', async () => {
    const server = await listen((response, heard) => labels(heard.body.includes('needle') ? 0.9 : 0.2)(response, heard))
    const premise = `${'hay '.repeat(300)}needle ${'hay '.repeat(300)}`
    const { score, calls } = await opened({ url: server.url, maxPremise: 200 }).entails(premise, 'b')
    expect(score).toBe(0.9)
    expect(calls.length).toBeGreaterThan(10)
    expect(server.heard).toHaveLength(calls.length)
    for (const { inputs } of bodies(server.heard)) expect(inputs[0][0].length).toBeLessThanOrEqual(200)
  })
})

describe('a failure', () => {
  const failing = async (answer: Parameters<typeof listen>[0]) => {
    const server = await listen(answer)
    const entailing = opened({ url: server.url }, networkOf({ retries: 1 })).entails('a', 'b')
    return { ...(await failureOf(entailing as Promise<never>)), requests: server.heard.length }
  }

  it.each([
    [429, 'rate_limited', 2],
    [500, 'server_error', 2],
    [401, 'unauthorized', 1],
    [413, 'context_length', 1],
    [422, 'bad_request', 1],
  ])('of status %d is %s', async (status, code, requests) => {
    expect(await failing(tells({ error: 'no' }, status))).toMatchObject({ code, requests })
  })

  it('is one of the reply', async () => {
    expect(await failing(says('<html>', { type: 'text/html' }))).toMatchObject({ code: 'bad_reply', requests: 2 })
    expect(await failing(tells({ nothing: true }))).toMatchObject({ code: 'bad_reply', requests: 1 })
    expect(await failing((response) => response.destroy())).toMatchObject({ code: 'connection', requests: 2 })
  })

  it('that passes is no failure', async () => {
    const server = await listen(inTurn(tells({}, 503), tells({}, 429), labels(0.5)))
    expect((await opened({ url: server.url }).entails('a', 'b')).score).toBe(0.5)
  })

  it('is that nobody is there', async () => {
    const entailing = opened({ url: await deadUrl() }, networkOf({ retries: 0 })).entails('a', 'b')
    expect(await failureOf(entailing as Promise<never>)).toMatchObject({ code: 'connection' })
  })

  it('does not come after the end of the trial', async () => {
    const server = await listen(() => {})
    const ending = new AbortController()
    const { bind } = openEntailer('nli', { url: server.url }, siteOf())
    const entailing = bind(callContext(ending.signal)).entails('a', 'b')
    await expect.poll(() => server.heard.length).toBe(1)
    ending.abort(new Error('enough'))
    await expect(entailing).rejects.toThrow('enough')
  })
})

describe('what it may take', () => {
  it('is counted by calls and dollars', async () => {
    const server = await listen(labels(1))
    const budget = new Budget({ maxCostUsd: 0.0025 })
    const entailer = opened({ url: server.url, usdPerRequest: 0.001 }, networkOf({ budget }))
    expect((await entailer.entails('a', 'b')).calls).toMatchObject([{ costUsd: 0.001 }])
    await entailer.entails('a', 'c')
    await expect(entailer.entails('a', 'd')).rejects.toThrow('--max-cost')
    expect([budget.calls, server.heard.length]).toEqual([2, 2])
  })

  it('is nothing in a replay, which needs no key', async () => {
    const entailer = opened({ url: 'http://127.0.0.1:1', apiKey: fromEnv('KEY') }, networkOf({ sends: false }))
    expect(await failureOf(entailer.entails('a', 'b') as Promise<never>)).toMatchObject({ code: 'not_recorded' })
  })
})

describe('a mistake', () => {
  it.each([
    [{ url: 'http://h', body: { text: '{{claim}}' } }, '"body" leaves out the premise'],
    [{ url: 'http://h', body: 'none' }, '"body" leaves out the premise and the claim'],
    [{ url: 'http://h', body: '{{premise}} {{hypothesis}}' }, '"hypothesis", which is neither premise nor claim'],
    [{ url: 'http://h', body: '{{premise' }, '"body" is no template'],
    [{ url: 'http://h', score: '$.[' }, '"score" is no JSONPath'],
    [{ url: fromEnv('NOTHING') }, '"url" is no URL'],
  ])('in %j is told when it is opened', (spec, message) => {
    expect(() => opened(spec)).toThrow(AssayError)
    expect(() => opened(spec)).toThrow(message)
  })

  it.each([
    {},
    { url: 'ftp://h' },
    { url: 'http://h', api: 'tei', body: '{{premise}}{{claim}}' },
    { url: 'http://h', maxPremise: 3 },
    { url: 'http://h', model: 'x' },
  ])('in %j is none of the schema', (spec) => {
    expect(entailerSchema.safeParse(spec).success).toBe(false)
  })
})

describe('the fingerprint', () => {
  const spec = { url: 'http://h' }

  it.each([
    { url: 'http://g' },
    { name: 'm' },
    { api: 'huggingface' as const },
    { label: 'yes' },
    { maxPremise: 99 },
    { score: '$.p' },
  ])('is another with %j', (over) => {
    expect(entailerFingerprint({ ...spec, ...over })).not.toBe(entailerFingerprint(spec))
  })

  it('is the same whatever the key, the price and the pace', () => {
    const over = { apiKey: 'k', headers: { a: 'b' }, usdPerRequest: 1, maxInFlight: 2, requestsPerMinute: 3 }
    expect(entailerFingerprint({ ...spec, ...over, api: 'tei' })).toBe(entailerFingerprint(spec))
  })
})
