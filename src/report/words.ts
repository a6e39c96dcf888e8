import type { diffArrays as DiffArrays } from 'diff'
import type { Span } from '../text/span.ts'

/** How the words of two texts differ. */
export type WordDiff =
  | { kind: 'same' }
  | { kind: 'words'; removed: Span[]; added: Span[] }
  /** So little in common that marking the words would only distract. */
  | { kind: 'rewritten' }
  /** More work than one diff may cost. */
  | { kind: 'long' }
  /** More work than was left for this report. */
  | { kind: 'spent' }

interface Token extends Span {
  text: string
}

// An amount or number, a word, one character of a script that writes no spaces, or any other single character; white space only
// separates.
const tokens =
  /\p{Sc}?\p{N}+(?:[.,:]\p{N}+)*%?|[[\p{L}\p{M}_]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]][[\p{L}\p{M}\p{N}_'\u{2019}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]*|\S/gv

/** Insertions and deletions after which one diff is given up: its time grows with the square. */
const mostEdits = 600
/** Squared edits that all diffs of a report may cost together: about a second. */
const budgetOfReport = 12_000_000
const mostTokens = 40_000
/** Below this share of words in common two texts count as rewritten. */
const leastInCommon = 0.45

/**
 * Compares texts word by word within a fixed amount of work: what is given up depends on the texts alone, never on the clock, so that
 * the same report comes out on every machine.
 */
export class WordComparer {
  readonly #diffArrays: typeof DiffArrays
  #budget = budgetOfReport

  constructor(diffArrays: typeof DiffArrays) {
    this.#diffArrays = diffArrays
  }

  compare(before: string, after: string): WordDiff {
    if (before === after) return { kind: 'same' }
    const [old, now] = [tokenize(before), tokenize(after)]
    if (old.length > mostTokens || now.length > mostTokens) return { kind: 'long' }
    const common = inCommon(old, now)
    if (common < leastInCommon * Math.min(old.length, now.length)) return { kind: 'rewritten' }
    const fewestEdits = old.length + now.length - 2 * common
    if (fewestEdits > mostEdits) return { kind: 'long' }
    const affordable = Math.min(mostEdits, Math.floor(Math.sqrt(this.#budget)))
    if (fewestEdits > affordable) return { kind: 'spent' }
    const changes = this.#diffArrays(textsOf(old), textsOf(now), { maxEditLength: affordable })
    if (changes === undefined) {
      this.#budget -= affordable ** 2
      return { kind: affordable < mostEdits ? 'spent' : 'long' }
    }
    const edits = changes.reduce((sum, change) => sum + (change.added || change.removed ? change.count : 0), 0)
    this.#budget -= edits ** 2
    return spansOf(changes, old, now)
  }
}

function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(tokens), (found) => ({
    text: found[0],
    start: found.index,
    end: found.index + found[0].length,
  }))
}

function textsOf(list: readonly Token[]): string[] {
  return list.map((token) => token.text)
}

/** How many tokens the lists share, whatever their order: at least as many as any diff can keep. */
function inCommon(old: readonly Token[], now: readonly Token[]): number {
  const counts = new Map<string, number>()
  for (const { text } of old) counts.set(text, (counts.get(text) ?? 0) + 1)
  let common = 0
  for (const { text } of now) {
    const left = counts.get(text) ?? 0
    if (left > 0) {
      common += 1
      counts.set(text, left - 1)
    }
  }
  return common
}

interface Change {
  added?: boolean
  removed?: boolean
  count: number
}

function spansOf(changes: readonly Change[], old: readonly Token[], now: readonly Token[]): WordDiff {
  const removed: Span[] = []
  const added: Span[] = []
  let oldAt = 0
  let nowAt = 0
  for (const [index, change] of changes.entries()) {
    const bridge = isBridge(changes, index, old, oldAt)
    if (!change.added) {
      if (change.removed || bridge) pushSpan(removed, old, oldAt, change.count)
      oldAt += change.count
    }
    if (!change.removed) {
      if (change.added || bridge) pushSpan(added, now, nowAt, change.count)
      nowAt += change.count
    }
  }
  return removed.length === 0 && added.length === 0 ? { kind: 'same' } : { kind: 'words', removed, added }
}

/** A kept comma or "a" amid changed words is an accident; marking it too makes one readable change of three. */
function isBridge(changes: readonly Change[], index: number, old: readonly Token[], oldAt: number): boolean {
  const change = changes[index]
  if (change === undefined || change.added || change.removed || change.count > 1) return false
  const amid = index > 0 && index < changes.length - 1
  return amid && (old[oldAt]?.text.length ?? 0) <= 2
}

function pushSpan(spans: Span[], list: readonly Token[], at: number, length: number): void {
  const first = list[at]
  const last = list[at + length - 1]
  if (first === undefined || last === undefined) return
  const previous = spans.at(-1)
  if (previous !== undefined && at > 0 && previous.end === list[at - 1]?.end) previous.end = last.end
  else spans.push({ start: first.start, end: last.end })
}
