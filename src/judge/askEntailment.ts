import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import { isJsonObject } from '../core/json.ts'
import type { Judge, JudgeCall, JudgeReply, Message } from '../core/judge.ts'
import type { EntailmentVerdict } from './entailmentPrompt.ts'
import { entailmentMessages, verdictSchema, verdictScores, verdictShape } from './entailmentPrompt.ts'
import { cut } from './rubricReply.ts'

/** How far the premise entails the claim or why nobody knows, and every call that was made for it. */
export type EntailmentReply = ({ score: number; verdict: EntailmentVerdict } | { failure: Failure }) & {
  calls: JudgeCall[]
}

/** A bad reply that goes back to the judge; more of it would only be paid for. */
const longestReply = 2_000
/** A bad reply that people read in a failure. */
const longestQuote = 300

/**
 * Asks a judge whether the premise entails the claim: 1 where it says `entailed`, 0 where it says `neutral` or `contradicted`. A reply
 * that holds no verdict is sent back once, with what is wrong with it; then it is a failure `bad_verdict`. A failure of the judge itself
 * is the failure here; what else it throws, as for the end of the run, is let through.
 */
export async function askEntailment(judge: Judge, premise: string, claim: string): Promise<EntailmentReply> {
  const messages = entailmentMessages(premise, claim)
  const calls: JudgeCall[] = []
  const ask = async (conversation: Message[]) => {
    const reply = await judge.ask({ messages: conversation, schema: verdictSchema })
    calls.push(reply.call)
    return { text: reply.text, read: readVerdict(reply) }
  }
  try {
    const first = await ask(messages)
    if ('verdict' in first.read) return { ...first.read, score: verdictScores[first.read.verdict], calls }
    const second = await ask([...messages, ...repair(first.text, first.read.fault)])
    if ('verdict' in second.read) return { ...second.read, score: verdictScores[second.read.verdict], calls }
    return { failure: badVerdict(second.text, second.read.fault), calls }
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure, calls }
    throw error
  }
}

/** `{"verdict": "..."}` with any white space, alone or in one Markdown code fence. */
const object = /^\{\s*"verdict"\s*:\s*"([a-z]{1,20})"\s*\}$/
const fence = /^```(?:json)?\s([\s\S]*)```$/i

/** Strict: a verdict is never guessed from prose, since the texts that are judged can bring any words into it. */
function readVerdict({
  text,
  finish,
}: Pick<JudgeReply, 'text' | 'finish'>): { verdict: EntailmentVerdict } | { fault: string } {
  const trimmed = text.trim()
  const body = trimmed.length > longestReply ? '' : (fence.exec(trimmed)?.[1] ?? trimmed).trim()
  const verdict = object.exec(body)?.[1]
  if (verdict !== undefined && Object.hasOwn(verdictScores, verdict)) return { verdict: verdict as EntailmentVerdict }
  if (finish === 'length') return { fault: 'it was cut off at the limit of its length' }
  if (finish === 'content_filter') return { fault: 'a content filter ended it' }
  if (trimmed === '') return { fault: 'it is empty' }
  if (trimmed.length > longestReply) return { fault: 'it is far too long' }
  return { fault: faultOf(body) }
}

function faultOf(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // Told below.
  }
  if (!isJsonObject(value)) return 'it is not a JSON object alone'
  const { verdict } = value
  if (verdict === undefined) return 'it has no "verdict"'
  if (typeof verdict !== 'string') return '"verdict" is not text'
  if (!Object.hasOwn(verdictScores, verdict)) return `"verdict" is ${JSON.stringify(cut(verdict, 80))}`
  return 'it has more than "verdict"'
}

function repair(text: string, fault: string): Message[] {
  return [
    // Servers refuse a message without content.
    { role: 'assistant', content: text.trim() === '' ? '(nothing)' : cut(text, longestReply) },
    {
      role: 'user',
      content: `Your reply is no verdict: ${fault}. Judge again. Reply with nothing but ${verdictShape}`,
    },
  ]
}

function badVerdict(text: string, fault: string): Failure {
  const said = cut(text.replace(/\s+/g, ' ').trim(), longestQuote)
  const quote = said === '' ? '' : `; it said "${said}"`
  return { code: 'bad_verdict', message: `no verdict in two replies of the judge: ${fault}${quote}`, retryable: false }
}
