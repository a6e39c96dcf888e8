import { z } from 'zod'
import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Json } from '../core/json.ts'
import type { Message } from '../core/judge.ts'
import type { Shape } from '../core/shape.ts'
import type { TargetInput } from '../core/target.ts'
import type { TemplateData } from '../models/index.ts'
import { bare, template, templateData, valueAt } from '../models/index.ts'
import { readRows } from './dataFile.ts'

/** A message whose content is a template. */
interface MessageTemplate {
  role: Message['role']
  content: string
}

/** A conversation that a case brings along: the value at a path is a list of `{role, content}`, taken as it is. */
interface ConversationEntry {
  conversation: string
}

/** Examples from a file, each a question and its answer. */
interface ExamplesEntry {
  /** Path of a JSONL file, or of a JSON file with a list: `{input, output}`. */
  examples: string
  /** Default `{{input}}`. */
  user?: string
  /** Default `{{output}}`. */
  assistant?: string
}

export type MessageEntry = MessageTemplate | ConversationEntry | ExamplesEntry

const roles = ['system', 'user', 'assistant'] as const

export const messageEntrySchema = z.union([
  z.strictObject({
    role: z.enum(roles),
    content: z.string().describe('a Handlebars template over id, input, sources and metadata'),
  } satisfies Shape<MessageTemplate>),
  z.strictObject({
    conversation: z
      .string()
      .regex(/^[A-Za-z_][\w.-]*$/, 'must be a path such as input.messages')
      .describe('path of a list of { role, content } in the case, e.g. input.messages'),
  } satisfies Shape<ConversationEntry>),
  z.strictObject({
    examples: z.string().min(1).describe('JSONL or JSON file of { input, output }, from the project root'),
    user: z.string().exactOptional().describe('template; default {{input}}'),
    assistant: z.string().exactOptional().describe('template; default {{output}}'),
  } satisfies Shape<ExamplesEntry>),
])

/** Messages, ready to be filled in. */
export interface Messages {
  /** @throws FailureError `template` where the case lacks what they name */
  of(input: TargetInput): Message[]
  /** All that decides them, for a fingerprint; values of the environment apart. */
  identity: Json
  /** Fingerprints of the inputs of all examples. */
  examples: ReadonlySet<string>
}

type Part = (input: TargetInput, data: TemplateData) => Message[]

/** @throws AssayError where a template is not well formed, or a file of examples is faulty */
export async function openMessages(
  entries: readonly MessageEntry[] | undefined,
  place: { root: string; env: Environment },
): Promise<Messages> {
  const examples = new Set<string>()
  if (entries === undefined) return { of: (input) => asGiven(input), identity: 'input', examples }
  const parts: Part[] = []
  const identity: Json[] = []
  for (const [index, entry] of entries.entries()) {
    const at = `messages.${index}`
    if ('conversation' in entry) {
      parts.push((_, data) => conversationOf(valueAt(data, entry.conversation, at), at))
      identity.push({ conversation: entry.conversation })
    } else if ('examples' in entry) {
      const shown = await openExamples(entry, at, place, examples)
      parts.push(() => shown)
      identity.push(shown.map(({ role, content }) => ({ role, content })))
    } else {
      const content = template(expandEnvironment(entry.content, place.env), `${at}.content`)
      parts.push((_, data) => [{ role: entry.role, content: content(data) }])
      identity.push({ ...entry })
    }
  }
  return {
    of: (input) => {
      const data = templateData(input)
      const messages = parts.flatMap((part) => part(input, data))
      if (messages.some(({ role }) => role !== 'system')) return messages
      throw fault('there is no message but system messages to ask')
    },
    identity,
    examples,
  }
}

/** Without messages of one's own the input is what is asked. */
function asGiven({ input }: TargetInput): Message[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }]
  if ('messages' in input) return conversationOf(input.messages, 'input.messages')
  throw fault('the input is an object without "messages"; write "messages" that say what to ask')
}

const messageSchema = z.object({ role: z.enum(roles), content: z.string() })

/** What stands in a conversation is data: a template in it stays text. */
function conversationOf(value: unknown, place: string): Message[] {
  if (!Array.isArray(value) || value.length === 0)
    throw fault(`"${place}": the conversation must be a list of messages`)
  // A list that is bare has no `map` of its own.
  return Array.from(value, (item, index) => {
    const parsed = messageSchema.safeParse(item)
    if (parsed.success) return parsed.data
    const [told] = faultsOf(parsed.error.issues, messageSchema, item)
    throw fault(`"${place}", message ${index + 1} of the conversation: ${told?.message ?? 'is not valid'}`)
  })
}

function fault(message: string): FailureError {
  return new FailureError({ code: 'template', message, retryable: false })
}

const exampleSchema = z.looseObject({ input: z.json(), output: z.json() })

async function openExamples(
  { examples: written, user = '{{input}}', assistant = '{{output}}' }: ExamplesEntry,
  at: string,
  { root, env }: { root: string; env: Environment },
  seen: Set<string>,
): Promise<Message[]> {
  const file = expandEnvironment(written, env)
  // Not expanded: examples stand in the fingerprint as they are filled in, where no value of the environment may be.
  const [question, answer] = [template(user, `${at}.user`), template(assistant, `${at}.assistant`)]
  const problems: Problem[] = []
  const shown = (await readRows(root, file)).flatMap(({ value, line }): Message[] => {
    const where = { file, ...(line === undefined ? {} : { line }) }
    const parsed = exampleSchema.safeParse(value)
    if (!parsed.success) {
      problems.push(
        ...faultsOf(parsed.error.issues, exampleSchema, value).map(({ message }) => ({ ...where, message })),
      )
      return []
    }
    seen.add(fingerprint(parsed.data.input))
    const data = bare(parsed.data) as TemplateData
    try {
      return [
        { role: 'user', content: question(data) },
        { role: 'assistant', content: answer(data) },
      ]
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      problems.push({ ...where, message: error.failure.message })
      return []
    }
  })
  if (problems.length === 0 && shown.length === 0) problems.push({ file, message: 'holds no example' })
  if (problems.length > 0) throw new AssayError(problems)
  return shown
}
