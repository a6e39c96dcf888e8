import { badReplyFailure, shortened } from './faults.ts'
import { toldFailure } from './sdkFaults.ts'

/** A tool call as it comes in pieces, by its index. */
interface CallDraft {
  id?: string
  name: string
  arguments: string
}

interface Delta {
  content?: unknown
  refusal?: unknown
  reasoning_content?: unknown
  reasoning?: unknown
  tool_calls?: { index?: number; id?: string; function?: { name?: string; arguments?: string } }[]
}

interface Chunk {
  error?: unknown
  message?: unknown
  id?: string
  model?: string
  created?: number
  choices?: { delta?: Delta; finish_reason?: string | null }[]
  usage?: unknown
}

/** The chunks of a streamed Chat Completion, put together as the server would have sent it in one piece. */
export class ChatChunks {
  /** Whether a part of the answer has come. */
  begun = false
  finished = false
  #text = ''
  #refusal = ''
  #reasoning = ''
  #calls: CallDraft[] = []
  #head: Pick<Chunk, 'id' | 'model' | 'created'> = {}
  #finishReason: string | undefined
  #usage: unknown

  /** @throws RequestError on what is no chunk, and for an error that the server put into the stream */
  add(data: string): void {
    // Some servers keep a connection alive by events without data.
    if (data === '[DONE]' || data.trim() === '') return
    const chunk = parsed(data)
    if (chunk.error !== undefined && chunk.error !== null) throw toldFailure(chunk.error)
    // As `event: error` tells it.
    if (chunk.choices === undefined && typeof chunk.message === 'string') throw toldFailure(chunk)
    const { id, model, created, usage } = chunk
    if (this.#head.model === undefined || this.#head.model === '') this.#head = { id, model, created } as Chunk
    if (usage !== undefined && usage !== null) this.#usage = usage
    const choice = chunk.choices?.[0]
    if (typeof choice?.finish_reason === 'string') {
      this.#finishReason = choice.finish_reason
      this.finished = true
    }
    if (choice?.delta !== undefined && choice.delta !== null) this.#take(choice.delta)
  }

  /** As in the reply to a request that does not stream. */
  whole(): object {
    return {
      ...this.#head,
      choices: [
        {
          message: {
            role: 'assistant',
            content: this.#text,
            ...(this.#reasoning === '' ? {} : { reasoning_content: this.#reasoning }),
            ...(this.#refusal === '' ? {} : { refusal: this.#refusal }),
            ...(this.#calls.length === 0 ? {} : { tool_calls: Object.values(this.#calls).map(toolCall) }),
          },
          finish_reason: this.#finishReason,
        },
      ],
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
    }
  }

  #take(delta: Delta): void {
    const text = textOf(delta.content)
    const refusal = textOf(delta.refusal)
    const reasoning = textOf(delta.reasoning_content ?? delta.reasoning)
    this.#text += text
    this.#refusal += refusal
    this.#reasoning += reasoning
    for (const call of delta.tool_calls ?? []) this.#takeCall(call)
    if (text !== '' || refusal !== '' || reasoning !== '' || (delta.tool_calls?.length ?? 0) > 0) this.begun = true
  }

  #takeCall({ index, id, function: given }: NonNullable<Delta['tool_calls']>[number]): void {
    // Some servers write null for what they do not say.
    const called = given ?? {}
    const at = index ?? (id === undefined ? Math.max(0, this.#calls.length - 1) : this.#calls.length)
    this.#calls[at] ??= { name: '', arguments: '' }
    const draft = this.#calls[at]
    if (id !== undefined && id !== null) draft.id = id
    draft.name += called.name ?? ''
    draft.arguments += called.arguments ?? ''
  }
}

function toolCall({ id, name, arguments: given }: CallDraft, index: number) {
  return { id: id ?? `call-${index}`, type: 'function', function: { name, arguments: given } }
}

function parsed(data: string): Chunk {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below.
  }
  throw badReplyFailure(`the answer is no whole JSON: ${shortened(data)}`)
}

/** Text, or a list of parts with text, as some servers write it. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : '')).join('')
}
