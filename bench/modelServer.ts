/** An OpenAI-compatible server that begins to stream its answer 50 ms after it was asked; a process of its own. Prints its port. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const latencyMs = 50
const base = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'bench-model' }
const event = (chunk: object) => `data: ${JSON.stringify({ ...base, ...chunk })}\n\n`
const words = ['It is delivered ', 'within ', 'five days.'].map((content) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
)
const last =
  event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
  event({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 } }) +
  'data: [DONE]\n\n'

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const word of words) response.write(word)
      response.end(last)
    }, latencyMs)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
