import { setTimeout as delay } from 'node:timers/promises'
import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import type { Target } from '../core/target.ts'
import { abortable } from './abort.ts'
import { Conversation } from './conversation.ts'
import type { Launch } from './program.ts'

/** Processes in a row that ended without a reply, over as many different cases, until the program is given up. */
const patience = { untried: 5, proven: 20 }
const firstPauseMs = 100
const longestPauseMs = 2_000
const graceMs = 2_000

/**
 * One process kept for all trials; it is started when it is first needed, and again when it has died. One that dies again and again
 * without having replied is given up: it would die for every case that is left.
 */
export function linesRunner(launch: Launch): Required<Pick<Target, 'run' | 'close'>> {
  const closing = new AbortController()
  let current: Promise<Conversation> | undefined
  let givenUp: Failure | undefined
  let proven = false
  /** In a row, without a reply. */
  let deaths = 0
  /** The cases that were lost with them. */
  const lost = new Set<string>()

  function converse(): Promise<Conversation> {
    if (current !== undefined) return current
    const starting = startAfterPause()
    current = starting
    starting.then(
      (conversation) => conversation.ended.then(() => afterEnd(conversation, starting)),
      (error: unknown) => afterFailedStart(error, starting),
    )
    return starting
  }

  async function startAfterPause(): Promise<Conversation> {
    if (deaths > 0) {
      const pause = Math.min(firstPauseMs * 2 ** (deaths - 1), longestPauseMs)
      await delay(pause, undefined, { signal: closing.signal })
    }
    return Conversation.start(launch, lost)
  }

  function afterEnd(conversation: Conversation, starting: Promise<Conversation>): void {
    if (current === starting) current = undefined
    if (conversation.hasReplied) {
      proven = true
      deaths = 0
      lost.clear()
      return
    }
    if (conversation.dismissed !== undefined) return
    deaths += 1
    const limit = proven ? patience.proven : patience.untried
    if (deaths < limit || lost.size < limit) return
    const message = `the program ended ${deaths} times in a row without a reply and is given up: ${conversation.words}`
    givenUp = { code: 'cannot_start', message, retryable: false }
  }

  function afterFailedStart(error: unknown, starting: Promise<Conversation>): void {
    if (current === starting) current = undefined
    if (error instanceof FailureError && !error.failure.retryable) givenUp = error.failure
  }

  return {
    run: async (input, context) => {
      context.signal.throwIfAborted()
      if (givenUp !== undefined) throw new FailureError(givenUp)
      const conversation = await abortable(converse(), context.signal)
      context.signal.throwIfAborted()
      return conversation.ask(input, context)
    },
    close: async () => {
      closing.abort()
      const conversation = await current?.catch(() => undefined)
      await conversation?.close(graceMs)
    },
  }
}
