import type { Output } from '../core/output.ts'
import { isAbstainingSentence } from '../text/abstention.ts'
import type { CitationMarker } from '../text/citationMarkers.ts'
import type { SentenceRole } from '../text/claims.ts'
import { bareSentence, sentenceRoles } from '../text/claims.ts'
import { findQuotations } from '../text/quotations.ts'
import { splitSentences } from '../text/sentences.ts'
import type { Span } from '../text/span.ts'
import { lastStartingAt } from '../text/span.ts'
import type { SourceIndex } from './sources.ts'

/** One cited id, from the text or from the target. */
export interface CitedId {
  written: string
  /** The source's id; absent where there is no such source. */
  id?: string
  span?: Span
  /** What the target says that the source says. */
  quote?: string
}

/** An answer with its citations laid to its sentences. */
export interface CitedAnswer {
  text: string
  cited: CitedId[]
  sentences: readonly Span[]
  /** The ids of existing sources that each sentence cites, by its index. */
  idsOf: ReadonlyMap<number, ReadonlySet<string>>
  /** How many citations of no source each sentence has, by its index. */
  strayOf: ReadonlyMap<number, number>
  claims: Claim[]
  /** Citations without a place in the text are all there is: they stand for the whole answer. */
  citesWhole: boolean
}

/** A sentence that can need a source; `at` is its index among the sentences. */
export interface Claim extends Span {
  at: number
  covered: boolean
}

export function citedAnswer(output: Output, index: SourceIndex, markers: readonly CitationMarker[]): CitedAnswer {
  const { text } = output
  const sentences = splitSentences(text)
  const roles = sentenceRoles(text, sentences)
  const inText = markers.filter(({ defines }) => defines === undefined)
  const cited = [...fromMarkers(inText), ...fromTarget(output, index)]
  const covered = new Set<number>()
  const idsOf = new Map<number, Set<string>>()
  const strayOf = new Map<number, number>()
  const owners = ownersOf(text, sentences, inText)
  let before: Span | undefined
  let first = 0
  let last = 0
  for (const { span, id } of cited) {
    if (span === undefined) continue
    // The ids of one marker share their place.
    if (span !== before) {
      first = Math.max(lastStartingAt(sentences, span.start), 0)
      last = Math.max(lastStartingAt(sentences, Math.max(span.start, span.end - 1)), 0)
      before = span
    }
    for (let at = first; at <= last; at += 1) {
      const owner = owners[at] ?? at
      covered.add(owner)
      if (id !== undefined) setOf(idsOf, owner).add(id)
      else strayOf.set(owner, (strayOf.get(owner) ?? 0) + 1)
    }
  }
  const definitions = markers.flatMap(({ defines }) => (defines === undefined ? [] : [defines]))
  passOnToQuotations(text, sentences, covered, idsOf)
  passOnToLists(text, sentences, roles, covered, idsOf)
  const claims = sentences.flatMap((span, at) => {
    if (roles[at] !== 'claim' || isDefinition(span, definitions)) return []
    if (!covered.has(at) && isAbstainingSentence(text.slice(span.start, span.end))) return []
    return [{ ...span, at, covered: covered.has(at) }]
  })
  const citesWhole = cited.length > 0 && cited.every(({ span }) => span === undefined)
  return { text, cited, sentences, idsOf, strayOf, claims, citesWhole }
}

function fromMarkers(markers: readonly CitationMarker[]): CitedId[] {
  const found: CitedId[] = []
  for (const { start, end, cited } of markers) {
    const span = { start, end }
    for (const { written, id } of cited) found.push(id === undefined ? { written, span } : { written, id, span })
  }
  return found
}

function fromTarget(output: Output, index: SourceIndex): CitedId[] {
  return (output.citations ?? []).map(({ id: written, quote, start, end }) => {
    const id = index.citations.resolve(written)
    const from = Math.min(start ?? 0, output.text.length)
    const span =
      start === undefined ? undefined : { start: from, end: Math.min(Math.max(end ?? from, from), output.text.length) }
    return {
      written,
      ...(id === undefined ? {} : { id }),
      ...(span === undefined ? {} : { span }),
      ...(quote === undefined ? {} : { quote }),
    }
  })
}

function isDefinition({ start }: Span, definitions: readonly Span[]): boolean {
  const line = definitions[lastStartingAt(definitions, start)]
  return line !== undefined && start < line.end
}

/** A sentence of nothing but markers ("[1][2]" on a line of its own) lends them to the sentence before it. */
function ownersOf(text: string, sentences: readonly Span[], markers: readonly CitationMarker[]): number[] {
  const owners: number[] = []
  let next = 0
  for (const [at, { start, end }] of sentences.entries()) {
    let rest = ''
    let from = start
    for (; next < markers.length; next += 1) {
      const marker = markers[next]
      if (marker === undefined || marker.start >= end) break
      rest += text.slice(from, Math.max(from, marker.start))
      if (marker.wraps !== undefined) rest += 'w'
      from = Math.max(from, marker.end)
    }
    rest += text.slice(from, end)
    const empty =
      at > 0 &&
      /^[[【(<⁰¹²³⁴-⁹]/.test(text.slice(start, start + 1)) &&
      (!/[\p{L}\p{N}]/u.test(rest) || bareSentence(text.slice(start, end)).replace(/[\s.,;]+/g, '') === '')
    owners.push(empty ? (owners[at - 1] ?? at) : at)
  }
  return owners
}

/** A quotation of several sentences is cited behind the last of them. */
function passOnToQuotations(
  text: string,
  sentences: readonly Span[],
  covered: Set<number>,
  idsOf: Map<number, Set<string>>,
): void {
  for (const { start, end } of findQuotations(text)) {
    const last = lastStartingAt(sentences, end - 1)
    for (let at = Math.max(lastStartingAt(sentences, start), 0); at < last && covered.has(last); at += 1) {
      covered.add(at)
      for (const id of idsOf.get(last) ?? []) setOf(idsOf, at).add(id)
    }
  }
}

const item = /^[ \t]*(?:\||[-*+•–]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]/

/** What introduces a list with a citation cites for its items. */
function passOnToLists(
  text: string,
  sentences: readonly Span[],
  roles: readonly SentenceRole[],
  covered: Set<number>,
  idsOf: Map<number, Set<string>>,
): void {
  let passing: number | undefined
  for (const [at, { start, end }] of sentences.entries()) {
    const startsLine = /(?:^|\n)[ \t>]*$/.test(text.slice(Math.max(0, start - 20), start))
    if (roles[at] === 'introduction') passing = covered.has(at) ? at : undefined
    else if (startsLine && roles[at] !== 'fragment' && !item.test(`${text.slice(start, Math.min(end, start + 8))} `))
      passing = undefined
    else if (passing !== undefined) {
      covered.add(at)
      const ids = idsOf.get(passing)
      if (ids !== undefined && !idsOf.has(at)) idsOf.set(at, ids)
    }
  }
}

function setOf(map: Map<number, Set<string>>, key: number): Set<string> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = new Set<string>()
  map.set(key, made)
  return made
}
