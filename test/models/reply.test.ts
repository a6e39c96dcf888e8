import { describe, expect, it } from 'vitest'
import { mockServer } from '../support/aimock.ts'
import { callContext, networkOf } from '../support/network.ts'
import { failureOf, fromEnv } from '../support/openTarget.ts'
import type { Answer } from '../support/rawServer.ts'
import { completion, event, inTurn, listen, says, streamedText, streams, tells } from '../support/rawServer.ts'
import { asked, modelOn, question, siteOf } from './asking.ts'

const prices = { input: 1, output: 10 }

describe('what is kept of an answer', () => {
  it.each([true, false])('is all that the server told; streamed: %s', async (stream) => {
    const mock = await mockServer((server) =>
      server.on(
        {},
        { content: '30 days', model: 'some-model-2026', usage: { prompt_tokens: 11, completion_tokens: 3 } },
      ),
    )
    const parameters = { temperature: 0.2, topP: 0.9, maxTokens: 50, seed: 7, stop: ['END'], presencePenalty: 0.1 }
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Hello' },
      { role: 'user' as const, content: 'How long?' },
    ]
    const reply = await asked(await modelOn(mock.url, { stream, prices }), { messages, parameters })
    const { firstTokenMs, latencyMs, costUsd, ...others } = reply
    expect(others).toEqual({
      text: '30 days',
      toolCalls: [],
      finish: 'stop',
      modelId: 'some-model-2026',
      usage: { inputTokens: 11, outputTokens: 3 },
      request: {
        method: 'POST',
        url: `${mock.url}/v1/chat/completions`,
        body: {
          model: 'some-model',
          messages,
          temperature: 0.2,
          top_p: 0.9,
          max_tokens: 50,
          seed: 7,
          stop: ['END'],
          presence_penalty: 0.1,
          ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
        },
      },
    })
    expect(costUsd).toBeCloseTo(41e-6, 12)
    expect(latencyMs).toBeGreaterThan(0)
    if (stream) expect(firstTokenMs).toBeLessThanOrEqual(latencyMs)
    else expect(reply).not.toHaveProperty('firstTokenMs')
    expect(mock.getLastRequest()?.body).toMatchObject({ messages, temperature: 0.2, max_tokens: 50 })
  })

  it('is timed by the clock of the trial, to the first piece and to the last', async () => {
    let ticks = 0
    const context = { ...callContext(), monotonic: () => ticks++ }
    const server = await listen(streamedText('30', ' ', 'days'))
    const { text, firstTokenMs = 0, latencyMs } = await (await modelOn(server.url)).generate(question(), context)
    expect(text).toBe('30 days')
    expect(firstTokenMs).toBeGreaterThan(0)
    expect(latencyMs).toBeGreaterThan(firstTokenMs)
  })

  it.each<[string, string]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['tool_calls', 'tool_calls'],
    ['something_new', 'other'],
  ])('tells why it ended: %s', async (told, finish) => {
    const server = await listen(streams([event.text('30'), event.finish(told), event.done]))
    expect((await asked(await modelOn(server.url))).finish).toBe(finish)
    const choices = [{ index: 0, message: { role: 'assistant', content: '30' }, finish_reason: told }]
    const whole = await listen(completion('', { choices }))
    expect((await asked(await modelOn(whole.url, { stream: false }))).finish).toBe(finish)
  })

  it('names what was asked where the server does not say what answered', async () => {
    const server = await listen(completion('30', { model: undefined }))
    expect((await asked(await modelOn(server.url, { stream: false }))).modelId).toBe('some-model')
  })

  it.each<[string, object | null | undefined]>([
    ['none', undefined],
    ['null', null],
    ['halves and negative ones', { prompt_tokens: 1.5, completion_tokens: -3 }],
  ])('has neither tokens nor cost where nobody counted: %s', async (_, usage) => {
    const server = await listen(completion('30', { usage }))
    const reply = await asked(await modelOn(server.url, { stream: false, prices }))
    expect(reply.usage).toEqual({})
    expect(reply).not.toHaveProperty('costUsd')
  })

  it('costs less for tokens that the server had in its cache', async () => {
    const usage = event.usage(1000, 100, { prompt_tokens_details: { cached_tokens: 800 } })
    const server = await listen(streams([event.text('30'), event.finish(), usage, event.done]))
    const cost = async (cachedInput: number | undefined) =>
      (
        await asked(
          await modelOn(server.url, { prices: { ...prices, ...(cachedInput === undefined ? {} : { cachedInput }) } }),
        )
      ).costUsd
    expect(await cost(0.1)).toBeCloseTo((200 * 1 + 800 * 0.1 + 100 * 10) / 1e6, 12)
    expect(await cost(undefined)).toBeCloseTo((1000 * 1 + 100 * 10) / 1e6, 12)
  })

  it('leaves out what the model thinks, though its first word is its first token', async () => {
    const thought = { choices: [{ index: 0, delta: { reasoning_content: 'Hm.' }, finish_reason: null }] }
    const server = await listen(streams([event.text('', thought), event.text('30 days'), event.finish(), event.done]))
    const reply = await asked(await modelOn(server.url))
    expect(reply.text).toBe('30 days')
    expect(reply.firstTokenMs).toBeDefined()
  })
})

describe('tool calls', () => {
  const tools = [{ name: 'look', description: 'Looks it up.', parameters: { type: 'object' } }]

  it.each([true, false])('are kept in their order with their arguments; streamed: %s', async (stream) => {
    const toolCalls = [
      { name: 'look', arguments: '{"article":"bike","days":[1,2]}' },
      { name: 'look', arguments: '{}' },
    ]
    const mock = await mockServer((server) => server.on({}, { toolCalls }))
    const model = await modelOn(mock.url, { stream })
    const reply = await asked(model, question('Which?', { tools, toolChoice: { tool: 'look' } }))
    expect(reply).toMatchObject({
      text: '',
      finish: 'tool_calls',
      toolCalls: [
        { name: 'look', arguments: { article: 'bike', days: [1, 2] } },
        { name: 'look', arguments: {} },
      ],
    })
    expect(mock.getLastRequest()?.body).toMatchObject({
      tools: [
        { type: 'function', function: { name: 'look', description: 'Looks it up.', parameters: { type: 'object' } } },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
    })
  })

  it('keep arguments that are no JSON as the model wrote them', async () => {
    const call = { id: 'c', type: 'function', function: { name: 'look', arguments: '{"article": bi' } }
    const message = { role: 'assistant', content: null, tool_calls: [call] }
    const server = await listen(completion('', { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }))
    const reply = await asked(await modelOn(server.url, { stream: false }), question('Which?', { tools }))
    expect(reply.toolCalls).toEqual([{ name: 'look', arguments: '{"article": bi' }])
  })

  it.each(['auto', 'required', 'none'] as const)('may be asked for: %s', async (toolChoice) => {
    const server = await listen(streamedText('30'))
    await asked(await modelOn(server.url), question('Which?', { tools, toolChoice }))
    expect(JSON.parse(server.heard[0]?.body ?? '')).toMatchObject({ tool_choice: toolChoice })
  })
})

describe('an answer by JSON Schema', () => {
  const schema = { type: 'object', properties: { days: { type: 'number' } }, required: ['days'] }
  const request = question('How long?', { schema })
  const bodies = (heard: readonly { body: string }[]) => heard.map(({ body }) => JSON.parse(body))

  it.each([true, false])('is asked for by schema and read as data; streamed: %s', async (stream) => {
    const mock = await mockServer((server) => server.on({ responseFormat: 'json_schema' }, { content: '{"days": 30}' }))
    expect(await asked(await modelOn(mock.url, { stream }), request)).toMatchObject({
      text: '{"days": 30}',
      data: { days: 30 },
    })
    expect(mock.getLastRequest()?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema, name: 'answer' } },
    })
  })

  const refuses =
    (message: string): Answer =>
    (response, heard) =>
      (heard.body.includes('response_format') ? tells({ error: { message } }, 400) : streamedText('{"days": 30}'))(
        response,
        heard,
      )

  it.each([
    "'response_format' of type 'json_schema' is not supported",
    'Unsupported: structured outputs',
    'This model does not support response format json',
  ])('is asked for in words where the server says %s, and from then on', async (message) => {
    const server = await listen(refuses(message))
    const model = await modelOn(server.url)
    expect((await asked(model, request)).data).toEqual({ days: 30 })
    expect(server.heard).toHaveLength(2)
    const [, words] = bodies(server.heard)
    expect(words).not.toHaveProperty('response_format')
    expect(words.messages).toEqual([
      { role: 'system', content: expect.stringContaining(JSON.stringify(schema)) },
      { role: 'user', content: 'How long?' },
    ])
    expect((await asked(model, request)).data).toEqual({ days: 30 })
    expect(server.heard).toHaveLength(3)
  })

  it('is asked for as it is said, where it is said', async () => {
    const server = await listen(refuses('response_format is not supported'))
    expect(await failureOf(asked(await modelOn(server.url, { structuredOutput: true }), request))).toMatchObject({
      code: 'bad_request',
    })
    expect(server.heard).toHaveLength(1)
    const words = await modelOn(server.url, { structuredOutput: false })
    expect((await asked(words, request)).data).toEqual({ days: 30 })
    expect(server.heard).toHaveLength(2)
  })

  it('is not asked for in words where something else is wrong', async () => {
    const server = await listen(tells({ error: { message: 'temperature must be less than 2' } }, 400))
    expect(await failureOf(asked(await modelOn(server.url), request))).toMatchObject({ code: 'bad_request' })
    expect(server.heard).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ['```json\n{"days": 30}\n```', { days: 30 }],
    ['```\n[1]\n```', [1]],
    [' {"days": 30} ', { days: 30 }],
    ['null', null],
    ['It is 30 days.', undefined],
    ['{"days": 30} as you see', undefined],
  ])('%j is data: %j', async (text, data) => {
    const server = await listen(completion(text))
    const reply = await asked(await modelOn(server.url, { stream: false }), request)
    expect(reply.text).toBe(text)
    expect(reply.data).toEqual(data)
    expect('data' in reply).toBe(data !== undefined)
  })

  it('is no data where none was asked for', async () => {
    const server = await listen(completion('{"days": 30}'))
    expect(await asked(await modelOn(server.url, { stream: false }))).not.toHaveProperty('data')
  })
})

describe('a server that does not stream', () => {
  it('is taken at its word', async () => {
    const server = await listen(completion('30 days'))
    const model = await modelOn(server.url)
    for (let time = 1; time <= 2; time += 1) {
      const reply = await asked(model)
      expect(reply).toMatchObject({ text: '30 days', usage: { inputTokens: 20, outputTokens: 10 } })
      expect(reply).not.toHaveProperty('firstTokenMs')
      expect(server.heard).toHaveLength(time)
    }
  })

  it('is asked again in one piece by the package of a provider, and from then on', async () => {
    const message = { id: 'x', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn' }
    const content = [{ type: 'text', text: '30 days' }]
    const server = await listen(tells({ ...message, content, usage: { input_tokens: 2, output_tokens: 1 } }))
    const model = await modelOn(server.url, { provider: 'anthropic', apiKey: 'k' })
    const reply = await asked(model)
    expect(reply.text).toBe('30 days')
    expect(reply).not.toHaveProperty('firstTokenMs')
    expect(server.heard.map(({ body }) => JSON.parse(body).stream)).toEqual([true, undefined])
    await asked(model)
    expect(server.heard).toHaveLength(3)
  })

  it('is not taken for one that fails with JSON', async () => {
    const server = await listen(inTurn(tells({ error: { message: 'Oops' } }, 500), streamedText('30')))
    const model = await modelOn(server.url)
    expect((await asked(model)).firstTokenMs).toBeDefined()
    expect((await asked(model)).firstTokenMs).toBeDefined()
    expect(server.heard).toHaveLength(3)
  })

  it('may stream without saying what it sends', async () => {
    const events = [event.text('30'), event.finish(), event.done]
    const server = await listen(streams(events, { type: 'application/octet-stream' }))
    expect((await asked(await modelOn(server.url))).text).toBe('30')
  })
})

describe('a request', () => {
  it('carries key, headers and what the URL needs, with what they refer to', async () => {
    const kept = new Map<string, string>()
    const network = networkOf({ keepSecret: (name, value) => kept.set(value, name) })
    const server = await listen(streamedText('30'))
    const env = { KEY: 'sk-planted-4711', TEAM: 'support', VERSION: '2024-10-21', HOST: server.url }
    const model = await modelOn(
      fromEnv('HOST'),
      {
        apiKey: fromEnv('KEY'),
        headers: { 'x-team': fromEnv('TEAM'), 'api-key': `Token ${fromEnv('KEY')}` },
        query: { 'api-version': fromEnv('VERSION') },
      },
      siteOf(network, env),
    )
    expect(model.endpoint.key).toBe(server.url)
    const reply = await asked(model)
    expect(server.heard[0]).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions?api-version=2024-10-21',
      headers: { authorization: 'Bearer sk-planted-4711', 'x-team': 'support', 'api-key': 'Token sk-planted-4711' },
    })
    expect([...kept.keys()].sort()).toEqual(['Token sk-planted-4711', 'sk-planted-4711'].sort())
    expect(JSON.stringify(reply)).not.toContain('planted')
  })

  it('has no key where none is given, and needs none', async () => {
    const server = await listen(says('{}', { status: 400 }))
    await failureOf(asked(await modelOn(server.url)))
    expect(server.heard[0]?.headers).not.toHaveProperty('authorization')
  })

  it('takes an address that ends in a slash', async () => {
    const server = await listen(streamedText('30'))
    await asked(await modelOn(server.url, { baseUrl: `${server.url}/v1/` }))
    expect(server.heard[0]?.path).toBe('/v1/chat/completions')
  })

  it('may be estimated before it is made', async () => {
    const model = await modelOn('http://127.0.0.1:1', { prices })
    const { inputTokens, maxOutputTokens, costOf } = model.estimate({
      messages: [{ role: 'user', content: 'x'.repeat(400) }],
      parameters: { maxTokens: 50 },
    })
    expect([inputTokens, maxOutputTokens]).toEqual([100, 50])
    expect(costOf?.({ inputTokens: 100, outputTokens: 50 })).toBeCloseTo(600e-6, 12)
    const described = model.estimate(question('', { schema: { a: 'x'.repeat(400) } }))
    expect(described.inputTokens).toBeGreaterThan(100)
    expect((await modelOn('http://127.0.0.1:1')).estimate(question())).not.toHaveProperty('costOf')
  })
})
