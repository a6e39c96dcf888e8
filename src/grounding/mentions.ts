import type { Span } from '../text/span.ts'
import type { Attribute } from './attributes.ts'
import { isNegated, isSupposed } from './polarity.ts'
import type { Word } from './words.ts'

/** An attribute that a sentence speaks of. */
export interface Mention extends Span {
  attribute: Attribute
  /** The sentence says that it is not so. */
  negated: boolean
  /** The object's name stands in the sentence, too, or the attribute has several words or a name of its own. */
  sure: boolean
  /** It is only supposed: "if you need Wi-Fi". */
  supposed: boolean
}

/** The attributes by the first stem of their head and by their joined word, to look mentions up. */
export class MentionFinder {
  readonly #byStem = new Map<string, Attribute[]>()
  readonly #byJoined = new Map<string, Attribute[]>()

  constructor(attributes: readonly Attribute[]) {
    for (const attribute of attributes) {
      add(this.#byStem, attribute.head[0] ?? '', attribute)
      if (attribute.joined.length >= 4) add(this.#byJoined, attribute.joined, attribute)
    }
  }

  /** The attributes that the words of a sentence mention, each once. */
  find(words: readonly Word[], text: string): Mention[] {
    if (this.#byStem.size === 0) return []
    const stems = new Set(words.map(({ stem }) => stem))
    const found = new Map<Attribute, Mention>()
    const put = (attribute: Attribute, first: number, last: number, sure: boolean) => {
      if (found.has(attribute)) return
      const start = words[first]?.start ?? 0
      const end = words[last]?.end ?? start
      found.set(attribute, {
        attribute,
        start,
        end,
        negated: isNegated(words, first, text),
        sure,
        supposed: isSupposed(words, first, text),
      })
    }
    for (const [at, word] of words.entries()) {
      for (const attribute of this.#byStem.get(word.stem) ?? []) {
        const last = lastOf(attribute.head, words, at)
        if (last === undefined || (word.folded === 'lot' && /^(?:a|an)$/.test(words[at - 1]?.folded ?? ''))) continue
        const sure =
          attribute.head.length > 1 || attribute.parent.length === 0 || attribute.parent.some((stem) => stems.has(stem))
        put(attribute, at, last, sure)
      }
      let joined = ''
      for (let last = at; last < Math.min(words.length, at + 3); last += 1) {
        joined += words[last]?.folded ?? ''
        for (const attribute of this.#byJoined.get(joined) ?? []) put(attribute, at, last, true)
      }
    }
    return [...found.values()]
  }
}

/** The index of the last word of the head where all of it stands within a few words, in any order behind the first. */
function lastOf(head: readonly string[], words: readonly Word[], at: number): number | undefined {
  let last = at
  for (const stem of head.slice(1)) {
    let place = -1
    for (let index = Math.max(0, at - 3); index <= Math.min(words.length - 1, at + 4); index += 1) {
      if (words[index]?.stem === stem) place = index
    }
    if (place < 0) return undefined
    last = Math.max(last, place)
  }
  return last
}

/** Attributes of one name that are kept. */
const mostAlike = 16

function add(map: Map<string, Attribute[]>, key: string, attribute: Attribute): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [attribute])
  else if (list.length < mostAlike) list.push(attribute)
}
