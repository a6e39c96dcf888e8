import { describe, expect, it, vi } from 'vitest'
import { scrubber } from '../../src/core/environment.ts'
import type { Failure } from '../../src/core/failure.ts'
import { FailureError } from '../../src/core/failure.ts'
import { connectionFailure } from '../../src/models/index.ts'
import { callContext, networkOf } from '../support/network.ts'
import { failureOf, fromEnv } from '../support/openTarget.ts'
import type { Answer, RawServer } from '../support/rawServer.ts'
import { completion, deadUrl, event, listen, says, streams, tells } from '../support/rawServer.ts'
import { asked, modelOn, question, siteOf } from './asking.ts'

/** What becomes of a server's fault, where one request may be repeated. */
async function faultOf(answer: Answer, stream: boolean): Promise<{ failure: Failure; server: RawServer }> {
  const server = await listen(answer)
  const model = await modelOn(server.url, { stream }, siteOf(networkOf({ retries: 1 })))
  return { failure: await failureOf(asked(model)), server }
}

const error = (message: string, more: object = {}) => ({ error: { message, ...more } })

describe.each([
  ['streamed', true],
  ['in one piece', false],
])('a server that answers %s', (_, stream) => {
  it.each<[string, Answer, string, boolean]>([
    ['429', tells(error('Slow down'), 429), 'rate_limited', true],
    ['429 with nothing left', tells(error('No', { code: 'insufficient_quota' }), 429), 'quota', false],
    ['500', tells(error('Oops'), 500), 'server_error', true],
    ['503', tells(error('Overloaded'), 503), 'server_error', true],
    ['529', tells(error('Overloaded'), 529), 'server_error', true],
    [
      'a page with 502',
      says('<html><h1>Bad gateway</h1></html>', { status: 502, type: 'text/html' }),
      'server_error',
      true,
    ],
    ['408', tells(error('Too slow'), 408), 'timeout', true],
    ['401', tells(error('Wrong key'), 401), 'unauthorized', false],
    ['403', tells(error('Not for you'), 403), 'unauthorized', false],
    ['404', tells(error('No such model'), 404), 'not_found', false],
    ['400', tells(error('temperature must be less than 2'), 400), 'bad_request', false],
    ['422', tells(error('No such thing'), 422), 'bad_request', false],
    ['too long', tells(error("This model's maximum context length is 8192 tokens"), 400), 'context_length', false],
    ['too long by code', tells(error('Too long', { code: 'context_length_exceeded' }), 400), 'context_length', false],
    ['413', says('', { status: 413 }), 'context_length', false],
    ['withheld', tells(error('The response was filtered', { code: 'content_filter' }), 400), 'content_filter', false],
    ['a page with 200', says('<html>Please log in</html>', { type: 'text/html' }), 'bad_reply', true],
    ['JSON that ends too early', says('{"choices": [{"mess'), 'bad_reply', true],
    ['JSON of another shape', tells({ answer: 42 }), 'bad_reply', true],
    ['a fault with 200', tells(error('maximum context length is 10', { code: 400 })), 'context_length', false],
    ['no choices in one piece', completion('', { choices: [] }), 'empty', true],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'connection', true],
    ['nothing and hangs up', (response) => response.socket?.end(), 'connection', true],
  ])('%s', async (__, answer, code, retryable) => {
    const { failure, server } = await faultOf(answer, stream)
    expect(failure).toMatchObject({ code, retryable })
    expect(server.heard).toHaveLength(retryable ? 2 : 1)
  })

  it('tells what the server said, in one line', async () => {
    const { failure } = await faultOf(tells(error('temperature:\n  too high'), 400), stream)
    expect(failure.message).toBe('the server answered 400: temperature: too high')
    const page = `<html><style>b {}</style><script>x</script><p>Bad <b>gateway</b></p>${'x '.repeat(400)}</html>`
    const { failure: told } = await faultOf(says(page, { status: 418, type: 'text/html' }), stream)
    expect(told.message.length).toBeLessThan(400)
    expect(told.message).not.toMatch(/[<>{}]/)
  })

  it('sends on: nobody follows, and no key arrives', async () => {
    const elsewhere = await listen(completion('hello'))
    const location = `${elsewhere.url}/v1/chat/completions`
    const server = await listen(tells({}, 307, { location }))
    const model = await modelOn(server.url, { stream, apiKey: 'sk-very-secret' })
    const failure = await failureOf(asked(model))
    expect(failure).toMatchObject({ code: 'redirect', retryable: false })
    expect(failure.message).toContain(`it sends on to ${location}`)
    expect(elsewhere.heard).toEqual([])
    expect(server.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-very-secret'])
  })

  it('repeats the key: what is known of it takes it out', async () => {
    const kept = new Map<string, string>()
    const network = networkOf({ keepSecret: (name, value) => kept.set(name, value) })
    const server = await listen((response, heard) =>
      tells(error(`Bad key ${heard.headers.authorization}`), 401)(response, heard),
    )
    const model = await modelOn(
      server.url,
      { stream, apiKey: fromEnv('KEY') },
      siteOf(network, { KEY: 'sk-very-secret' }),
    )
    const { message } = await failureOf(asked(model))
    expect(message).toContain('sk-very-secret')
    const clean = scrubber([...kept].map(([name, value]) => ({ name, value })))
    expect(clean(message)).toBe('the server answered 401: Bad key Bearer [apiKey]')
  })

  it('never answers: the request ends with the trial, and is not repeated', async () => {
    const server = await listen(() => {})
    const ending = new AbortController()
    const network = networkOf()
    const model = await modelOn(server.url, { stream }, siteOf(network))
    const answer = model.generate(question(), callContext(ending.signal))
    await expect.poll(() => server.heard.length).toBe(1)
    const reason = new FailureError({ code: 'timeout', message: 'took longer than 5 s', retryable: true })
    ending.abort(reason)
    await expect(answer).rejects.toBe(reason)
    await expect.poll(() => server.hungUp).toBe(1)
    expect(server.heard).toHaveLength(1)
  })

  it('is not there', async () => {
    const model = await modelOn(await deadUrl(), { stream }, siteOf(networkOf({ retries: 1 })))
    expect(await failureOf(asked(model))).toMatchObject({
      code: 'connection',
      message: expect.stringMatching(/^no connection: .*ECONNREFUSED.*not tried again/),
      retryable: true,
    })
  })
})

describe('a stream', () => {
  it.each<[string, Answer, string, boolean]>([
    ['without choices', streams([event.usage(), event.done]), 'empty', true],
    ['without anything', streams([event.done]), 'empty', true],
    ['that breaks half way', streams([event.text('30 '), event.text('da')], { cut: true }), 'broken_stream', true],
    ['that ends without a reason', streams([event.text('30 da')]), 'broken_stream', true],
    [
      'that ends without a reason but says it is done',
      streams([event.text('30 da'), event.done]),
      'broken_stream',
      true,
    ],
    ['with a broken event', streams([event.text('30 '), 'data: {"choices": [{"del']), 'bad_reply', true],
    ['with an error of the server', streams([event.text('30 '), error('Worker died')]), 'server_error', true],
    ['with an event that is an error', streams([{ message: 'Too many', code: 429 }]), 'rate_limited', true],
    ['with an error that has a status', streams([error('Too many', { code: 429 })]), 'rate_limited', true],
    [
      'with an error that will not pass',
      streams([error('prompt is too long', { code: 400 })]),
      'context_length',
      false,
    ],
    [
      'with an error that is named too long',
      streams([
        event.text('30'),
        error('Too long', { type: 'invalid_request_error', code: 'context_length_exceeded' }),
      ]),
      'context_length',
      false,
    ],
    [
      'with an error that is named a limit',
      streams([error('Slow', { code: 'rate_limit_exceeded' })]),
      'rate_limited',
      true,
    ],
    ['that is withheld', streams([event.finish('content_filter'), event.done]), 'content_filter', false],
    ['that is a page', streams(['<html>Hello</html>'], { type: 'text/html' }), 'bad_reply', true],
  ])('%s', async (_, answer, code, retryable) => {
    const { failure, server } = await faultOf(answer, true)
    expect(failure).toMatchObject({ code, retryable })
    expect(server.heard).toHaveLength(retryable ? 2 : 1)
  })

  it('ends with the trial when it stops half way', async () => {
    const server = await listen((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(event.text('30 '))}\n\n`)
    })
    const ending = new AbortController()
    const model = await modelOn(server.url)
    const answer = model.generate(question(), callContext(ending.signal))
    await expect.poll(() => server.heard.length).toBe(1)
    ending.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    await expect.poll(() => server.hungUp).toBe(1)
  })
})

describe('an answer in one piece', () => {
  it('that is withheld', async () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'content_filter' }]
    const { failure } = await faultOf(completion('', { choices }), false)
    expect(failure).toMatchObject({ code: 'content_filter', retryable: false })
  })

  it('that breaks off', async () => {
    const broken: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"choices": [', () => setImmediate(() => response.destroy()))
    }
    expect((await faultOf(broken, false)).failure).toMatchObject({ code: 'broken_stream', retryable: true })
  })
})

describe('connectionFailure', () => {
  const caused = (code: string, name = 'Error') =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(`${name} ${code}`), { code }) })

  it.each([
    ['ECONNRESET', false, 'connection', true],
    ['EAI_AGAIN', false, 'connection', true],
    ['ENOTFOUND', false, 'connection', false],
    ['ERR_INVALID_CHAR', false, 'connection', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'connection', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', false, 'connection', false],
    ['CERT_HAS_EXPIRED', false, 'connection', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'connection', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'connection', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', false, 'connection', false],
    ['UND_ERR_CONNECT_TIMEOUT', false, 'timeout', true],
    ['UND_ERR_HEADERS_TIMEOUT', false, 'timeout', true],
    ['UND_ERR_BODY_TIMEOUT', true, 'timeout', true],
    ['UND_ERR_SOCKET', true, 'broken_stream', true],
  ])('%s', (code, begun, wanted, retryable) => {
    expect(connectionFailure(caused(code), begun)?.failure).toMatchObject({ code: wanted, retryable })
  })

  it('finds the fault behind several addresses of a name', () => {
    const each = ['::1', '127.0.0.1'].map((host) =>
      Object.assign(new Error(`connect ECONNREFUSED ${host}`), { code: 'ECONNREFUSED' }),
    )
    const thrown = new TypeError('fetch failed', { cause: new AggregateError(each) })
    expect(connectionFailure(thrown, false)?.failure.message).toBe('no connection: connect ECONNREFUSED ::1')
  })

  it('hands on a failure that the network told, and leaves alone what is none', () => {
    const told = new FailureError({ code: 'offline', message: 'not allowed', retryable: false })
    expect(connectionFailure(new TypeError('fetch failed', { cause: told }), false)).toBe(told)
    expect(connectionFailure(new RangeError('a mistake of ours'), false)).toBeUndefined()
    const circular = new Error('one')
    circular.cause = circular
    expect(connectionFailure(circular, false)).toBeUndefined()
  })
})

describe('a network that sends nothing', () => {
  it('fails, and needs neither key nor package', async () => {
    const network = networkOf({ sends: false })
    const model = await modelOn('http://127.0.0.1:1', { provider: 'nobody-has-this' }, siteOf(network))
    expect(await failureOf(asked(model))).toMatchObject({ code: 'not_recorded', retryable: false })
    const attempt = vi.fn(async () => ({ text: '' }))
    const errand = { endpoint: { key: 'x' }, attempt, costOf: () => 0, ...callContext() }
    expect(await failureOf(network.send(errand))).toMatchObject({ code: 'not_recorded' })
    expect(attempt).not.toHaveBeenCalled()
  })
})
