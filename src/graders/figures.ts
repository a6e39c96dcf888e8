import { z } from 'zod'
import type { Evidence, Grade, GradeRequest, Grader, Part } from '../core/grade.ts'
import type { CitationReader } from '../text/citationMarkers.ts'
import { findCitationMarkers, signsOf } from '../text/citationMarkers.ts'
import type { Holder } from '../text/figureIndex.ts'
import type { Figure } from '../text/figures.ts'
import { findFigures } from '../text/figures.ts'
import { plural } from '../text/format.ts'
import { inlineMarks, listMarks, stepMarks } from '../text/lists.ts'
import { addressSpans, fencedCode } from '../text/markdown.ts'
import { merged, outside } from '../text/span.ts'
import { Findings, quoted, scored, share, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import type { SourceIndex } from './sources.ts'
import { indexOf, inputFigures, sourcesOf, titles } from './sources.ts'

export type FiguresOptions = SharedOptions

export const figuresOptions = z.strictObject(sharedOptions)

/**
 * The share of the answer's figures that the sources or the question hold, 0..1: numbers, money, percentages, dates, times of day and versions,
 * compared by value ("1,000" is "1 000"; "$1.5 million" is "1,500,000 dollars"; "3 March 2024" is "2024-03-03"; "2 weeks" is "14 days"),
 * with a part for each kind. A figure with a unit, currency or percent sign is not held by one of another. Sums that the answer works
 * out are not followed: a total that no source states is not held.
 *
 * No figures are citation markers, the numbers of list items, steps and headings, how many items the answer's own list has, digits within
 * names ("COVID-19") and addresses, code blocks, and small numbers in words without a unit ("one of", "two ways").
 * Unscored where the answer has no figure, or where there are no sources.
 * @throws AssayError on unknown or wrong options
 */
export function figures(options: FiguresOptions = {}): Grader {
  const parsed = parseOptions('figures', figuresOptions, options)
  return {
    ...describe('figures', 4, parsed),
    hallucination: true,
    grade(request) {
      const sources = sourcesOf(request)
      if (sources === undefined || sources.length === 0) return unscored('there are no sources to check against')
      return judge(request, indexOf(sources))
    },
  }
}

function judge(request: GradeRequest, index: SourceIndex): Grade {
  const { text } = request.output
  const findings = new Findings()
  const unheld: string[] = []
  let all = 0
  const tally = new Map<string, { good: number; all: number }>()
  const items = listMarks(text).length
  for (const figure of answerFigures(text, index.citations)) {
    const holder = index.figures.find(figure)
    const asked = holder === undefined ? inputFigures(request.case).find(figure) : undefined
    const held = holder !== undefined || asked !== undefined
    if (!held && countsOwnList(figure, items)) continue
    const kind = figure.kind === 'code' ? 'number' : figure.kind
    const part = tally.get(kind) ?? { good: 0, all: 0 }
    tally.set(kind, { good: part.good + (held ? 1 : 0), all: part.all + 1 })
    all += 1
    if (!held) unheld.push(text.slice(figure.start, figure.end))
    findings.add(held ? 'good' : 'bad', () => toEvidence(figure, text, holder, held, index))
  }
  if (tally.size === 0) return unscored('the answer holds no figures')
  const parts: Record<string, Part> = {}
  for (const [kind, { good, all }] of tally) parts[kind] = { score: share(good, all), n: all }
  return scored(share(all - unheld.length, all), told(all, unheld), findings.toEvidence(), parts)
}

function told(all: number, unheld: readonly string[]): string {
  if (unheld.length === 0) {
    return `${all === 1 ? 'the figure stands' : `all ${plural(all, 'figure')} stand`} in the sources or the question`
  }
  const some = unheld.slice(0, 3).map((text) => quoted(text, 30))
  const more = unheld.length > some.length ? ', …' : ''
  return `${unheld.length} of ${plural(all, 'figure')} without a source: ${some.join(', ')}${more}`
}

function answerFigures(text: string, reader: CitationReader): Figure[] {
  const set = [
    ...signsOf(findCitationMarkers(text, reader)),
    ...listMarks(text),
    ...stepMarks(text),
    ...inlineMarks(text),
    ...addressSpans(text),
    ...fencedCode(text),
  ]
  return outside(findFigures(text), merged(set)).filter((figure) => !isTurnOfPhrase(figure))
}

/** "one of", "the two": a small number in words is a figure only with a unit. */
function isTurnOfPhrase(figure: Figure): boolean {
  return figure.kind === 'number' && figure.spelled && figure.value <= 12 && figure.unit === undefined
}

/** "There are 3 ways:" above a list of three. */
function countsOwnList(figure: Figure, items: number): boolean {
  return figure.kind === 'number' && figure.unit === undefined && items > 1 && figure.value === items
}

function toEvidence(
  figure: Figure,
  text: string,
  holder: Holder | undefined,
  held: boolean,
  index: SourceIndex,
): Evidence {
  const { start, end } = figure
  const said = quoted(text.slice(start, end), 40)
  if (!held) return { kind: 'figure', verdict: 'bad', message: `${said} stands in no source`, start, end }
  if (holder === undefined)
    return { kind: 'figure', verdict: 'good', message: `${said} stands in the question`, start, end }
  const inTitle = holder.text < 0
  const sourceId = index.sources[inTitle ? holder.text + titles : holder.text]?.id ?? ''
  return {
    kind: 'figure',
    verdict: 'good',
    message: `${said} stands in ${quoted(sourceId)}`,
    start,
    end,
    sourceId,
    ...(inTitle ? {} : { sourceStart: holder.start, sourceEnd: holder.end }),
  }
}
