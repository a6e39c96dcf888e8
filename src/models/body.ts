import type { HttpReply } from '../core/network.ts'
import { RequestError } from '../core/network.ts'
import { connectionFailure } from './faults.ts'

/** An answer beyond this is a server that has gone wild. */
const longestAnswer = 20 * 1024 * 1024

/**
 * Hands on a body as it comes.
 * @param isBegun whether a part of the answer has come, when the connection breaks
 * @throws FailureError `broken_stream`, `connection`, `output_limit`
 */
export async function readBody(
  reply: HttpReply,
  take: (chunk: Uint8Array) => void,
  isBegun: () => boolean,
): Promise<void> {
  let bytes = 0
  const read = reply.read((chunk) => {
    bytes += chunk.length
    if (bytes > longestAnswer) throw tooLong()
    take(chunk)
  })
  await reached(read, isBegun)
}

/** A body as text, without a byte order mark. */
export async function bodyText(reply: HttpReply): Promise<string> {
  const parts: Uint8Array[] = []
  await readBody(
    reply,
    (chunk) => parts.push(chunk),
    () => true,
  )
  return new TextDecoder().decode(Buffer.concat(parts))
}

/** What is awaited of a request; what it throws becomes a failure. */
export async function reached<T>(work: Promise<T>, isBegun = () => false): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw connectionFailure(error, isBegun()) ?? error
  }
}

function tooLong(): RequestError {
  const message = 'the server answered with more than 20 MB'
  return new RequestError({ code: 'output_limit', message, retryable: false })
}
