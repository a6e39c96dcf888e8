import type { GradeRequest } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { canonicalJson, isJsonObject } from '../core/json.ts'
import { findCitationMarkers, signsOf } from '../text/citationMarkers.ts'
import { normaliseAnswer } from '../text/normalise.ts'
import { indexOf, sourcesOf } from './sources.ts'

/**
 * What an answer says, for comparing the answers to one case: two have equal keys where exactMatch with `normalize` would take one for
 * the other, markers that cite sources of the case apart. Of an output with `data` that is what it says.
 */
export function answerKey(request: GradeRequest): string {
  const { data } = request.output
  if (data !== undefined) return `data ${normalJson(data)}`
  const text = withoutCitations(request)
  const normal = normaliseAnswer(text)
  // Of an answer that is nothing but signs (an emoji, an ellipsis) nothing is left to compare.
  return normal === '' ? `signs ${text.trim().normalize('NFC')}` : `text ${normal}`
}

/** The answer without its markers of the case's sources: where an answer comes from is no part of it. */
export function withoutCitations(request: GradeRequest): string {
  const { text } = request.output
  const sources = sourcesOf(request)
  if (sources === undefined || sources.length === 0) return text
  let plain = ''
  let at = 0
  const markers = findCitationMarkers(text, indexOf(sources).citations)
  const resolved = markers.filter(({ cited }) => cited.every(({ id }) => id !== undefined))
  for (const { start, end } of signsOf(resolved)) {
    if (start < at) continue
    plain += `${text.slice(at, start)} `
    at = end
  }
  return plain + text.slice(at)
}

/** JSON that is equal for values that are equal but for the writing of their strings. */
export function normalJson(value: Json): string {
  return canonicalJson(withNormalStrings(value))
}

function withNormalStrings(value: Json): Json {
  if (typeof value === 'string') return normaliseAnswer(value)
  if (Array.isArray(value)) return value.map(withNormalStrings)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNormalStrings(item)]))
}
