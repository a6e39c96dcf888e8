import { FailureError } from '../core/failure.ts'
import { isJsonObject } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { TargetContext, TargetInput } from '../core/target.ts'
import type { TextLine } from '../text/lines.ts'
import { LineSplitter } from '../text/lines.ts'
import { exitWords, longestOutput } from './exit.ts'
import { plainText } from './plainText.ts'
import type { Launch, Program } from './program.ts'
import { startProgram } from './program.ts'
import { badReply, toOutput } from './reply.ts'

interface Request {
  caseId: string
  monotonic: () => number
  sentAt: number
  /** Replies and timeouts there had been when it was sent. */
  replies: number
  aborts: number
  resolve(output: Output): void
  reject(reason: unknown): void
}

/**
 * One process that answers many requests, a line each, in any order. A request has an id that no other request of this process ever
 * has: a reply that comes late, or twice, cannot be taken for that to another.
 */
export class Conversation {
  /** Resolves when the process has ended and everything that waited for it has been rejected. */
  readonly ended: Promise<void>
  /** Whether it has replied to anything. */
  get hasReplied(): boolean {
    return this.#replies > 0
  }
  /** Present where it was ended on purpose: why. */
  dismissed: string | undefined
  /** Present when the process has ended: how, in words. */
  words: string | undefined

  readonly #launch: Launch
  readonly #lost: Set<string>
  readonly #program: Program
  readonly #waiting = new Map<string, Request>()
  readonly #sent = new Set<string>()
  readonly #splitter = new LineSplitter({ maxBytes: longestOutput })
  #writing: Promise<void> = Promise.resolve()
  #replies = 0
  #aborts = 0
  /** Replies since the last good one that nobody can be given. */
  #unreadable = 0
  /** The last line that was no reply. */
  #stray = ''

  /** @param lost collects the cases that are lost with the process */
  static async start(launch: Launch, lost: Set<string>): Promise<Conversation> {
    let conversation: Conversation | undefined
    const early: Buffer[] = []
    const program = await startProgram(launch, (chunk) => {
      if (conversation === undefined) early.push(chunk)
      else conversation.#hear(chunk)
    })
    conversation = new Conversation(launch, lost, program)
    for (const chunk of early) conversation.#hear(chunk)
    return conversation
  }

  private constructor(launch: Launch, lost: Set<string>, program: Program) {
    this.#launch = launch
    this.#lost = lost
    this.#program = program
    this.ended = this.#end()
  }

  /** Sends the input and waits for its reply. Rejects with the signal's reason as soon as it is aborted. */
  ask(input: TargetInput, { signal, monotonic, repeat }: TargetContext): Promise<Output> {
    return new Promise((resolve, reject) => {
      const id = this.#uniqueId(input.id, repeat)
      const onAbort = () => this.#abandon(id, signal.reason)
      const settle = () => signal.removeEventListener('abort', onAbort)
      const request: Request = {
        caseId: input.id,
        monotonic,
        sentAt: monotonic(),
        replies: this.#replies,
        aborts: this.#aborts,
        resolve: (output) => {
          settle()
          resolve(output)
        },
        reject: (reason) => {
          settle()
          reject(reason)
        },
      }
      this.#waiting.set(id, request)
      signal.addEventListener('abort', onAbort, { once: true })
      if (this.words !== undefined) this.#loseAll()
      else this.#send(id, request, input)
    })
  }

  /** Lets it finish by closing its input; then ends it. */
  async close(graceMs: number): Promise<void> {
    this.dismissed ??= 'the program was ended with the run'
    this.#program.closeInput()
    const timer = setTimeout(() => void this.#program.kill(graceMs), graceMs)
    await this.ended
    clearTimeout(timer)
  }

  /** The case's id; for later repeats with a number, so that the same run sends the same lines whatever is in flight. */
  #uniqueId(caseId: string, repeat: number): string {
    let number = repeat + 1
    let id = repeat === 0 ? caseId : `${caseId}#${number}`
    while (this.#sent.has(id)) {
      number += 1
      id = `${caseId}#${number}`
    }
    this.#sent.add(id)
    return id
  }

  /** One line after the other: a process that reads slowly holds up the next line, not the memory. */
  #send(id: string, request: Request, input: TargetInput): void {
    this.#writing = this.#writing.then(() => {
      if (!this.#waiting.has(id)) return undefined
      request.sentAt = request.monotonic()
      request.replies = this.#replies
      request.aborts = this.#aborts
      return this.#program.write(`${JSON.stringify({ ...input, id })}\n`)
    })
  }

  #abandon(id: string, reason: unknown): void {
    const request = this.#waiting.get(id)
    if (request === undefined) return
    this.#waiting.delete(id)
    request.reject(reason)
    // It answered nobody for as long as a whole time limit: it hangs. The first time it may still be loading.
    const silent = request.replies === this.#replies && (this.hasReplied || request.aborts > 0)
    this.#aborts += 1
    if (silent) this.#dismiss()
  }

  #dismiss(): void {
    this.dismissed ??= 'the program was ended: it had answered nothing for a whole time limit'
    void this.#program.kill()
  }

  #hear(chunk: Buffer): void {
    for (const line of this.#splitter.push(chunk)) this.#hearLine(line)
  }

  #hearLine({ text: line, fault }: TextLine): void {
    if (fault === undefined && line.trim() === '') return
    const value = parsed(line)
    const id = isJsonObject(value) ? (typeof value.id === 'number' ? String(value.id) : value.id) : undefined
    if (typeof id !== 'string' || !this.#sent.has(id)) {
      if (fault !== undefined) this.#brokenReply(`${fault.message}: ${line}`)
      else if (isMeantAsReply(line, value)) this.#brokenReply(line)
      else this.#stray = plainText(line, 120)
      return
    }
    this.#replies += 1
    this.#unreadable = 0
    const request = this.#waiting.get(id)
    // Late, or a second time: nobody waits for it any more.
    if (request === undefined) return
    this.#waiting.delete(id)
    try {
      if (fault !== undefined) throw badReply(fault.message)
      request.resolve(toOutput(value, request.monotonic() - request.sentAt))
    } catch (error) {
      request.reject(error)
    }
  }

  /** When as many replies could not be used as requests are waiting, these were theirs: none will come any more. */
  #brokenReply(line: string): void {
    this.#stray = plainText(line, 120)
    if (this.#waiting.size === 0) return
    this.#unreadable += 1
    if (this.#unreadable < this.#waiting.size) return
    const what = `the program printed a line that is no {"id", "text"} with the id of a request: ${this.#stray}`
    for (const request of this.#waiting.values()) request.reject(badReply(what))
    this.#waiting.clear()
    this.#unreadable = 0
  }

  async #end(): Promise<void> {
    const exit = await this.#program.exited
    for (const line of this.#splitter.end()) this.#hearLine(line)
    this.words = `${exitWords(this.#launch, exit, this.#program.lastWords())}${this.#strayWords()}`
    this.#loseAll()
  }

  #strayWords(): string {
    return this.#stray === '' ? '' : `; it also printed a line that is no reply: ${this.#stray}`
  }

  #loseAll(): void {
    const message =
      this.dismissed === undefined
        ? `the program ended before it answered: ${this.words}`
        : `${this.dismissed}${this.#strayWords()}`
    for (const request of this.#waiting.values()) {
      this.#lost.add(request.caseId)
      request.reject(new FailureError({ code: 'died', message, retryable: true }))
    }
    this.#waiting.clear()
  }
}

/** What it prints beside its replies (`Loading model...`, a log of JSON objects) must not cost an answer that is still to come. */
function isMeantAsReply(line: string, value: unknown): boolean {
  if (isJsonObject(value)) return 'text' in value || 'error' in value
  return value === undefined && line.trimStart().startsWith('{')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
