import type { Failure } from '../core/failure.ts'
import type { Output } from '../core/output.ts'
import { formatCount, formatMs, formatUsd } from '../text/format.ts'
import type { Span } from '../text/span.ts'
import { type NumberedEvidence, type Piece, pieces } from './answer.ts'
import { markedEvidence } from './claims.ts'
import { bounds, type SideTrial } from './input.ts'
import { cut } from './visible.ts'

/** What one run did in one repeat, ready for the template. */
export interface SideView {
  side: 'Baseline' | 'Candidate'
  target: string
  /** Why there is neither an answer nor an error. */
  absent: string | null
  error: { code: string; message: string; retryable: boolean } | null
  answer: AnswerView | null
}

interface AnswerView {
  empty: boolean
  pieces: Piece[]
  leftOut: string | null
  data: { text: string; leftOut: string | null } | null
  /** Latency, tokens, how it ended, what it cites: in words. */
  facts: string[]
}

export function absentSide(side: SideView['side'], target: string, absent: string): SideView {
  return { side, target, absent, error: null, answer: null }
}

export function errorSide(side: SideView['side'], target: string, error: Failure): SideView {
  return { side, target, absent: null, error, answer: null }
}

export function answerSide(
  side: SideView['side'],
  target: string,
  output: Output,
  marking: { spans: readonly Span[]; evidence: readonly NumberedEvidence[]; keys: ReadonlyMap<number, string> },
): SideView {
  const { text, leftOut } = cut(output.text, bounds.text)
  const evidence = markedEvidence(marking.evidence)
  const answer: AnswerView = {
    empty: output.text.trim() === '',
    pieces: pieces(text, { spans: marking.spans, tag: side === 'Baseline' ? 'del' : 'ins' }, evidence, marking.keys),
    leftOut: omission(leftOut),
    data: dataView(output),
    facts: facts(output),
  }
  return { side, target, absent: null, error: null, answer }
}

/** What there is beside the text: the answer as data, and tools that the model wants called. */
function dataView({ data, toolCalls = [] }: Output): { text: string; leftOut: string | null } | null {
  if (toolCalls.length === 0) return data === undefined ? null : jsonView(data)
  return jsonView(data === undefined ? { toolCalls } : { data, toolCalls })
}

/** The answer's text as far as the report shows it, and as the word diff must therefore see it. */
export function shownText(trial: SideTrial | undefined): string | undefined {
  return trial?.outcome.status === 'ok' ? cut(trial.outcome.output.text, bounds.text).text : undefined
}

export function jsonView(value: unknown): { text: string; leftOut: string | null } {
  const { text, leftOut } = cut(JSON.stringify(value, null, 2), bounds.text)
  return { text, leftOut: omission(leftOut) }
}

export function omission(characters: number): string | null {
  return characters === 0 ? null : `${formatCount(characters)} more characters are left out here.`
}

function facts(output: Output): string[] {
  const list = [formatMs(output.latencyMs)]
  if (output.firstTokenMs !== undefined) list.push(`first token after ${formatMs(output.firstTokenMs)}`)
  const { inputTokens, outputTokens } = output.usage ?? {}
  if (inputTokens !== undefined) list.push(`${formatCount(inputTokens)} tokens in`)
  if (outputTokens !== undefined) list.push(`${formatCount(outputTokens)} tokens out`)
  if (output.costUsd !== undefined) list.push(formatUsd(output.costUsd))
  if (output.modelId !== undefined) list.push(output.modelId)
  if (output.finish !== undefined && output.finish !== 'stop') list.push(`ended by ${output.finish}`)
  const cited = [...new Set(output.citations?.map((citation) => citation.id))]
  if (cited.length > 0) list.push(`cites ${cited.slice(0, 20).join(', ')}`)
  return list
}
