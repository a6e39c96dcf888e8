import { Socket } from 'node:net'
import { FailureError } from '../core/failure.ts'

/** Whether a host may be asked. */
export type Allowed = (host: string) => boolean

const loopback = /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(?:\.\d{1,3}){3})$/i

/**
 * Hosts of this machine, and those that are listed: by name or address, or `*.NAME` for all names below one.
 */
export function allowedHosts(listed: readonly string[]): Allowed {
  const names = listed.map((host) => host.toLowerCase())
  return (host) => {
    const name = host.toLowerCase()
    if (loopback.test(name)) return true
    return names.some((one) => (one.startsWith('*.') ? name.endsWith(one.slice(1)) : name === one))
  }
}

/** `fetch` that follows no redirect, so that no key is carried to where nobody sent it, and asks only hosts that are allowed. */
export function guardedFetch(fetch: typeof globalThis.fetch, allowed: Allowed | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (allowed !== undefined && !allowed(url.hostname)) throw refusal(url.hostname)
    return fetch(input, { ...init, redirect: 'manual' })
  }
}

/**
 * Refuses connections of this thread to hosts that are not allowed, whoever opens them: models and functions of people's own bring
 * clients of their own. Child processes and worker threads are beyond it.
 */
export class SocketGuard {
  #allowed: Allowed = allowedHosts([])
  #original: typeof Socket.prototype.connect | undefined

  /** Holds from now on, and lets through this machine and these hosts. */
  hold(listed: readonly string[] = []): void {
    this.#allowed = allowedHosts(listed)
    if (this.#original !== undefined) return
    const original = Socket.prototype.connect
    const isAllowed = (host: string) => this.#allowed(host)
    const guarded = function (this: Socket, ...args: unknown[]): Socket {
      const host = hostOf(args)
      if (host !== undefined && !isAllowed(host)) {
        // Told as any connection that fails is, so that every client reports it in its own way.
        queueMicrotask(() => this.destroy(refusal(host)))
        return this
      }
      return Reflect.apply(original, this, args)
    }
    Socket.prototype.connect = guarded as typeof original
    this.#original = original
  }

  release(): void {
    if (this.#original !== undefined) Socket.prototype.connect = this.#original
    this.#original = undefined
  }
}

/** The host of what `connect` was called with; undefined for pipes, which lead to this machine alone. */
function hostOf(args: readonly unknown[]): string | undefined {
  // `net.connect` hands on its own arguments in a list.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null) {
    const { host, path, port } = first as { host?: unknown; path?: unknown; port?: unknown }
    if (typeof path === 'string' && port === undefined) return undefined
    return typeof host === 'string' ? host : 'localhost'
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined
  return typeof second === 'string' ? second : 'localhost'
}

export function refusal(host: string): FailureError {
  const message = `--offline: ${host} is not allowed; add it to allowedHosts in assay.config if it is meant`
  return new FailureError({ code: 'offline', message, retryable: false })
}
