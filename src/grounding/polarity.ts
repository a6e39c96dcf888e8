import type { Word } from './words.ts'

const cues = new Set(
  "no not never without neither nor none cannot lack lacks lacking nobody nothing nowhere don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't haven't hasn't hadn't".split(
    ' ',
  ),
)
const breaks = new Set('but however although though while whereas yet which except besides despite instead'.split(' '))
const behind = new Set(
  "not unavailable isn't aren't wasn't weren't lacking missing prohibited off disabled deactivated inactive forbidden excluded".split(
    ' ',
  ),
)
const links = new Set('is are was were be been being do does did can could will would'.split(' '))
// "Garage, street and valet parking are not": behind a list.
const denied =
  /(?:is|are|was|were)(?: not|n't)(?: (?:available|offered|provided|allowed|accepted|included|listed|present))?\s*[.,;]?\s*$/i
const reach = 10

/**
 * Whether the word at an index stands under a negation: a cue up to ten words before it in its clause ("does not offer outdoor seating"),
 * or one behind it ("reservations are not accepted"). "not only" negates nothing.
 */
export function isNegated(words: readonly Word[], at: number, text: string): boolean {
  for (let index = at - 1; index >= Math.max(0, at - reach); index -= 1) {
    const word = words[index]?.folded ?? ''
    if (breaks.has(word) || /[;:.!?]/.test(text.slice(words[index]?.end ?? 0, words[index + 1]?.start ?? 0))) break
    if (cues.has(word)) return words[index + 1]?.folded !== 'only'
  }
  for (let index = at + 1; index <= Math.min(words.length - 1, at + 4); index += 1) {
    const word = words[index]?.folded ?? ''
    if (/[;:.,!?]/.test(text.slice(words[index - 1]?.end ?? 0, words[index]?.start ?? 0)) || breaks.has(word)) break
    if (behind.has(word))
      return (
        links.has(words[index - 1]?.folded ?? '') ||
        words[index - 1]?.folded === 'turned' ||
        words[index - 1]?.folded === 'switched' ||
        word === 'unavailable' ||
        word.endsWith("n't")
      )
  }
  const clause = text.slice(words[at]?.end ?? 0, Math.min((words[at]?.end ?? 0) + 160, words.at(-1)?.end ?? 0))
  const stop = /[.;:]|(?<![a-z])(?:but|however|although|though|while|whereas|which)(?![a-z])/i.exec(clause)
  return denied.test(stop === null ? clause : clause.slice(0, stop.index))
}

export function isNegation(word: string): boolean {
  return cues.has(word)
}

const supposing = new Set('if unless when whenever whether to should would could'.split(' '))

/** Whether the word at an index stands in what is only supposed: "if you need a wireless headset", "to use email, turn it on". */
export function isSupposed(words: readonly Word[], at: number, text: string): boolean {
  for (let index = at - 1; index >= Math.max(0, at - reach); index -= 1) {
    if (/[,;:.!?]/.test(text.slice(words[index]?.end ?? 0, words[index + 1]?.start ?? 0))) return false
    const word = words[index]?.folded ?? ''
    if (supposing.has(word) && (word !== 'to' || index === 0 || words[index - 1]?.folded === 'order')) return true
  }
  return false
}
