import { functionWords } from './functionWords.ts'
import { stem } from './stem.ts'

/** What a record says is so, is not so, or leaves open: `{"OutdoorSeating": false}`. */
export interface Attribute {
  /** As a reader would look for it: `attributes.BusinessParking.valet`. */
  path: string
  /** Stems of the words that name it, all of which a mention has. */
  head: readonly string[]
  /** The words of the key written as one ("takeout", "wifi"). */
  joined: string
  /** Stems of the object's name: a mention with one of them is surely meant. */
  parent: readonly string[]
  /** null: the record does not say. */
  holds: boolean | null
  /** A word that a record gives for yes: "free" of Wi-Fi. */
  word?: string
  /** The number of the source's text. */
  source: number
}

/** Keys whose words say nothing of what is so. */
const weak = new Set(
  'good has have is are accept accepts allow allows offer offers provide provides available business by'.split(' '),
)
const yes = new Set(['yes', 'true', 'y'])
const no = new Set(['no', 'none', 'false', 'n', 'n/a', 'not available', 'unavailable'])
// Objects that are only there to hold others say nothing of what is meant.
const containers = new Set(
  'attributes attribute properties property details detail data info information features feature amenities facts fields metadata values'.split(
    ' ',
  ),
)
const mostAttributes = 5_000
const deepest = 64

/** Every key of a JSON value that stands for a yes, a no or an unknown, at any depth. */
export function readAttributes(data: unknown, source: number): Attribute[] {
  const found = new Map<string, Attribute | undefined>()
  const common = commonWords(data)
  walk(data, [], (path, value) => {
    if (found.size >= mostAttributes) return
    const truth = truthOf(value)
    const key = path.at(-1)
    if (truth === undefined || key === undefined) return
    const words = keyWords(key).filter((word) => !common.has(word))
    const head = words.filter((word) => !functionWords.has(word) && !weak.has(word)).map(stem)
    if (head.length === 0 || head.length > 4) return
    const parent = keyWords(path.at(-2) ?? '').filter(
      (word) => !common.has(word) && !weak.has(word) && !containers.has(word),
    )
    const name = path.join('.')
    const known = found.get(name)
    // Records of a list that differ: which of them a sentence means is not known.
    if (found.has(name) && (known === undefined || known.holds !== truth.holds)) found.set(name, undefined)
    else found.set(name, { path: name, head, joined: words.join(''), parent: parent.map(stem), source, ...truth })
  })
  return [...found.values()].filter((attribute) => attribute !== undefined)
}

function truthOf(value: unknown): Pick<Attribute, 'holds' | 'word'> | undefined {
  if (typeof value === 'boolean') return { holds: value }
  if (value === null) return { holds: null }
  if (typeof value !== 'string' || value.length > 24) return undefined
  const word = value.trim().toLowerCase()
  if (yes.has(word)) return { holds: true }
  if (no.has(word)) return { holds: false }
  return /^\p{L}+$/u.test(word) ? { holds: true, word } : undefined
}

/** Words that begin several keys of one object are its habit ("RestaurantsTakeOut", "RestaurantsReservations"). */
function commonWords(data: unknown): ReadonlySet<string> {
  const counts = new Map<string, number>()
  walk(data, [], (path) => {
    const [first, second] = keyWords(path.at(-1) ?? '')
    if (first !== undefined && second !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1)
  })
  return new Set([...counts].filter(([, count]) => count >= 3).map(([word]) => word))
}

export function keyWords(key: string): string[] {
  const spaced = key.replace(/(\p{Ll}|\p{Nd})(?=\p{Lu})/gu, '$1 ').replace(/[^\p{L}\p{N}]+/gu, ' ')
  return spaced.toLowerCase().split(' ').filter(Boolean)
}

/** Calls for every leaf with the keys that lead to it; elements of arrays stand under their array's key. Without recursion: JSON may be deep. */
export function walk(data: unknown, path: string[], leaf: (path: string[], value: unknown) => void): void {
  const stack: { value: unknown; path: string[] }[] = [{ value: data, path }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, path } = next
    if (typeof value !== 'object' || value === null || path.length > deepest) leaf(path, value)
    else if (Array.isArray(value)) for (const item of value.toReversed()) stack.push({ value: item, path })
    else for (const [key, item] of Object.entries(value).toReversed()) stack.push({ value: item, path: [...path, key] })
  }
}
