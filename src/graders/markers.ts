import { z } from 'zod'
import type { CitationMarker } from '../text/citationMarkers.ts'
import { findCitationMarkers } from '../text/citationMarkers.ts'
import { plural } from '../text/format.ts'
import type { Span } from '../text/span.ts'
import type { CitedAnswer, CitedId } from './citedAnswer.ts'
import type { Findings } from './grade.ts'
import { quoted } from './grade.ts'
import type { GuardedRegExp } from './guardedRegExp.ts'
import type { SourceIndex } from './sources.ts'

/** The option `pattern`. */
export const markerPattern = z
  .string()
  .min(1)
  .exactOptional()
  .describe(
    'a regular expression for markers of another form; its first group (else the match) is the id, or ids with commas',
  )

/**
 * The citation markers of an answer: those that everybody writes, or those of the user's pattern.
 * @throws FailureError `timeout` where the pattern takes too long on this text
 */
export function markersOf(text: string, index: SourceIndex, pattern: GuardedRegExp | undefined): CitationMarker[] {
  if (pattern === undefined) return findCitationMarkers(text, index.citations)
  return pattern.all(text).flatMap((match) => {
    const cited = index.citations.readNamed(match[1] ?? match[0])
    return cited.length === 0 ? [] : [{ start: match.index, end: match.index + match[0].length, cited }]
  })
}

/** What one part looked at. */
export interface Checked {
  good: number
  all: number
}

/** The share of cited ids that are a source's. `inRange` is the same of those that are numbers. */
export function checkExistence(
  { cited }: CitedAnswer,
  index: SourceIndex,
  findings: Findings,
): { exists: Checked; inRange: Checked } {
  const exists = { good: 0, all: cited.length }
  const inRange = { good: 0, all: 0 }
  for (const item of cited) {
    const { id, span } = item
    const good = id === undefined ? 0 : 1
    exists.good += good
    if (isNumber(item)) {
      inRange.all += 1
      inRange.good += good
    }
    findings.add(id === undefined ? 'bad' : 'good', () =>
      id === undefined
        ? { kind: 'citation', verdict: 'bad', message: missing(item, index), ...span }
        : { kind: 'citation', verdict: 'good', message: `cites ${quoted(id)}`, ...span, sourceId: id },
    )
  }
  return { exists, inRange }
}

function isNumber({ written }: CitedId): boolean {
  return /^\d+$/.test(written)
}

function missing(item: CitedId, { sources }: SourceIndex): string {
  const plain = `no source ${quoted(item.written)}`
  return isNumber(item) && sources.length > 0
    ? `${plain}: there ${sources.length === 1 ? 'is' : 'are'} ${plural(sources.length, 'source')}`
    : plain
}

/**
 * The share of citations in the text that are neither empty ("[]") nor a source once more within one marker ("[1, 1]") or within markers side by
 * side ("[1][1]").
 */
export function checkMarkers(
  text: string,
  markers: readonly CitationMarker[],
  empty: readonly Span[],
  findings: Findings,
): Checked {
  let all = empty.length
  let good = 0
  let end = -1
  const seen = new Set<string>()
  for (const marker of markers) {
    if (marker.defines !== undefined) continue
    if (end === -1 || marker.wraps !== undefined || !isBeside(text, end, marker.start)) seen.clear()
    end = Math.max(end, marker.end)
    for (const { id, written } of marker.cited) {
      const key = id ?? `?${written}`
      all += 1
      if (!seen.has(key)) {
        good += 1
        seen.add(key)
        continue
      }
      const { start } = marker
      findings.add('bad', () => ({
        kind: 'marker',
        verdict: 'bad',
        message: `cites ${quoted(id ?? written)} twice in one place`,
        start,
        end: marker.end,
      }))
    }
  }
  for (const { start, end: behind } of empty) {
    findings.add('bad', () => ({
      kind: 'marker',
      verdict: 'bad',
      message: 'a citation of nothing',
      start,
      end: behind,
    }))
  }
  return { good, all }
}

function isBeside(text: string, end: number, start: number): boolean {
  return start - end <= 4 && /^[\s,;]*$/.test(text.slice(end, Math.max(end, start)))
}
