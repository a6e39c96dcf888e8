import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it arrived. */
export interface Heard {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
  /** 1 for the first that this server heard. */
  number: number
}

export interface RawServer {
  url: string
  heard: Heard[]
  /** Requests whose client hung up before it was answered. */
  readonly hungUp: number
}

export type Answer = (response: ServerResponse, heard: Heard) => void

/** A server on this machine that does what no mock of a model does; closed when the test is over. */
export async function listen(answer: Answer): Promise<RawServer> {
  const heard: Heard[] = []
  let hungUp = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    response.on('close', () => {
      if (!response.writableEnded) hungUp += 1
    })
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const arrived = { method, path, headers, body: Buffer.concat(chunks).toString(), number: heard.length + 1 }
      heard.push(arrived)
      answer(response, arrived)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    get hungUp() {
      return hungUp
    },
  }
}

/** An address where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** Answers with text of this type. */
export function says(
  text: string,
  { status = 200, type = 'application/json', headers = {} as Record<string, string> } = {},
): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(text)
  }
}

/** Answers with JSON. */
export function tells(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return says(JSON.stringify(value), { status, headers })
}

/** One answer after the other; the last one for all that follow. */
export function inTurn(...answers: [Answer, ...Answer[]]): Answer {
  return (response, heard) => (answers[heard.number - 1] ?? answers[answers.length - 1] ?? answers[0])(response, heard)
}

/** A completion in one piece, as OpenAI-compatible servers give it. */
export function completion(content: string, over: object = {}): Answer {
  return tells({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'some-model',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
    ...over,
  })
}

/** Server-sent events: each an object, or a line as it is. `cut` breaks the connection after them. */
export function streams(
  events: readonly (object | string)[],
  { cut = false, type = 'text/event-stream' }: { cut?: boolean; type?: string } = {},
): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': type })
    for (const event of events)
      response.write(typeof event === 'string' ? `${event}\n\n` : `data: ${JSON.stringify(event)}\n\n`)
    // What was written has to arrive before the connection breaks.
    if (cut) response.write('', () => setImmediate(() => response.destroy()))
    else response.end()
  }
}

const base = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'some-model' }

/** Events of a streamed completion. */
export const event = {
  text: (content: string, over: object = {}) => ({
    ...base,
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    ...over,
  }),
  finish: (reason = 'stop') => ({ ...base, choices: [{ index: 0, delta: {}, finish_reason: reason }] }),
  usage: (input = 20, output = 10, more: object = {}) => ({
    ...base,
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, ...more },
  }),
  done: 'data: [DONE]',
}

/** A whole streamed completion. */
export function streamedText(...pieces: string[]): Answer {
  return streams([...pieces.map((piece) => event.text(piece)), event.finish(), event.usage(), event.done])
}
