import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import type { ModelSpec } from '../../src/models/index.ts'
import { openModel } from '../../src/models/index.ts'
import { mockServer } from '../support/aimock.ts'
import { networkOf } from '../support/network.ts'
import { failureOf, fromEnv } from '../support/openTarget.ts'
import { project } from '../support/project.ts'
import { listen, tells } from '../support/rawServer.ts'
import { asked, modelOn, question, siteOf } from './asking.ts'

async function faultOf(opening: Promise<unknown>): Promise<string> {
  const thrown = await opening.catch((error: unknown) => error)
  if (!(thrown instanceof AssayError)) throw new Error(`no fault of the user's: ${String(thrown)}`)
  return thrown.message
}

const providers = [
  { provider: 'anthropic', base: '/v1', path: '/v1/messages', key: 'x-api-key', variable: 'ANTHROPIC_API_KEY' },
  {
    provider: 'google',
    base: '/v1beta',
    path: '/v1beta/models/some-model:',
    key: 'x-goog-api-key',
    variable: 'GOOGLE_GENERATIVE_AI_API_KEY',
  },
  { provider: 'openai', base: '/v1', path: '/v1/responses', key: 'authorization', variable: 'OPENAI_API_KEY' },
]

describe.each(providers)('$provider, by its package', ({ provider, base, path, key, variable }) => {
  const usage = {
    ...(provider === 'google' ? { promptTokenCount: 11, candidatesTokenCount: 3 } : {}),
    ...(provider === 'google' ? {} : { input_tokens: 11, output_tokens: 3 }),
  }

  it.each([true, false])('answers, with its key from the environment; streamed: %s', async (stream) => {
    const mock = await mockServer((server) => server.on({}, { content: '30 days', usage }))
    const spec = {
      provider,
      name: 'some-model',
      baseUrl: `${mock.url}${base}`,
      stream,
      prices: { input: 1, output: 1 },
    }
    const model = await openModel(spec, siteOf(networkOf(), { [variable]: 'key-of-mine' }))
    expect(await asked(model)).toMatchObject({
      text: '30 days',
      finish: 'stop',
      modelId: 'some-model',
      usage: { inputTokens: 11, outputTokens: 3 },
      costUsd: 14e-6,
      request: { body: expect.anything() },
    })
    expect(mock.getLastRequest()?.path).toMatch(new RegExp(`^${path.replace('.', '\\.')}`))
  })

  it.each([true, false])('calls tools and keeps their arguments; streamed: %s', async (stream) => {
    const toolCalls = [{ name: 'look', arguments: '{"article":"bike"}' }]
    const mock = await mockServer((server) => server.on({}, { toolCalls }))
    const spec = { provider, name: 'some-model', baseUrl: `${mock.url}${base}`, stream, apiKey: 'key-of-mine' }
    const tools = [{ name: 'look', parameters: { type: 'object', properties: {} } }]
    const reply = await asked(await openModel(spec, siteOf()), question('Which?', { tools }))
    expect(reply.toolCalls).toEqual([{ name: 'look', arguments: { article: 'bike' } }])
  })

  it.each<[number, string, boolean]>([
    [429, 'rate_limited', true],
    [500, 'server_error', true],
    [529, 'server_error', true],
    [401, 'unauthorized', false],
    [404, 'not_found', false],
  ])('fails with %d as any server', async (status, code, retryable) => {
    const server = await listen(
      tells({ type: 'error', error: { type: 'x', message: 'Said so', code: 1, status: 'X' } }, status),
    )
    const spec = { provider, name: 'some-model', baseUrl: `${server.url}${base}`, apiKey: 'key-of-mine' }
    const model = await openModel(spec, siteOf(networkOf({ retries: 1 })))
    expect(await failureOf(asked(model))).toMatchObject({
      code,
      retryable,
      message: expect.stringContaining('Said so'),
    })
    expect(server.heard).toHaveLength(retryable ? 2 : 1)
    expect(String(server.heard[0]?.headers[key])).toContain('key-of-mine')
  })

  it('needs a key, and says where from', async () => {
    const opening = (env: Record<string, string>) => openModel(`${provider}/some-model`, siteOf(networkOf(), env))
    expect(await faultOf(opening({}))).toBe(
      `${variable} is not set, and the model "${provider}/some-model" has no apiKey; set ${variable}, or put it into .env`,
    )
    expect(await faultOf(opening({ [variable]: '' }))).toContain(`${variable} is not set`)
  })

  it('keeps its key to itself', async () => {
    const kept: string[] = []
    const network = networkOf({ keepSecret: (name, value) => kept.push(`${name}=${value}`) })
    await openModel(`${provider}/some-model`, siteOf(network, { [variable]: 'key-of-mine' }))
    expect(kept).toEqual([`${variable}=key-of-mine`])
  })
})

describe('a name', () => {
  it('goes to its provider by our fetch, and to no gateway', async () => {
    const outside = vi.spyOn(globalThis, 'fetch')
    vi.stubEnv('AI_GATEWAY_API_KEY', 'gateway-key')
    try {
      const urls: string[] = []
      const fetch = async (input: string | URL | Request) => {
        urls.push(String(input instanceof Request ? input.url : input))
        return Response.json({ error: { message: 'no' } }, { status: 401 })
      }
      const env = { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a', GOOGLE_GENERATIVE_AI_API_KEY: 'g' }
      for (const name of ['openai/x', 'anthropic/y/z', 'google/g'])
        await failureOf(asked(await openModel(name, siteOf(networkOf({ fetch }), env))))
      expect(urls).toEqual([
        'https://api.openai.com/v1/responses',
        'https://api.anthropic.com/v1/messages',
        expect.stringContaining('https://generativelanguage.googleapis.com/v1beta/models/g:'),
      ])
      expect(outside).not.toHaveBeenCalled()
    } finally {
      outside.mockRestore()
      vi.unstubAllEnvs()
    }
  })

  it('of a provider whose package is not installed says what to install', async () => {
    expect(await faultOf(openModel('no-such/m', siteOf(networkOf(), { NO_SUCH_API_KEY: 'k' })))).toBe(
      'the model "no-such/m" needs the package @ai-sdk/no-such; install it: npm install --save-dev @ai-sdk/no-such',
    )
    expect(await faultOf(openModel('bedrock/m', siteOf()))).toContain('npm install --save-dev @ai-sdk/amazon-bedrock')
  })

  it('whose settings a provider does not take says so, once', async () => {
    const mock = await mockServer((server) => server.on({}, { content: '30' }))
    const network = networkOf()
    const spec = { provider: 'anthropic', name: 'm', baseUrl: `${mock.url}/v1`, apiKey: 'k' }
    const model = await openModel(spec, siteOf(network))
    for (let time = 0; time < 2; time += 1) await asked(model, question('?', { parameters: { seed: 1, maxTokens: 9 } }))
    expect([...network.notes]).toEqual([expect.stringMatching(/^m: "seed" is not supported and was left out/)])
  })
})

/** A provider's package that a project has, which answers with what it was made with. */
function withPackage(exported: string, manifest: object = { main: 'index.js' }): string {
  return project({
    'package.json': '{}',
    'node_modules/@ai-sdk/acme/package.json': JSON.stringify({ name: '@ai-sdk/acme', type: 'module', ...manifest }),
    'node_modules/@ai-sdk/acme/index.js': exported,
  })
}

const acme = `export const createJsonParser = () => { throw new Error('not me') }
export const createAcme = ({ fetch: _, ...made }) => ({
  languageModel: (modelId) => ({
    specificationVersion: 'v4', provider: 'acme.chat', modelId, supportedUrls: {},
    doGenerate: async () => ({
      content: [{ type: 'text', text: JSON.stringify(made) }], warnings: [], usage: {},
      finishReason: { unified: 'stop', raw: 'stop' },
    }),
  }),
})`

describe('a package of the project', () => {
  const spec = {
    provider: 'acme',
    name: 'm',
    stream: false,
    settings: { region: 'eu', secretKey: fromEnv('SECRET'), nested: { zone: fromEnv('ZONE') } },
  }
  const env = { ACME_API_KEY: 'key-of-mine', SECRET: 'very-secret', ZONE: 'b' }

  it.each<[string, object]>([
    ['main', { main: 'index.js' }],
    ['exports', { exports: { '.': { import: './index.js', default: './index.js' } } }],
  ])('is found by its %s, and made with settings', async (_, manifest) => {
    const kept: string[] = []
    const network = networkOf({ keepSecret: (name, value) => kept.push(`${name}=${value}`) })
    const model = await openModel(spec, { root: withPackage(acme, manifest), env, network })
    expect(JSON.parse((await asked(model)).text)).toEqual({
      region: 'eu',
      secretKey: 'very-secret',
      nested: { zone: 'b' },
      apiKey: 'key-of-mine',
      headers: {},
    })
    expect(kept.sort()).toEqual(['ACME_API_KEY=key-of-mine', 'settings.secretKey=very-secret'])
  })

  it('that exports no provider is told', async () => {
    const root = withPackage('export const version = 1')
    expect(await faultOf(openModel(spec, { root, env, network: networkOf() }))).toBe(
      'the package @ai-sdk/acme exports no provider',
    )
  })
})

/** A model of the AI SDK as its older and its present packages make them. */
function sdkModel(version: 'v2' | 'v3' | 'v4', over: object = {}): ModelSpec {
  const finishReason = version === 'v2' ? 'stop' : { unified: 'stop', raw: 'stop' }
  const usage =
    version === 'v2'
      ? { inputTokens: 3, outputTokens: 2, totalTokens: 5 }
      : { inputTokens: { total: 3 }, outputTokens: { total: 2 } }
  const parts = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', modelId: 'own-1-exact' },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: '30 ' },
    { type: 'text-delta', id: '1', delta: 'days' },
    { type: 'text-end', id: '1' },
    { type: 'finish', finishReason, usage },
  ]
  return {
    specificationVersion: version,
    provider: 'own.chat',
    modelId: 'own-1',
    supportedUrls: {},
    doStream: async () => ({ stream: ReadableStream.from(parts) }),
    doGenerate: async () => {
      throw new Error('was asked to stream')
    },
    ...over,
  } as ModelSpec
}

describe('a model of the AI SDK as a value', () => {
  it.each(['v2', 'v3', 'v4'] as const)('answers, made for %s', async (version) => {
    vi.stubGlobal('AI_SDK_LOG_WARNINGS', false)
    onTestFinished(() => void vi.unstubAllGlobals())
    const model = await openModel(sdkModel(version), siteOf())
    expect([model.id, model.endpoint]).toEqual(['own-1', { key: 'own.chat' }])
    expect(await asked(model)).toMatchObject({
      text: '30 days',
      finish: 'stop',
      modelId: 'own-1-exact',
      usage: { inputTokens: 3, outputTokens: 2 },
    })
  })

  it('is handed the signal of the trial and what is asked', async () => {
    const doStream = vi.fn(async () => {
      throw Object.assign(new Error('too long'), {
        name: 'AI_APICallError',
        statusCode: 400,
        responseBody: 'context length',
      })
    })
    const model = await openModel(sdkModel('v3', { doStream }), siteOf())
    expect(await failureOf(asked(model))).toMatchObject({ code: 'context_length', retryable: false })
    expect(doStream.mock.calls[0]).toMatchObject([
      {
        prompt: [{ role: 'user', content: [{ type: 'text', text: 'How long?' }] }],
        abortSignal: expect.any(AbortSignal),
      },
    ])
  })

  it.each<[string, object, string, boolean]>([
    ['AI_LoadAPIKeyError', {}, 'no_key', false],
    ['AI_UnsupportedFunctionalityError', {}, 'unsupported', false],
    ['AI_InvalidPromptError', {}, 'unsupported', false],
    ['AI_NoContentGeneratedError', {}, 'empty', true],
    ['AI_TypeValidationError', {}, 'bad_reply', true],
    ['AI_APICallError', { statusCode: 503 }, 'server_error', true],
    ['AI_APICallError', {}, 'connection', true],
  ])('that throws %s %j has failed', async (name, more, code, retryable) => {
    const doStream = () => Promise.reject(Object.assign(new Error('no'), { name, ...more }))
    const model = await openModel(sdkModel('v4', { doStream }), siteOf(networkOf({ retries: 0 })))
    expect(await failureOf(asked(model))).toMatchObject({ code, retryable })
  })

  it('that breaks by a mistake of its own is no failure of a server', async () => {
    const doStream = vi.fn(() => Promise.reject(new RangeError('a mistake')))
    await expect(asked(await openModel(sdkModel('v4', { doStream }), siteOf()))).rejects.toThrow(RangeError)
    expect(doStream).toHaveBeenCalledTimes(1)
  })
})

describe('modelOn', () => {
  it('asks the provider where it is told', async () => {
    const server = await listen(tells({}, 404))
    const model = await modelOn(server.url, { provider: 'openai', apiKey: 'k' })
    expect(model.endpoint.key).toBe(server.url)
    expect(await failureOf(asked(model))).toMatchObject({ code: 'not_found' })
  })
})
