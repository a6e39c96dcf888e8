import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import { badReplyFailure, shortened } from './faults.ts'
import { queryJson } from './jsonPath.ts'

/** Where in a reply the score is. */
export interface ScorePlace {
  /** JSONPath of a number, or of labels with scores. */
  score?: string
  label?: string
}

type LabelScore = readonly [label: string, score: Json]

/** Softmax in single precision may come out a little above 1. */
const slack = 1e-4
const mostLabels = 8

/**
 * The score of entailment, 0..1, in what a server replied: a number where `score` leads to one, else that of the label. Labels come as
 * `[{label, score}]`, in as many lists as there are, as `{labels, scores}`, or as `{entailment: 0.9, ...}`.
 * @throws FailureError `empty` or `bad_reply`; what is no JSON may be a proxy's word and is tried again
 */
export function entailmentScore(text: string, { score: path, label }: ScorePlace): number {
  const whole = parsed(text)
  const matches = path === undefined ? [whole] : queryJson(whole, path)
  const [first] = matches
  if (first === undefined) throw badReply(`there is nothing at ${path}`, text)
  const value = matches.length > 1 ? matches : first
  if (path !== undefined && typeof value === 'number') return probability(value, `what is at ${path}`)
  const labels = labelScores(value)
  if (labels === undefined) throw badReply('it has no labels with scores', text)
  const wanted = labels.filter(([name]) => isWanted(name, label))
  const [found] = wanted
  if (found === undefined || wanted.length > 1) throw badReply(labelFault(labels, wanted, label), text)
  return probability(found[1], `the score of "${found[0]}"`)
}

function parsed(text: string): Json {
  if (text.trim() === '')
    throw new FailureError({ code: 'empty', message: 'the server answered nothing', retryable: true })
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badReplyFailure(`it is no JSON: ${shortened(text)}`)
  }
}

function labelScores(value: Json): LabelScore[] | undefined {
  if (Array.isArray(value)) {
    const [only] = value
    if (value.length === 1 && Array.isArray(only)) return labelScores(only)
    const pairs = value.map(labelScore)
    return pairs.length > 0 && pairs.every((pair) => pair !== undefined) ? pairs : undefined
  }
  if (!isJsonObject(value)) return undefined
  const { labels, scores } = value
  if (Array.isArray(labels) && Array.isArray(scores)) {
    if (labels.length !== scores.length || !labels.every((name) => typeof name === 'string')) return undefined
    return labels.map((name, index) => [name, scores[index] ?? null])
  }
  const single = labelScore(value)
  if (single !== undefined) return [single]
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([, score]) => typeof score === 'number') ? entries : undefined
}

function labelScore(value: Json): LabelScore | undefined {
  if (!isJsonObject(value)) return undefined
  const { label, score } = value
  return typeof label === 'string' && score !== undefined ? [label, score] : undefined
}

/** `entailment`, `ENTAILED`; neither `not_entailment`, as models of two classes have it, nor `non-entailment`. */
function isWanted(name: string, label: string | undefined): boolean {
  if (label !== undefined) return name.toLowerCase() === label.toLowerCase()
  return /entail/i.test(name) && !/^(?:no|un)/i.test(name)
}

function labelFault(labels: readonly LabelScore[], wanted: readonly LabelScore[], label: string | undefined): string {
  const named = (wanted.length > 1 ? wanted : labels).slice(0, mostLabels).map(([name]) => JSON.stringify(name))
  if (wanted.length > 1)
    return `several labels may be the one of entailment (${named.join(', ')}): say which, as "label"`
  const what = label === undefined ? 'no label of entailment' : `no label ${JSON.stringify(label)}`
  return `it has ${what}, but ${named.join(', ')}${label === undefined ? ': say which counts, as "label"' : ''}`
}

function probability(value: Json, what: string): number {
  if (typeof value === 'number' && value >= -slack && value <= 1 + slack) return Math.min(Math.max(value, 0), 1)
  const said = shortened(JSON.stringify(value))
  throw badReply(`${what} is ${said}, not a number within 0..1: raw scores are no probabilities`)
}

function badReply(message: string, text?: string): FailureError {
  const said = text === undefined ? '' : `; the server said ${shortened(text)}`
  return new FailureError({ code: 'bad_reply', message: `${message}${said}`, retryable: false })
}
