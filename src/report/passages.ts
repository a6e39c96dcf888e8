import type { Source } from '../core/case.ts'
import { formatCount } from '../text/format.ts'
import { bounds } from './input.ts'
import { omission } from './side.ts'
import { cut, excerpt } from './visible.ts'

/** A source as a case shows it: whole where it is short, else its beginning and a link to the one place where it stands. */
export interface SourceView {
  id: string
  title: string | null
  text: string
  href: string | null
  size: string
}

export interface PassageView {
  anchor: string
  id: string
  title: string | null
  text: string
  leftOut: string | null
}

/** The long passages of a report, each kept once however many cases have it. */
export class Passages {
  readonly #byText = new Map<string, PassageView>()

  view(source: Source): SourceView {
    const shared = { id: source.id, title: source.title ?? null, size: `${formatCount(source.text.length)} characters` }
    if (source.text.length <= bounds.inlinePassage) return { ...shared, text: source.text, href: null }
    return { ...shared, text: excerpt(source.text, 240), href: `#${this.#add(source).anchor}` }
  }

  list(): PassageView[] {
    return [...this.#byText.values()]
  }

  #add(source: Source): PassageView {
    const key = JSON.stringify([source.id, source.title, source.text])
    const known = this.#byText.get(key)
    if (known !== undefined) return known
    const { text, leftOut } = cut(source.text, bounds.text)
    const anchor = `passage-${this.#byText.size + 1}`
    const passage = { anchor, id: source.id, title: source.title ?? null, text, leftOut: omission(leftOut) }
    this.#byText.set(key, passage)
    return passage
  }
}
