import { describe, expect, it, vi } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import { FailureError } from '../../src/core/failure.ts'
import { RunStop } from '../../src/core/network.ts'
import type { Output } from '../../src/core/output.ts'
import type { Target, TargetInput } from '../../src/core/target.ts'
import { allowedHosts, Budget, requester } from '../../src/models/index.ts'
import type { HttpOptions } from '../../src/targets/index.ts'
import { createTarget, http } from '../../src/targets/index.ts'
import { callContext, networkOf } from '../support/network.ts'
import { ask, failureOf, fromEnv, openTarget } from '../support/openTarget.ts'
import type { Answer } from '../support/rawServer.ts'
import { deadUrl, inTurn, listen, says, tells } from '../support/rawServer.ts'

const open = (options: HttpOptions, network = networkOf(), env: Record<string, string> = {}) =>
  openTarget(http(options), '/', env, network)

function answerOf(target: Target, item: Partial<TargetInput> = {}): Promise<Output> {
  return target.run({ id: 'c1', input: 'How long?', ...item }, { repeat: 0, ...callContext() })
}

/** What a target makes of a reply, and the server that gave it. */
async function read(answer: Answer, over: Partial<HttpOptions> = {}, retries = 1) {
  const server = await listen(answer)
  const target = await open({ url: server.url, body: { q: '{{input}}' }, ...over }, networkOf({ retries }))
  return { server, output: answerOf(target) }
}

async function failed(answer: Answer, over: Partial<HttpOptions> = {}) {
  const { server, output } = await read(answer, over)
  return { ...(await failureOf(output)), requests: server.heard.length }
}

describe('a request', () => {
  it('is filled in from the case, each text and each value', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open(
      {
        url: `${server.url}/{{metadata.tenant}}/ask?q={{input.question}}&n={{input.count}}`,
        headers: { 'X-Case': '{{id}}', authorization: `Bearer ${fromEnv('TOKEN')}` },
        body: { q: 'Q: {{input.question}}', history: '{{input.messages}}', sources: '{{sources}}', k: 5 },
      },
      networkOf(),
      { TOKEN: 'planted-token' },
    )
    const messages = [{ role: 'user', content: 'Hi' }]
    const input = { question: 'How long & "why"?', count: 2, messages }
    const sources = [{ id: 's', text: 'One.' }]
    const output = await answerOf(target, { input, sources, metadata: { tenant: 'a/b' } })
    const body = { q: 'Q: How long & "why"?', history: messages, sources, k: 5 }
    const path = '/a%2Fb/ask?q=How%20long%20%26%20%22why%22%3F&n=2'
    expect(server.heard).toMatchObject([
      {
        method: 'POST',
        path,
        headers: { 'x-case': 'c1', authorization: 'Bearer planted-token', 'content-type': 'application/json' },
      },
    ])
    expect(JSON.parse(server.heard[0]?.body ?? '')).toEqual(body)
    expect(output).toEqual({
      text: 'ok',
      latencyMs: expect.any(Number),
      request: { method: 'POST', url: `${server.url}${path}`, body },
    })
  })

  it.each<[string, Partial<HttpOptions>, string, string | undefined, string]>([
    ['GET without a body', { body: undefined } as never, 'GET', undefined, ''],
    ['POST with JSON', { body: { a: 1 } }, 'POST', 'application/json', '{"a":1}'],
    ['POST with text', { body: 'Q: {{input}}' }, 'POST', 'text/plain', 'Q: How long?'],
    ['text that is but a value', { body: '{{input}}' }, 'POST', 'text/plain', 'How long?'],
    ['what is said', { method: 'PUT', body: { a: 1 } }, 'PUT', 'application/json', '{"a":1}'],
    ['a type that is said', { body: 'x', headers: { 'Content-Type': 'text/csv' } }, 'POST', 'text/csv', 'x'],
  ])('is %s', async (_, over, method, type, body) => {
    const server = await listen(says('ok', { type: 'text/plain' }))
    const { body: __, ...rest } = over
    await answerOf(await open({ url: server.url, ...rest, ...(over.body === undefined ? {} : { body: over.body }) }))
    expect(server.heard[0]).toMatchObject({ method, body })
    expect(server.heard[0]?.headers['content-type']?.replace(/;.*/, '')).toBe(type)
  })

  it('takes what a case says for data: no template and no reference in it', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const body = { a: 'x {{input}}', b: '{{input}}', c: fromEnv('KEY') }
    const target = await open(
      { url: `${server.url}/?q={{input}}`, headers: { 'x-q': '{{input}}' }, body },
      networkOf(),
      { KEY: 'planted-key-1' },
    )
    const said = `{{id}} ${fromEnv('KEY')} {{> x}}`
    await answerOf(target, { input: said })
    const [{ body: sent = '', headers = {}, path = '' } = {}] = server.heard
    expect(JSON.parse(sent)).toEqual({ a: `x ${said}`, b: said, c: 'planted-key-1' })
    expect(headers['x-q']).toBe(said)
    expect(decodeURIComponent(path)).toBe(`/?q=${said}`)
  })

  it.each([
    '../../admin',
    '/admin',
    '?admin=1',
    '#x',
    '@elsewhere.test/',
    'a\\..\\b',
    '%2e%2e%2fadmin',
    'a b&c=d',
    'https://elsewhere.test/',
    '\r\nHost: elsewhere.test',
  ])('cannot be led elsewhere by %j', async (said) => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: `${server.url}/v1/{{input}}/ask?k={{input}}` })
    await answerOf(target, { input: said })
    const { pathname, searchParams } = new URL(server.heard[0]?.path ?? '', server.url)
    expect(pathname).toBe(`/v1/${encodeURIComponent(said)}/ask`)
    expect([...searchParams]).toEqual([['k', said]])
  })

  it.each(['.', '..'])('is not made where %j would lead to another path', async (said) => {
    const server = await listen(tells({ text: 'ok' }))
    for (const url of [`${server.url}/v1/{{input}}/ask`, `${server.url}/v1/{{input}}`, `${server.url}/{{input}}?a=b`]) {
      const failure = await failureOf(answerOf(await open({ url }), { input: said }))
      expect(failure).toMatchObject({ code: 'template', retryable: false })
      expect(failure.message).toContain('"url" leads to another path')
    }
    await answerOf(await open({ url: `${server.url}/v1/a{{input}}/ask?x=/{{input}}/` }), { input: said })
    expect(server.heard.map(({ path }) => path)).toEqual([`/v1/a${said}/ask?x=/${said}/`])
  })

  it.each(['elsewhere.test/', 'x@elsewhere.test', 'elsewhere.test:80', 'a b', '#'])(
    'reaches no other host by %j in its name',
    async (said) => {
      const request = vi.fn()
      const target = await open({ url: 'http://{{input}}.api.test/ask' }, networkOf({ request }))
      const failure = await failureOf(answerOf(target, { input: said }))
      expect(failure).toMatchObject({ code: 'template', retryable: false })
      expect(failure.message).toContain('"url" gives no URL')
      expect(request).not.toHaveBeenCalled()
    },
  )

  it('holds no line breaks in a header', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: server.url, headers: { 'x-q': 'q={{input}}' } })
    await answerOf(target, { input: 'a\r\nx-admin: 1\n\0b' })
    expect(server.heard[0]?.headers).toMatchObject({ 'x-q': 'q=a x-admin: 1 b' })
    expect(server.heard[0]?.headers).not.toHaveProperty('x-admin')
  })

  it.each(['日本', 'a\u0001b'])('with %j in a header cannot be made, and is not tried', async (said) => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: server.url, headers: { 'x-q': '{{input}}' } })
    expect(await failureOf(answerOf(target, { input: said }))).toMatchObject({ code: 'template', retryable: false })
    expect(server.heard).toEqual([])
  })

  it('is made of text that is no Unicode as well as can be', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: `${server.url}/?q={{input}}`, body: { q: '{{input}}' } })
    expect((await answerOf(target, { input: 'a\ud800b' })).text).toBe('ok')
    expect(server.heard[0]?.path).toBe(`/?q=${encodeURIComponent('a\ufffdb')}`)
  })

  it('is found wanting before it is sent', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: server.url, body: { q: '{{input.question}}' } })
    const item = { id: 'c1', input: { qestion: 'How long?' } }
    const message = '"body.q" names "question", which the case does not have'
    expect(() => target.estimate?.(item)).toThrow(message)
    expect(await failureOf(answerOf(target, item))).toEqual({ code: 'template', message, retryable: false })
    expect(target.estimate?.({ id: 'c1', input: { question: 'How long?' } })).toEqual({})
    expect(server.heard).toEqual([])
  })

  it('keeps its secrets out of what is known of it', async () => {
    const kept: string[] = []
    const network = networkOf({ keepSecret: (name, value) => kept.push(`${name}=${value}`) })
    const headers = { authorization: `Bearer ${fromEnv('TOKEN')}`, 'x-team': 'support' }
    await open({ url: 'http://127.0.0.1', headers }, network, { TOKEN: 'planted-token' })
    expect(kept).toEqual(['headers.authorization=Bearer planted-token', 'headers.authorization=planted-token'])
  })
})

describe('a reply', () => {
  const rag = {
    answer: '30 days',
    docs: [
      { id: 'returns', text: 'Within 30 days.' },
      { id: 'faq', text: 'See returns.', title: 'FAQ' },
    ],
    usage: { in: 20, out: 5 },
    meta: { model: 'served-1', cost: 0.002, data: { days: 30 } },
  }

  it('is read by its paths', async () => {
    const { output } = await read(tells(rag), {
      text: '$.answer',
      data: '$.meta.data',
      citations: '$.docs[*].id',
      sources: '$.docs',
      usage: { inputTokens: '$.usage.in', outputTokens: '$.usage.out' },
      modelId: '$.meta.model',
      costUsd: '$.meta.cost',
    })
    expect(await output).toMatchObject({
      text: '30 days',
      data: { days: 30 },
      citations: [{ id: 'returns' }, { id: 'faq' }],
      sources: rag.docs,
      usage: { inputTokens: 20, outputTokens: 5 },
      modelId: 'served-1',
      costUsd: 0.002,
    })
  })

  it.each<[string, unknown, string]>([
    ['$.parts[*].text', { parts: [{ text: 'a' }, { text: 'b' }] }, 'ab'],
    ['$.choices[0].message.content', { choices: [{ message: { content: 'a' } }] }, 'a'],
    ["$['an answer']", { 'an answer': 'a' }, 'a'],
    ['$.n', { n: 30 }, '30'],
    ['$.yes', { yes: false }, 'false'],
    ['$.empty', { empty: '' }, ''],
    ['$', 'a', 'a'],
    [
      '$[?@.role == "assistant"].text',
      [
        { role: 'user', text: 'q' },
        { role: 'assistant', text: 'a' },
      ],
      'a',
    ],
  ])('has its text at %s', async (text, reply, wanted) => {
    expect((await (await read(tells(reply), { text })).output).text).toBe(wanted)
  })

  it.each<[string, Answer, object]>([
    [
      'its own words',
      tells({ text: 'a', citations: ['s'], usage: { inputTokens: 1 }, other: 1 }),
      { text: 'a', citations: [{ id: 's' }], usage: { inputTokens: 1 } },
    ],
    ['text', says('30 days', { type: 'text/plain' }), { text: '30 days' }],
    ['JSON text', tells('30 days'), { text: '30 days' }],
    ['a number', tells(30), { text: '30' }],
    ['a list', tells([1, 2]), { text: '[1,2]' }],
    ['JSON with a byte order mark', says('\ufeff{"text": "a"}'), { text: 'a' }],
    ['a latency of its own', tells({ text: 'a', latencyMs: 7 }), { text: 'a', latencyMs: 7 }],
  ])('without paths may be %s', async (_, answer, wanted) => {
    expect(await (await read(answer)).output).toMatchObject(wanted)
  })

  it.each<[string, Answer]>([
    ['nothing at all', says('')],
    ['204', says('', { status: 204 })],
    ['blanks', says(' \n', { type: 'application/json' })],
  ])('is none where there is %s', async (_, answer) => {
    const { output } = await read(answer)
    expect(await failureOf(output)).toMatchObject({ code: 'empty', retryable: true })
  })

  it.each<[string, Answer]>([
    ['says that it is JSON', says('"hello wor', { type: 'application/json' })],
    ['says so with a suffix', says('[1, 2', { type: 'application/problem+json; charset=utf-8' })],
    ['looks like it', says('{"text": "hello wor', { type: 'text/plain' })],
  ])('is none where it %s, and breaks off', async (_, answer) => {
    const { output } = await read(answer)
    expect(await failureOf(output)).toMatchObject({ code: 'bad_reply', retryable: true })
  })

  it('may be text that begins with a citation', async () => {
    expect(await (await read(says('[1] says so.', { type: 'text/plain' }))).output).toMatchObject({
      text: '[1] says so.',
    })
  })

  it('lacks nothing but its text: what else is not there is left out', async () => {
    const paths = { data: '$.b', citations: '$.c', sources: '$.d', modelId: '$.e', costUsd: '$.f', usage: '$.g' }
    const { output } = await read(tells({ a: 'x', c: null, f: null }), { text: '$.a', ...paths })
    expect(Object.keys(await output).sort()).toEqual(['latencyMs', 'request', 'text'])
  })

  it('takes tokens and citations as servers write them', async () => {
    const { output } = await read(tells({ a: 'x', c: [1, { id: 's', quote: 'q' }], u: { inputTokens: 3 } }), {
      text: '$.a',
      citations: '$.c',
      usage: '$.u',
    })
    expect(await output).toMatchObject({ citations: [{ id: '1' }, { id: 's', quote: 'q' }], usage: { inputTokens: 3 } })
  })

  it.each<[string, Answer, Partial<HttpOptions>, string]>([
    ['nothing at the path', tells({ answr: 'x' }), { text: '$.answer' }, 'there is nothing at $.answer'],
    ['null at the path', tells({ answer: null }), { text: '$.answer' }, 'there is nothing at $.answer'],
    ['an object at the path', tells({ answer: {} }), { text: '$.answer' }, '"text"'],
    ['an object without text', tells({ answer: 'x' }), {}, '"text" is missing'],
    ['text where a path is', says('30 days', { type: 'text/plain' }), { text: '$.a' }, 'it is no JSON: 30 days'],
    [
      'tokens that are none',
      tells({ a: 'x', u: -1 }),
      { text: '$.a', usage: { inputTokens: '$.u' } },
      'usage.inputTokens',
    ],
    ['sources without text', tells({ a: 'x', s: [{ id: 's' }] }), { text: '$.a', sources: '$.s' }, 'sources'],
  ])('with %s cannot be used, and is not asked for again', async (_, answer, over, said) => {
    const failure = await failed(answer, over)
    expect(failure).toMatchObject({ code: 'bad_reply', retryable: false, requests: 1 })
    expect(failure.message).toContain(said)
  })

  it.each<[string, Answer, Partial<HttpOptions>]>([
    ['an HTML page', says('<html><b>Log in</b></html>', { type: 'text/html; charset=utf-8' }), {}],
    ['an HTML page where a path is', says('<html><b>Log in</b></html>', { type: 'text/html' }), { text: '$.a' }],
    ['JSON that ends too early', says('{"answer": "30 da'), { text: '$.answer' }],
  ])('that is %s may pass', async (_, answer, over) => {
    expect(await failed(answer, over)).toMatchObject({ code: 'bad_reply', retryable: true, requests: 2 })
  })

  it('may tell why there is none', async () => {
    expect(await failed(tells({ error: 'no idea' }))).toMatchObject({
      code: 'target_error',
      message: 'no idea',
      requests: 1,
    })
    const told = { code: 'busy', message: 'later', retryable: true }
    expect(await failed(tells({ error: told }))).toMatchObject({ code: 'busy', retryable: true, requests: 2 })
  })
})

describe('a service in trouble', () => {
  it.each<[string, Answer, string, boolean]>([
    ['429', tells({}, 429), 'rate_limited', true],
    ['500', says('Oops', { status: 500, type: 'text/plain' }), 'server_error', true],
    ['a page with 502', says('<html>Bad gateway</html>', { status: 502, type: 'text/html' }), 'server_error', true],
    ['408', tells({}, 408), 'timeout', true],
    ['401', tells({}, 401), 'unauthorized', false],
    ['404', tells({}, 404), 'not_found', false],
    ['400', tells({}, 400), 'bad_request', false],
    ['413', tells({}, 413), 'context_length', false],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'connection', true],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"te', () => setImmediate(() => response.destroy()))
      },
      'broken_stream',
      true,
    ],
  ])('%s', async (_, answer, code, retryable) => {
    expect(await failed(answer)).toMatchObject({ code, retryable, requests: retryable ? 2 : 1 })
  })

  it('is tried again, and as long after as it asks', async () => {
    const { server, output } = await read(
      inTurn(tells({}, 503, { 'retry-after-ms': '5' }), tells({}, 500), tells({ text: 'ok' })),
      {},
      100,
    )
    expect((await output).text).toBe('ok')
    expect(new Set(server.heard.map(({ body }) => body))).toEqual(new Set(['{"q":"How long?"}']))
    expect(server.heard).toHaveLength(3)
  })

  it('that sends on is not followed', async () => {
    const elsewhere = await listen(tells({ text: 'mine' }))
    const server = await listen(tells({}, 302, { location: elsewhere.url }))
    const target = await open({ url: server.url, headers: { authorization: 'Bearer planted-token' } })
    expect(await failureOf(answerOf(target))).toMatchObject({ code: 'redirect', retryable: false })
    expect([server.heard.length, elsewhere.heard.length]).toEqual([1, 0])
  })

  it('that is not there has failed', async () => {
    const target = await open({ url: await deadUrl() }, networkOf({ retries: 1 }))
    expect(await failureOf(answerOf(target))).toMatchObject({ code: 'connection', retryable: true })
  })

  it('that says more than anybody can read has failed, once', async () => {
    const flood = (response: Parameters<Answer>[0]) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      const piece = Buffer.alloc(1024 * 1024, 'x')
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }
    const { server, output } = await read(flood)
    expect(await failureOf(output)).toMatchObject({ code: 'output_limit', retryable: false })
    expect(server.heard).toHaveLength(1)
    await expect.poll(() => server.hungUp).toBe(1)
  })

  it('that never answers is left with the trial', async () => {
    const server = await listen(() => {})
    const ending = new AbortController()
    const output = ask(await open({ url: server.url }), 'c1', '', { signal: ending.signal })
    await expect.poll(() => server.heard.length).toBe(1)
    const reason = new FailureError({ code: 'timeout', message: 'too slow', retryable: true })
    ending.abort(reason)
    await expect(output).rejects.toBe(reason)
    await expect.poll(() => server.hungUp).toBe(1)
    expect(server.heard).toHaveLength(1)
  })

  it('is not asked once the trial is over', async () => {
    const server = await listen(tells({ text: 'ok' }))
    const target = await open({ url: server.url })
    await expect(ask(target, 'c1', '', { signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over')
    expect(server.heard).toEqual([])
  })

  it('is not asked where it may not be', async () => {
    const target = await open({ url: 'http://elsewhere.test/' }, networkOf({ request: requester(allowedHosts([])) }))
    expect(await failureOf(answerOf(target))).toMatchObject({ code: 'offline', retryable: false })
  })
})

describe('the network', () => {
  it('counts calls and what they cost', async () => {
    const server = await listen(tells({ text: 'ok', costUsd: 0.04 }))
    const budget = new Budget({ maxCalls: 2 })
    const target = await open({ url: server.url }, networkOf({ budget }))
    for (let time = 0; time < 2; time += 1) await answerOf(target)
    expect([budget.calls, budget.costUsd]).toEqual([2, 0.08])
    await expect(answerOf(target)).rejects.toThrow(RunStop)
    expect(server.heard).toHaveLength(2)
  })

  it('asks no more at a time than may', async () => {
    let inFlight = 0
    let most = 0
    const server = await listen((response, heard) => {
      inFlight += 1
      most = Math.max(most, inFlight)
      setTimeout(() => {
        inFlight -= 1
        tells({ text: 'ok' })(response, heard)
      }, 10)
    })
    const target = await open({ url: `${server.url}/{{id}}`, maxInFlight: 2 })
    await Promise.all(Array.from({ length: 6 }, (_, index) => answerOf(target, { id: `c${index}` })))
    expect([server.heard.length, most]).toEqual([6, 2])
  })

  it('sends nothing in a replay', async () => {
    const target = await open({ url: 'http://127.0.0.1:1' }, networkOf({ sends: false }))
    expect(await failureOf(answerOf(target))).toMatchObject({ code: 'not_recorded', retryable: false })
  })
})

describe('the fingerprint', () => {
  const base: HttpOptions = {
    url: 'http://127.0.0.1/ask',
    headers: { authorization: 'Bearer one', 'x-team': 'a' },
    body: { q: '{{input}}' },
    text: '$.a',
    version: '1',
  }
  const print = async (over: Partial<HttpOptions> = {}, env: Record<string, string> = {}) =>
    (await open({ ...base, ...over }, networkOf(), env)).fingerprint

  it('is the same for another key, and for another pace', async () => {
    const same = await print()
    expect(await print({ headers: { authorization: 'Bearer two', 'x-team': 'a' } })).toBe(same)
    expect(await print({ maxInFlight: 2, requestsPerMinute: 60 })).toBe(same)
    const referring = { url: `http://127.0.0.1/${fromEnv('KEY')}` }
    expect(await print(referring, { KEY: 'one' })).toBe(await print(referring, { KEY: 'two' }))
  })

  it.each<[string, Partial<HttpOptions>]>([
    ['version', { version: '2' }],
    ['address', { url: 'http://127.0.0.1/ask2' }],
    ['method', { method: 'PUT' }],
    ['header', { headers: { authorization: 'Bearer one', 'x-team': 'b' } }],
    ['body', { body: { q: '{{input}}!' } }],
    ['path', { text: '$.b' }],
  ])('is another with another %s', async (_, over) => {
    expect(await print(over)).not.toBe(await print())
  })

  it('lets answers be kept only where a version is told', () => {
    expect(http(base).cacheable).toBe(true)
    const { version: _, ...others } = base
    expect(http(others).cacheable).toBe(false)
    expect(createTarget({ http: others, version: '3' }).cacheable).toBe(true)
  })
})

describe('a fault of who wrote it', () => {
  it.each<[string, object, string]>([
    ['no URL', { url: 'example.com' }, '"url": must begin with http:// or https://'],
    ['a file', { url: 'file:///etc/passwd' }, '"url": must begin with http:// or https://'],
    ['a broken template', { url: 'http://a/{{input' }, '"url" is no template'],
    ['a broken template in the body', { body: { a: ['{{#if}}'] } }, '"body.a.0" is no template'],
    ['a broken header', { headers: { a: '{{#if}}' } }, '"headers.a" is no template'],
    ['a header that is none', { headers: { 'a b': 'x' } }, 'must be the name of a header'],
    ['a path that is none', { text: 'answer' }, 'must be a JSONPath'],
    ['a broken path', { text: '$.[' }, '"text" is no JSONPath'],
    ['a broken path of tokens', { usage: { inputTokens: '$.[' } }, '"inputTokens" is no JSONPath'],
    ['a method in small letters', { method: 'post' }, 'must be in capitals'],
    ['an option that there is not', { txt: '$.a' }, 'txt'],
  ])('%s', (_, over, said) => {
    const make = () => http({ url: 'http://127.0.0.1', ...over })
    expect(make).toThrow(AssayError)
    expect(make).toThrow(said)
  })
})
