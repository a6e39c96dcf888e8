import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent as SecureAgent } from 'node:https'
import type { Environment } from '../core/environment.ts'
import type { HttpReply, HttpRequest } from '../core/network.ts'
import type { Allowed } from './egress.ts'
import { refusal } from './egress.ts'

/**
 * Plain requests with connections that are kept open: a third of what `fetch` takes of the processor, which shows with many in flight.
 * Follows no redirect, so that no key is carried to where nobody sent it.
 * @param allowed who may be asked; absent where everybody may
 * @param proxyEnv where a proxy is named, for those who told Node.js to use it
 */
export function requester(
  allowed: Allowed | undefined,
  proxyEnv?: Environment,
): (asked: HttpRequest) => Promise<HttpReply> {
  const options = { keepAlive: true, ...(proxyEnv === undefined ? {} : { proxyEnv }) }
  const plain = new Agent(options)
  const secure = new SecureAgent(options)
  const send = ({ url, method, headers, body, signal }: HttpRequest, isAgain: boolean): Promise<HttpReply> =>
    new Promise((resolve, reject) => {
      const target = new URL(url)
      if (allowed !== undefined && !allowed(target.hostname)) throw refusal(target.hostname)
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const settings = { method, headers: { ...headers, ...length }, signal }
      const request: ClientRequest =
        target.protocol === 'https:'
          ? httpsRequest(target, { ...settings, agent: secure })
          : httpRequest(target, { ...settings, agent: plain })
      request.on('response', (response) => resolve(replyOf(response)))
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was kept open, just when it was wanted: nothing of the request was read.
        const wasStale = request.reusedSocket && error.code === 'ECONNRESET' && !isAgain
        if (wasStale) resolve(send({ url, method, headers, signal, ...(body === undefined ? {} : { body }) }, true))
        else reject(error)
      })
      request.end(body)
    })
  return (asked) => send(asked, false)
}

function replyOf(response: IncomingMessage): HttpReply {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    read: (take) =>
      new Promise((resolve, reject) => {
        response.on('data', (chunk: Buffer) => {
          try {
            take(chunk)
          } catch (error) {
            response.destroy()
            reject(error)
          }
        })
        response.on('end', resolve)
        response.on('error', reject)
        // Closed before its end, and by nobody's fault that was told.
        response.on('close', () => {
          if (!response.readableEnded) reject(new TypeError('the connection was closed'))
        })
      }),
  }
}
