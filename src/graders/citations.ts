import { z } from 'zod'
import { toFailure } from '../core/failure.ts'
import type { Grade, GradeRequest, Grader, Part } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { isAbstention } from '../text/abstention.ts'
import type { CitationMarker } from '../text/citationMarkers.ts'
import { findEmptyMarkers } from '../text/emptyMarkers.ts'
import { plural } from '../text/format.ts'
import type { CitedAnswer } from './citedAnswer.ts'
import { citedAnswer } from './citedAnswer.ts'
import { Findings, scored, share, unscored } from './grade.ts'
import { GuardedRegExp } from './guardedRegExp.ts'
import type { Allows } from './links.ts'
import { allowing, checkLinks } from './links.ts'
import type { Checked } from './markers.ts'
import { checkExistence, checkMarkers, markerPattern, markersOf } from './markers.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import { checkQuotes } from './quotes.ts'
import type { SourceIndex } from './sources.ts'
import { indexOf, sourcesOf } from './sources.ts'

export interface CitationsOptions extends SharedOptions {
  /** Whether claims need a citation; false leaves the part `coverage` out. Default true. */
  requireCitations?: boolean
  /** Quotations of fewer words are taken for terms and titles. From 1, default 1. */
  minQuoteWords?: number
  /** The share of a quotation's words that may differ from the source. 0..0.25, default 0: word for word. */
  quoteTolerance?: number
  /** Web addresses that are good though no source holds them: hosts, beginnings of addresses, `doi:10.1234`. Default none. */
  allowedUrls?: string[]
  /** A regular expression for markers of another form; its first group (else the whole match) is the id, or ids with commas. */
  pattern?: string
}

export const citationsOptions = z.strictObject({
  ...sharedOptions,
  requireCitations: z
    .boolean()
    .default(true)
    .describe('whether claims need a citation; false leaves the part "coverage" out'),
  minQuoteWords: z.int().min(1).default(1).describe('quotations of fewer words are taken for terms and titles'),
  quoteTolerance: z
    .number()
    .min(0)
    .max(0.25)
    .default(0)
    .describe("the share of a quotation's words that may differ from the source; 0: word for word"),
  allowedUrls: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'web addresses that are good though no source holds them: hosts ("example.com"), beginnings ("https://example.com/docs"), DOIs ("doi:10.1234")',
    ),
  pattern: markerPattern,
} satisfies Shape<CitationsOptions>)

/**
 * Whether the citations of an answer hold. Its parts are the shares of what was looked at that is in order:
 * - `exists`: cited ids that are among the sources; `inRange`: those of them that are numbers (a view of `exists`, not in the score);
 * - `markers`: citations that are neither empty nor repeated in one place;
 * - `quotes`: quotations that stand in the source that their sentence cites (in any, where it cites none);
 * - `coverage`: claim sentences with a citation;
 * - `links`: web addresses and DOIs that are well formed and stand in a source or are allowed.
 *
 * A claim is a sentence that is not a question, greeting, offer of
 * help, introduction of a list, heading, abstention, footnote or fragment (`sentenceRoles`); a citation in a sentence that introduces a list is
 * one for each of its items; citations that the target gives without offsets are for the whole answer, and `coverage` is left out.
 *
 * The score is the product of the parts that had something to judge, without `inRange`: 1 only where everything is in order, and lower whenever one part
 * is, which a minimum would hide. No fault counts twice: a sentence with an invented citation has one, for `coverage`.
 *
 * Unscored: no sources known; an empty answer; an abstention without citations; nothing to judge.
 * @throws AssayError on an invalid pattern or allowed address, and on unknown or wrong options
 */
export function citations(options: CitationsOptions = {}): Grader {
  const parsed = parseOptions('citations', citationsOptions, options)
  const checks = { ...parsed, allows: allowing(parsed.allowedUrls), ownPattern: parsed.pattern !== undefined }
  const pattern = parsed.pattern === undefined ? undefined : new GuardedRegExp('citations', parsed.pattern, 'gu')
  return {
    ...describe('citations', 3, parsed),
    hallucination: ['exists', 'quotes', 'links'],
    grade(request): Grade {
      const sources = sourcesOf(request)
      if (request.output.text.trim() === '') return unscored('the answer is empty')
      if (sources === undefined) return unscored('there are no sources to check against')
      const index = indexOf(sources)
      try {
        return judge(request, index, markersOf(request.output.text, index, pattern), checks)
      } catch (error) {
        return { status: 'error', error: toFailure(error) }
      }
    },
  }
}

interface Checks {
  requireCitations: boolean
  minQuoteWords: number
  quoteTolerance: number
  allows: Allows
  ownPattern: boolean
}

function judge(request: GradeRequest, index: SourceIndex, markers: CitationMarker[], checks: Checks): Grade {
  const answer = citedAnswer(request.output, index, markers)
  const findings = new Findings()
  const parts: Record<string, Part> = {}
  const add = (name: string, checked: Checked) => {
    if (checked.all > 0) parts[name] = { score: share(checked.good, checked.all), n: checked.all }
    return checked
  }
  const { exists, inRange } = checkExistence(answer, index, findings)
  add('exists', exists)
  const empty = checks.ownPattern ? [] : findEmptyMarkers(answer.text)
  const marks = add('markers', checkMarkers(answer.text, markers, empty, findings))
  const quotes = add('quotes', checkQuotes(request.case, answer, index, checks, findings))
  const links = add('links', checkLinks(answer.text, request.case, index, checks.allows, findings))
  if (exists.all + marks.all + quotes.all + links.all === 0) {
    if (isAbstention(request.output.text)) return unscored('an abstention without citations')
    if (index.sources.length === 0) return unscored('there are no sources to check against')
  }
  const coverage = checks.requireCitations ? add('coverage', checkCoverage(answer, findings)) : nothing
  if (Object.keys(parts).length === 0) return unscored('nothing to judge: no citation, quotation or claim')
  const score = Object.values(parts).reduce((product, part) => product * part.score, 1)
  // Their faults are among those of `exists`.
  add('inRange', inRange)
  const faults = [
    fault(exists, (bad) => `${plural(bad, 'citation')} of no source`),
    fault(marks, (bad) => `${plural(bad, 'citation')} empty or repeated`),
    fault(quotes, (bad) => `${plural(bad, 'quotation')} not in the ${exists.all > 0 ? 'cited ' : ''}source`),
    fault(links, (bad) => `${plural(bad, 'address', 'addresses')} malformed or of no source`),
    fault(coverage, (bad) => `${bad} of ${plural(coverage.all, 'claim')} without a citation`),
  ].filter((text) => text !== '')
  return scored(score, faults.length === 0 ? 'all in order' : faults.join('; '), findings.toEvidence(), parts)
}

const nothing: Checked = { good: 0, all: 0 }

function fault({ good, all }: Checked, told: (bad: number) => string): string {
  return good === all ? '' : told(all - good)
}

function checkCoverage({ claims, citesWhole }: CitedAnswer, findings: Findings): Checked {
  if (citesWhole) return nothing
  const bare = claims.filter(({ covered }) => !covered)
  for (const { start, end } of bare) {
    findings.add('bad', () => ({ kind: 'claim', verdict: 'bad', message: 'a claim without a citation', start, end }))
  }
  return { good: claims.length - bare.length, all: claims.length }
}
