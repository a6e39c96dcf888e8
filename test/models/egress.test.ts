import { connect, Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { allowedHosts, guardedFetch, requester, SocketGuard } from '../../src/models/index.ts'
import { networkOf } from '../support/network.ts'
import { failureOf } from '../support/openTarget.ts'
import { completion, listen, streamedText } from '../support/rawServer.ts'
import { asked, modelOn, siteOf } from './asking.ts'

describe('allowedHosts', () => {
  const allowed = allowedHosts(['api.example.com', '*.internal', '10.0.0.7', 'MIXED.Example'])

  it.each([
    'localhost',
    'LOCALHOST',
    'models.localhost',
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    'api.example.com',
    'API.example.com',
    'a.internal',
    'a.b.internal',
    '10.0.0.7',
    'mixed.example',
  ])('%s may be asked', (host) => {
    expect(allowed(host)).toBe(true)
  })

  it.each([
    'example.com',
    'x.api.example.com',
    'api.example.com.evil.test',
    'internal',
    'notinternal',
    '127.0.0.1.evil.test',
    '1270.0.0.1',
    'localhost.evil.test',
    'notlocalhost',
    '10.0.0.70',
    '0.0.0.0',
    '169.254.169.254',
    '',
  ])('%j may not', (host) => {
    expect(allowed(host)).toBe(false)
  })
})

/** Both ways out, as a command that is offline has them. */
const guards = (hosts: readonly string[]) => ({
  fetch: guardedFetch(globalThis.fetch, allowedHosts(hosts)),
  request: requester(allowedHosts(hosts)),
})

describe('guardedFetch', () => {
  const inner = () => vi.fn(async (..._: Parameters<typeof globalThis.fetch>) => new Response('ok'))

  it('refuses before anything is opened, however the address is given', async () => {
    const fetch = inner()
    const guarded = guardedFetch(fetch, allowedHosts([]))
    for (const target of ['http://a.test/x', new URL('http://a.test/x'), new Request('http://a.test/x')])
      await expect(guarded(target)).rejects.toMatchObject({ failure: { code: 'offline', retryable: false } })
    await expect(guarded('http://127.0.0.1@a.test/')).rejects.toThrow('--offline: a.test is not allowed')
    expect(fetch).not.toHaveBeenCalled()
    await guarded('http://[::1]:80/')
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('follows no redirect, whatever the caller wants', async () => {
    const fetch = inner()
    await guardedFetch(fetch, undefined)('http://a.test/', { redirect: 'follow', method: 'POST' })
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual', method: 'POST' })
  })

  it('fails a model at once, with what to do', async () => {
    const network = () => networkOf(guards([]))
    for (const at of [{}, { provider: 'anthropic', apiKey: 'k' }, { stream: false }]) {
      const model = await modelOn('http://models.test', at, siteOf(network()))
      expect(await failureOf(asked(model))).toEqual({
        code: 'offline',
        message: '--offline: models.test is not allowed; add it to allowedHosts in assay.config if it is meant',
        retryable: false,
      })
    }
  })

  it('is passed by servers of this machine', async () => {
    const server = await listen((...asked) =>
      (asked[1].body.includes('"stream"') ? streamedText : completion)('30')(...asked),
    )
    for (const stream of [true, false])
      expect((await asked(await modelOn(server.url, { stream }, siteOf(networkOf(guards([])))))).text).toBe('30')
  })
})

describe('SocketGuard', () => {
  const guarded = (hosts: readonly string[] = []) => {
    const guard = new SocketGuard()
    guard.hold(hosts)
    onTestFinished(() => guard.release())
    return guard
  }
  const ended = (socket: ReturnType<typeof connect>) =>
    new Promise<unknown>((resolve) => {
      socket.on('error', resolve)
      socket.on('connect', () => {
        socket.destroy()
        resolve('connected')
      })
    })

  it('refuses sockets, whoever opens them and however', async () => {
    guarded()
    const refused = { failure: { code: 'offline', message: expect.stringContaining('elsewhere.test is not allowed') } }
    expect(await ended(connect(80, 'elsewhere.test'))).toMatchObject(refused)
    expect(await ended(connect({ port: 80, host: 'elsewhere.test' }))).toMatchObject(refused)
    await expect(fetch('http://elsewhere.test/')).rejects.toMatchObject({ cause: refused })
    await expect(fetch('https://elsewhere.test/')).rejects.toMatchObject({ cause: refused })
  })

  it('lets through this machine, what is listed, and pipes', async () => {
    const server = await listen(completion('hi'))
    const port = Number(new URL(server.url).port)
    guarded(['elsewhere.test'])
    expect(await ended(connect(port, '127.0.0.1'))).toBe('connected')
    expect(await ended(connect({ port }))).not.toMatchObject({ failure: expect.anything() })
    expect(await ended(connect('/nowhere/pipe.sock'))).toMatchObject({ code: 'ENOENT' })
    expect(await ended(connect({ path: '/nowhere/pipe.sock' }))).toMatchObject({ code: 'ENOENT' })
    expect((await fetch(server.url)).status).toBe(200)
  })

  it('lets through more as it is told, and is taken back', async () => {
    const { connect: original } = Socket.prototype
    const guard = new SocketGuard()
    onTestFinished(() => guard.release())
    guard.hold()
    expect(await ended(connect(9, 'models.example'))).toMatchObject({ failure: { code: 'offline' } })
    const asked: string[] = []
    guard.hold(['models.example'])
    const lookup = (host: string, _: unknown, done: (error: Error) => void) => {
      asked.push(host)
      done(new Error('not found'))
    }
    expect(await ended(connect({ port: 9, host: 'models.example', lookup: lookup as never }))).toMatchObject({
      message: 'not found',
    })
    expect(asked).toEqual(['models.example'])
    guard.release()
    expect(Socket.prototype.connect).toBe(original)
  })
})
