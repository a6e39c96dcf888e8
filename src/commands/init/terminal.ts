import type { Writable } from 'node:stream'
import type { Asker } from './questions.ts'
import { Cancelled } from './questions.ts'

/** Asks on a terminal. Loaded only where there is something to ask. */
export async function terminalAsker(output: Writable): Promise<Asker> {
  const { isCancel, select, text } = await import('@clack/prompts')
  const answered = <T>(answer: T | symbol): T => {
    if (isCancel(answer)) throw new Cancelled()
    return answer as T
  }
  return {
    choose: async (message, choices, first) =>
      answered(await select<string>({ message, options: [...choices], initialValue: first, output })),
    text: async (message, first, faultOf) => {
      const validate = (value = '') => faultOf(value)
      return answered(await text({ message, initialValue: first, validate, output })).trim()
    },
  }
}
