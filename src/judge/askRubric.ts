import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import type { Judge, JudgeCall, JudgeReply, Message } from '../core/judge.ts'
import type { Judged, Rubric } from './rubricPrompt.ts'
import { rubricMessages } from './rubricPrompt.ts'
import type { RubricReply } from './rubricReply.ts'
import { cut, parseReply, replySchema, replyShape } from './rubricReply.ts'

/** A verdict or why there is none, and every call that was made for it. */
export type RubricVerdict = ({ reply: RubricReply } | { failure: Failure }) & { calls: JudgeCall[] }

/** A bad reply that goes back to the judge; more of it would only be paid for. */
const longestReply = 2_000
/** A bad reply that people read in a failure. */
const longestQuote = 300

/**
 * Asks a judge for its verdict. A reply that holds none is sent back once, with what is wrong with it; then it is a failure
 * `bad_verdict`. A failure of the judge itself is the failure here; what else it throws, as for the end of the run, is let through.
 */
export async function askRubric(judge: Judge, rubric: Rubric, judged: Judged): Promise<RubricVerdict> {
  const names = rubric.choices
  const schema = replySchema(names)
  const messages = rubricMessages(rubric, judged)
  const calls: JudgeCall[] = []
  const ask = async (conversation: Message[]) => {
    const reply = await judge.ask({ messages: conversation, schema })
    calls.push(reply.call)
    return { text: reply.text, read: read(reply, names) }
  }
  try {
    const first = await ask(messages)
    if (!('fault' in first.read)) return { reply: first.read, calls }
    const second = await ask([...messages, ...repair(first.text, first.read.fault, names)])
    if (!('fault' in second.read)) return { reply: second.read, calls }
    return { failure: badVerdict(second.text, second.read.fault), calls }
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure, calls }
    throw error
  }
}

function read({ text, finish }: JudgeReply, names: readonly string[]): RubricReply | { fault: string } {
  const reply = parseReply(text, names)
  if (!('fault' in reply)) return reply
  if (finish === 'length') return { fault: `it was cut off at the limit of its length; ${reply.fault}` }
  if (finish === 'content_filter') return { fault: `a content filter ended it; ${reply.fault}` }
  return reply
}

function repair(text: string, fault: string, names: readonly string[]): Message[] {
  return [
    // Servers refuse a message without content.
    { role: 'assistant', content: text.trim() === '' ? '(nothing)' : cut(text, longestReply) },
    {
      role: 'user',
      content: `Your reply is no verdict: ${fault}. Judge the same answer again, briefly. Reply with nothing but ${replyShape(names)}`,
    },
  ]
}

function badVerdict(text: string, fault: string): Failure {
  const said = cut(text.replace(/\s+/g, ' ').trim(), longestQuote)
  const quote = said === '' ? '' : `; it said "${said}"`
  return { code: 'bad_verdict', message: `no verdict in two replies of the judge: ${fault}${quote}`, retryable: false }
}
