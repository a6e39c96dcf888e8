import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpReply, HttpRequest } from '../../src/core/network.ts'
import { ChatChunks } from '../../src/models/chatChunks.ts'
import { EventStream } from '../../src/models/eventStream.ts'
import { allowedHosts, requester } from '../../src/models/index.ts'
import { deadUrl, listen, says, tells } from '../support/rawServer.ts'

function asking(url: string, over: Partial<HttpRequest> = {}): HttpRequest {
  return { url, method: 'POST', headers: { 'x-a': '1' }, body: 'é', signal: new AbortController().signal, ...over }
}

async function textOf(reply: HttpReply): Promise<string> {
  const chunks: Uint8Array[] = []
  await reply.read((chunk) => chunks.push(chunk))
  return Buffer.concat(chunks).toString()
}

describe('a plain request', () => {
  it('sends and hands on what came', async () => {
    const server = await listen(says('Grüße', { status: 418, type: 'text/plain', headers: { 'X-B': 'b' } }))
    const reply = await requester(undefined)(asking(`${server.url}/a?b=c`))
    expect(reply).toMatchObject({ status: 418, headers: { 'content-type': 'text/plain', 'x-b': 'b' } })
    expect(await textOf(reply)).toBe('Grüße')
    expect(server.heard).toMatchObject([
      { method: 'POST', path: '/a?b=c', body: 'é', headers: { 'x-a': '1', 'content-length': '2' } },
    ])
  })

  it('follows nobody who sends it on', async () => {
    const elsewhere = await listen(tells({}))
    const server = await listen(tells({}, 302, { location: elsewhere.url }))
    expect(await requester(undefined)(asking(server.url))).toMatchObject({ status: 302 })
    expect(elsewhere.heard).toEqual([])
  })

  it('goes to no host that is not allowed, before anything is looked up', async () => {
    const request = requester(allowedHosts(['listed.test']))
    await expect(request(asking('http://elsewhere.test/'))).rejects.toMatchObject({ failure: { code: 'offline' } })
    await expect(request(asking('https://127.0.0.1@elsewhere.test/'))).rejects.toMatchObject({
      failure: { code: 'offline' },
    })
    const server = await listen(tells({}))
    expect((await request(asking(server.url))).status).toBe(200)
  })

  it('is told what broke it', async () => {
    await expect(requester(undefined)(asking(await deadUrl()))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const server = await listen((response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('abc', () => setImmediate(() => response.destroy()))
    })
    await expect(textOf(await requester(undefined)(asking(server.url)))).rejects.toThrow(/./)
  })

  it('ends with its signal, before the reply and within it', async () => {
    const silent = await listen(() => {})
    const early = new AbortController()
    const none = requester(undefined)(asking(silent.url, { signal: early.signal }))
    await expect.poll(() => silent.heard.length).toBe(1)
    early.abort()
    await expect(none).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => silent.hungUp).toBe(1)
    const slow = await listen((response) => void response.writeHead(200).write('abc'))
    const late = new AbortController()
    const half = textOf(await requester(undefined)(asking(slow.url, { signal: late.signal })))
    late.abort()
    await expect(half).rejects.toThrow(/./)
    await expect.poll(() => slow.hungUp).toBe(1)
  })

  it('hangs up when what came is not wanted any more', async () => {
    const server = await listen((response) => void response.writeHead(200).write('abc'))
    const reply = await requester(undefined)(asking(server.url))
    const refusing = reply.read(() => {
      throw new Error('too much')
    })
    await expect(refusing).rejects.toThrow('too much')
    await expect.poll(() => server.hungUp).toBe(1)
  })

  it('uses a connection again, and makes another where that was closed meanwhile', async () => {
    const ports: unknown[] = []
    const server = await listen((response, heard) => {
      ports.push(response.socket?.remotePort)
      if (heard.body === 'close') response.once('finish', () => setImmediate(() => response.socket?.destroy()))
      // The first that comes over a connection that was used is met by a closed door.
      if (heard.body === 'stale' && ports.filter((port) => port === ports.at(-1)).length > 1)
        response.socket?.resetAndDestroy()
      else tells({})(response, heard)
    })
    const request = requester(undefined)
    for (const body of ['one', 'two', 'stale']) {
      const reply = await request(asking(server.url, { body }))
      expect([reply.status, await textOf(reply)]).toEqual([200, '{}'])
    }
    expect(server.heard.map(({ body }) => body)).toEqual(['one', 'two', 'stale', 'stale'])
    expect(new Set(ports).size).toBe(2)
  })
})

/** What is said by bytes that come in these pieces. */
function saidBy(pieces: readonly Uint8Array[]): string[] {
  const said: string[] = []
  const stream = new EventStream((data) => said.push(data))
  for (const piece of pieces) stream.push(piece)
  stream.end()
  return said
}

describe('a stream of events', () => {
  it.each<[string, string[]]>([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['data:a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['data: a\ndata: b\n\n', ['a\nb']],
    [': a remark\n\nevent: x\nid: 7\nretry: 9\ndata: a\n\n', ['a']],
    ['data:  two spaces\n\n', [' two spaces']],
    ['data: the last without an end', ['the last without an end']],
    ['data:\n\n', ['']],
    ['\n\n\n', []],
    ['', []],
    ['<html>no events</html>', []],
  ])('%j says %j', (text, said) => {
    expect(saidBy([Buffer.from(text)])).toEqual(said)
  })

  it('says the same however it is cut', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''))
    const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        cuts,
        (lines, end, at) => {
          const bytes = Buffer.from(lines.map((text) => `data: ${text}${end}${end}`).join(''))
          const places = [0, ...at.filter((place) => place < bytes.length).sort((a, b) => a - b), bytes.length]
          const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place))
          expect(saidBy(pieces)).toEqual(lines)
        },
      ),
    )
  })
})

describe('the chunks of a chat', () => {
  function wholeOf(...chunks: object[]): { choices: { message: object; finish_reason: string }[]; model?: string } {
    const all = new ChatChunks()
    for (const chunk of chunks) all.add(JSON.stringify(chunk))
    all.add('[DONE]')
    return all.whole() as ReturnType<typeof wholeOf>
  }
  const delta = (given: object, more: object = {}) => ({ model: 'm', choices: [{ delta: given, ...more }] })
  const call = (index: number | undefined, name: string | undefined, args: string, id?: string) => ({
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    function: { ...(name === undefined ? {} : { name }), arguments: args },
  })

  it('are put together by what they are', () => {
    const whole = wholeOf(
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm' }),
      delta({ reasoning: '.' }),
      delta({ content: '30 ' }),
      delta({ content: [{ type: 'text', text: 'days' }] }),
      delta({}, { finish_reason: 'stop' }),
      { choices: [], usage: { prompt_tokens: 1 } },
    )
    expect(whole).toMatchObject({ model: 'm', usage: { prompt_tokens: 1 } })
    expect(whole.choices).toEqual([
      { message: { role: 'assistant', content: '30 days', reasoning_content: 'Hm.' }, finish_reason: 'stop' },
    ])
  })

  it.each<[string, object[]]>([
    ['by index', [call(0, 'look', '{"a"', 'x'), call(1, 'find', '{}', 'y'), call(0, undefined, ':1}')]],
    [
      'in one piece each, without an index',
      [call(undefined, 'look', '{"a":1}', 'x'), call(undefined, 'find', '{}', 'y')],
    ],
    [
      'in a row, without an index',
      [call(undefined, 'look', '{"a"', 'x'), call(undefined, undefined, ':1}'), call(undefined, 'find', '{}', 'y')],
    ],
  ])('tell tool calls apart %s', (_, calls) => {
    const whole = wholeOf(
      ...calls.map((one) => delta({ tool_calls: [one] })),
      delta({}, { finish_reason: 'tool_calls' }),
    )
    expect(whole.choices[0]?.message).toMatchObject({
      tool_calls: [
        { id: 'x', type: 'function', function: { name: 'look', arguments: '{"a":1}' } },
        { id: 'y', type: 'function', function: { name: 'find', arguments: '{}' } },
      ],
    })
  })

  it('endure calls that begin to count at one, and null where there is nothing', () => {
    const head = { index: 1, id: 'x', function: { name: 'look', arguments: '{' } }
    const whole = wholeOf(
      { choices: [null] },
      { choices: null },
      delta({ content: null, tool_calls: null }),
      delta({ tool_calls: [head] }),
      delta({ tool_calls: [{ index: 1, id: null, function: null }] }),
      delta({ tool_calls: [{ index: 1, function: { name: null, arguments: '}' } }] }),
    )
    expect(whole.choices[0]?.message).toMatchObject({
      content: '',
      tool_calls: [{ id: 'x', function: { name: 'look', arguments: '{}' } }],
    })
  })

  it('tell whether an answer has begun, and has ended', () => {
    const chunks = new ChatChunks()
    const states = [
      delta({ role: 'assistant', content: '' }),
      delta({ content: '3' }),
      delta({}, { finish_reason: 'stop' }),
    ].map((chunk) => {
      chunks.add(JSON.stringify(chunk))
      return [chunks.begun, chunks.finished]
    })
    expect(states).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ])
  })

  it.each(['{"choices": [', 'null', '"text"', 'true'])('are no chunk: %j', (data) => {
    expect(() => new ChatChunks().add(data)).toThrow('the answer is no whole JSON')
  })
})
