import { createContext, Script } from 'node:vm'
import { AssayError, messageOf } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'

/** How long one answer may take a pattern, in milliseconds, before the grade is an error. */
const patternTimeoutMs = 1_000
/** Steps that a direct match may cost at worst: some milliseconds. */
const cheap = 1e6
const longestPattern = 10_000

/**
 * A user's pattern made safe to run over hostile answers. JavaScript's expressions backtrack: `(a+)+$` takes exponential time on some
 * texts. A pattern that could be slow on the text at hand runs under V8's execution timeout; the others run directly.
 */
export class GuardedRegExp {
  readonly #pattern: RegExp
  /** The power of the text's length that a match may cost at worst; infinite where it may be exponential. */
  readonly #degree: number

  /**
   * @param owner who takes the pattern, for messages
   * @throws AssayError on a pattern or flags that JavaScript does not take
   */
  constructor(owner: string, pattern: string, flags: string) {
    if (pattern.length > longestPattern) {
      throw new AssayError(`${owner}: the pattern is longer than ${longestPattern} characters`)
    }
    try {
      this.#pattern = new RegExp(pattern, flags)
    } catch (error) {
      throw new AssayError(`${owner}: ${messageOf(error)}`)
    }
    this.#degree = degreeOf(pattern)
  }

  /**
   * The first match.
   * @throws FailureError `timeout` where the pattern takes too long on this text
   */
  exec(text: string): RegExpExecArray | null {
    this.#pattern.lastIndex = 0
    return this.#isCheap(text) ? this.#pattern.exec(text) : guarded(this.#pattern, text, first)
  }

  /**
   * All matches; the pattern needs the flag `g`.
   * @throws FailureError `timeout` where the pattern takes too long on this text
   */
  all(text: string): RegExpExecArray[] {
    this.#pattern.lastIndex = 0
    return this.#isCheap(text) ? [...text.matchAll(this.#pattern)] : guarded(this.#pattern, text, every)
  }

  #isCheap(text: string): boolean {
    return Math.max(text.length, 2) ** this.#degree <= cheap
  }
}

/** An upper bound: each unbounded repetition may try every length at every place; a repeated group may be exponential. */
function degreeOf(pattern: string): number {
  const plain = pattern.replace(/\\[\s\S]/g, '.').replace(/\[[^\]]*\]/g, '.')
  if (/\)(?:[*+]|\{\d+,\d*\})/.test(plain)) return Number.POSITIVE_INFINITY
  return 1 + (plain.match(/[*+]|\{\d+,\d*\}/g) ?? []).length
}

const first = new Script('pattern.exec(text)')
const every = new Script('[...text.matchAll(pattern)]')
const room: { pattern?: RegExp; text?: string } = createContext({})

function guarded<T>(pattern: RegExp, text: string, script: Script): T {
  room.pattern = pattern
  room.text = text
  try {
    return script.runInContext(room, { timeout: patternTimeoutMs }) as T
  } catch (error) {
    if (!isTimeout(error)) throw error
    const message = `the pattern /${pattern.source.slice(0, 100)}/ took more than ${patternTimeoutMs} ms on this answer: it backtracks; avoid repetitions within repetitions`
    throw new FailureError({ code: 'timeout', message, retryable: false })
  } finally {
    room.text = ''
  }
}

/** The error is of the other context: its class is not ours. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
