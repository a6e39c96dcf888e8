import type { Case, CaseInput, Source } from '../core/case.ts'
import type { GradeRequest } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import { GroundingIndex } from '../grounding/groundingIndex.ts'
import { CitationReader } from '../text/citationMarkers.ts'
import { FigureIndex } from '../text/figureIndex.ts'
import { findLinks, ownAddresses } from '../text/links.ts'
import type { Passage } from '../text/passage.ts'
import { toPassage } from '../text/passage.ts'

/** The passages to judge against: the case's, else those that the target says it used; undefined where neither gives any. */
export function sourcesOf({ case: item, output }: GradeRequest): Source[] | undefined {
  return item.sources ?? output.sources
}

/** What is made of sources once and asked by every grader of every trial. */
export class SourceIndex {
  readonly sources: readonly Source[]
  readonly citations: CitationReader
  readonly #places: ReadonlyMap<string, number>
  readonly #passages: (Passage | undefined)[] = []
  readonly #titles: (Passage | undefined)[] = []
  #figures: FigureIndex | undefined
  #links: ReadonlySet<string> | undefined
  #grounding: GroundingIndex | undefined

  constructor(sources: readonly Source[]) {
    this.sources = sources
    this.citations = new CitationReader(
      sources.map(({ id }) => id),
      sources.map(({ title }) => title),
      sources.map(({ id, title, text }) => ownAddresses(id, title, text)),
    )
    this.#places = new Map(sources.map(({ id }, index) => [id, index]))
  }

  /** The index of the source in the list, by its id. */
  placeOf(id: string): number | undefined {
    return this.#places.get(id)
  }

  passage(place: number): Passage {
    this.#passages[place] ??= toPassage(this.sources[place]?.text ?? '')
    return this.#passages[place]
  }

  title(place: number): Passage {
    this.#titles[place] ??= toPassage(this.sources[place]?.title ?? '')
    return this.#titles[place]
  }

  /** To ask how far the sources support a sentence; a text's number is the source's index. */
  get grounding(): GroundingIndex {
    this.#grounding ??= new GroundingIndex(this.sources.map(({ text }) => text))
    return this.#grounding
  }

  /** The keys (`linkKey`) of the addresses that stand in any source: id, title and text. */
  get links(): ReadonlySet<string> {
    this.#links ??= new Set(
      this.sources.flatMap(({ id, title = '', text }) =>
        findLinks(`${id}\n${title}\n${text}`).flatMap(({ key }) => (key === undefined ? [] : [key])),
      ),
    )
    return this.#links
  }

  /** The figures of all sources; a holder's `text` is the source's index, or that minus `titles` for its title and id. */
  get figures(): FigureIndex {
    if (this.#figures === undefined) {
      const figures = new FigureIndex()
      for (const [place, { text }] of this.sources.entries()) figures.add(text, place)
      for (const [place, { id, title = '' }] of this.sources.entries()) figures.add(`${title}\n${id}`, place - titles)
      this.#figures = figures
    }
    return this.#figures
  }
}

export const titles = 1e9

const indexes = new WeakMap<readonly Source[], SourceIndex>()

/** The index of a list of sources; made once for each list. */
export function indexOf(sources: readonly Source[]): SourceIndex {
  const known = indexes.get(sources)
  if (known !== undefined) return known
  const index = new SourceIndex(sources)
  indexes.set(sources, index)
  return index
}

const inputs = new WeakMap<Case, { figures?: FigureIndex; passage?: Passage; links?: ReadonlySet<string> }>()

/** The figures of the question. */
export function inputFigures(item: Case): FigureIndex {
  const known = inputsOf(item)
  if (known.figures === undefined) {
    known.figures = new FigureIndex()
    known.figures.add(inputText(item.input), 0)
  }
  return known.figures
}

/** The question, to look for quotations in. */
export function inputPassage(item: Case): Passage {
  const known = inputsOf(item)
  known.passage ??= toPassage(inputText(item.input))
  return known.passage
}

/** The keys of the addresses in the question. */
export function inputLinks(item: Case): ReadonlySet<string> {
  const known = inputsOf(item)
  known.links ??= new Set(findLinks(inputText(item.input)).flatMap(({ key }) => (key === undefined ? [] : [key])))
  return known.links
}

function inputsOf(item: Case): { figures?: FigureIndex; passage?: Passage; links?: ReadonlySet<string> } {
  const known = inputs.get(item) ?? {}
  inputs.set(item, known)
  return known
}

/** All strings and numbers of an input, one to a line. */
export function inputText(input: CaseInput): string {
  if (typeof input === 'string') return input
  const found: string[] = []
  const open: Json[] = [input]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string' || typeof value === 'number') found.push(String(value))
    else if (isJsonObject(value) || Array.isArray(value)) for (const item of Object.values(value)) open.push(item)
  }
  return found.join('\n')
}
