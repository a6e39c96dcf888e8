import { isUtf8 } from 'node:buffer'
import { FailureError } from '../core/failure.ts'
import { isJsonObject } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { Target, TargetContext, TargetInput } from '../core/target.ts'
import { abortable } from './abort.ts'
import { describeExit, longestOutput, longestOutputShown } from './exit.ts'
import type { Launch, Program } from './program.ts'
import { startProgram } from './program.ts'
import { readReply, toOutput } from './reply.ts'

/** A process for every trial: the input as JSON on stdin, the answer on stdout. */
export function onceRunner(launch: Launch): Required<Pick<Target, 'run' | 'close'>> {
  const running = new Set<Promise<Output>>()
  const programs = new Set<Program>()

  async function answer(input: TargetInput, { signal, monotonic }: TargetContext): Promise<Output> {
    const startedAt = monotonic()
    const chunks: Buffer[] = []
    let bytes = 0
    const program = await startProgram(launch, (chunk) => {
      bytes += chunk.length
      if (bytes <= longestOutput) chunks.push(chunk)
      else end()
    })
    const end = () => void program.kill()
    programs.add(program)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    try {
      void program.write(`${JSON.stringify(input)}\n`).then(() => program.closeInput())
      const exit = await program.exited
      const tookMs = monotonic() - startedAt
      if (bytes > longestOutput) throw tooLong()
      return readAnswer(Buffer.concat(chunks), tookMs, describeExit(launch, exit, program.lastWords()))
    } finally {
      programs.delete(program)
      signal.removeEventListener('abort', end)
    }
  }

  return {
    run: (input, context) => {
      if (context.signal.aborted) return Promise.reject(context.signal.reason)
      const work = answer(input, context)
      running.add(work)
      const done = () => running.delete(work)
      work.then(done, done)
      return abortable(work, context.signal)
    },
    close: async () => {
      for (const program of programs) void program.kill()
      await Promise.allSettled(running)
    },
  }
}

/** What the program printed is its answer if it ended well; a reported error counts in any case, since it says more than a code. */
function readAnswer(printed: Buffer, tookMs: number, failure: FailureError | undefined): Output {
  const text = printed.toString('utf8')
  const reply = jsonReply(text)
  if (failure !== undefined) {
    const read = reply === undefined ? undefined : readReply(reply)
    throw read !== undefined && 'failure' in read ? new FailureError(read.failure) : failure
  }
  if (!isUtf8(printed)) {
    throw new FailureError({
      code: 'bad_reply',
      message: 'the program printed bytes that are not UTF-8',
      retryable: false,
    })
  }
  if (text.trim() === '') {
    throw new FailureError({ code: 'empty', message: 'the program printed nothing', retryable: false })
  }
  return toOutput(reply ?? text.replace(/\r?\n$/, ''), tookMs)
}

/** A JSON object with `text` or `error` is a reply; any other JSON is an answer that happens to be JSON. */
function jsonReply(printed: string): unknown {
  if (!printed.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(printed)
    const told = isJsonObject(value) && ('text' in value || (value.error !== undefined && value.error !== null))
    return told ? value : undefined
  } catch {
    return undefined
  }
}

function tooLong(): FailureError {
  const message = `the program printed more than ${longestOutputShown}`
  return new FailureError({ code: 'output_limit', message, retryable: false })
}
