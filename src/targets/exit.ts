import { FailureError } from '../core/failure.ts'
import type { Exit, Launch } from './program.ts'

/** An answer beyond this is a program that has gone wild. */
export const longestOutput = 10 * 1024 * 1024
export const longestOutputShown = '10 MB'

/** How a program ended, in words, e.g. `node exited with code 3: out of cheese`. */
export function exitWords({ argv: [program = ''] }: Launch, { code, signal }: Exit, lastWords: string): string {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`
  return `${program} ${how}${lastWords === '' ? '' : `: ${lastWords}`}`
}

/** The failure in the exit of a program that was to answer once; undefined where it ended well. */
export function describeExit(launch: Launch, exit: Exit, lastWords: string): FailureError | undefined {
  if (exit.code === 0) return undefined
  const message = exitWords(launch, exit, lastWords)
  // A signal comes from outside (memory, a person); an exit code is the program's own word.
  return new FailureError({ code: exit.signal === null ? 'exit' : 'killed', message, retryable: exit.signal !== null })
}
