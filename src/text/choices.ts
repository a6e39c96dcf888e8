import { normaliseAnswer } from './normalise.ts'
import type { Span } from './span.ts'

/** One of the answers there are to choose from. */
export interface Choice {
  /** "B", "2", "iv". */
  label: string
  text?: string
}

/** A choice that a text picks, and where. */
export interface Pick extends Span {
  /** The index of the choice. */
  choice: number
}

const open = '[\\s*_`"\'“‘(\\[{$\\\\]{0,8}(?:(?:boxed|text|mathrm)\\{[\\s*_(]{0,4}){0,2}'
const noun = '(?:answers?|options?|choices?|alternatives?|letters?)'
const linked = `(?:[ \\t]+(?:is|are|was|would be|should be|must be|will be)|[ \\t]*[:=：])[ \\t*_]{0,6}(?:[ \\t]*(?:likely|probably|therefore|clearly|indeed|thus))?[ \\t*_]{0,4}(?::[ \\t*_\\n]{0,4})?(?:[ \\t]*(?:the )?${noun}[ \\t]+)?`
const final = `(?:(?:final|correct|right|best|my)[ \\t]+)?${noun}[*_"']{0,3}${linked}`
const chosen = `(?:choose|pick|select|go with|going with|vote for|chose|picked|selected|choosing|picking)[ \\t]+(?:for[ \\t]+)?(?:the[ \\t]+)?(?:${noun}[ \\t]+)?`
const negated = /(?:\bnot|n['’]t|\bnever|\bwouldn|\bneither)[^.,;\n]{0,20}$/i

/** How a text may say what it picks, the plainest first; the first that says anything counts. */
const cues: readonly RegExp[] = [
  /\\boxed(?=\s{0,3}\{)/gi,
  new RegExp(`(?<![\\p{L}\\p{N}])final[ \\t]+${noun}[*_"']{0,3}${linked}`, 'giu'),
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${final}|${chosen})`, 'giu'),
]

/**
 * The choices that an answer picks, in its order, each once: nothing, one, or more (which for a question with one answer is ambiguous).
 * Looked for, the first that finds any: the whole text is labels ("B", "(A) and (C)"); a boxed or "final answer"; "the answer is (B)",
 * "Answer: b", "I would pick option B"; "B is correct"; lines that begin with a label ("B) Paris"), unless they are a list of all choices; a
 * label in bold or "option B"; the texts of choices, as words, a text within another's apart. A pick that is denied ("the answer is not B") is none. A small letter
 * counts only where no word could follow it. English, for all but labels and texts. Linear in the text.
 */
export function findPicks(text: string, choices: readonly Choice[]): Pick[] {
  if (choices.length === 0) return []
  const labels = new LabelReader(choices)
  const whole = labels.list(text, 0, true)
  if (whole.length > 0) return once(whole)
  for (const cue of cues) {
    const picks = afterCues(text, cue, labels, choices)
    if (picks.length > 0) return once(picks)
  }
  for (const picks of [labels.judged(text), labels.lines(text), labels.named(text)])
    if (picks.length > 0) return once(picks)
  return once(byText(text, choices))
}

function once(picks: readonly Pick[]): Pick[] {
  const seen = new Set<number>()
  return picks.filter(({ choice }) => !seen.has(choice) && seen.add(choice))
}

function afterCues(text: string, cue: RegExp, labels: LabelReader, choices: readonly Choice[]): Pick[] {
  const picks: Pick[] = []
  for (const match of text.matchAll(cue)) {
    if (negated.test(text.slice(Math.max(0, match.index - 30), match.index))) continue
    const at = match.index + match[0].length
    const found = labels.list(text, at, false)
    picks.push(...(found.length > 0 ? found : textAt(text, at, choices)))
  }
  return picks
}

/** The choice whose text follows, the longest where one begins another. */
function textAt(text: string, at: number, choices: readonly Choice[]): Pick[] {
  const longest = Math.max(...choices.map((choice) => choice.text?.length ?? 0))
  const window = text.slice(at, at + longest * 2 + 40)
  const first = normaliseAnswer(window.split('\n', 1)[0] ?? '')
  let best: { choice: number; length: number } | undefined
  for (const [choice, { text: body = '' }] of choices.entries()) {
    const wanted = normaliseAnswer(body)
    if (wanted === '' || !`${first} `.startsWith(`${wanted} `)) continue
    if (best === undefined || wanted.length > best.length) best = { choice, length: wanted.length }
  }
  return best === undefined
    ? []
    : [{ choice: best.choice, start: at, end: Math.min(text.length, at + (choices[best.choice]?.text?.length ?? 0)) }]
}

/** Texts of choices that stand in the answer as whole words; one within the place of a longer one does not count. */
function byText(text: string, choices: readonly Choice[]): Pick[] {
  const normal = ` ${normaliseAnswer(text)} `
  const found: Pick[] = []
  const order = choices
    .map(({ text: body = '' }, choice) => ({ choice, wanted: normaliseAnswer(body) }))
    .filter(({ wanted }) => wanted !== '')
    .sort((a, b) => b.wanted.length - a.wanted.length)
  let rest = normal
  for (const { choice, wanted } of order) {
    const needle = ` ${wanted} `
    const places = rest.split(needle)
    if (places.length < 2) continue
    // Blanked, so that "York" is not found in "New York".
    const denied = places
      .slice(0, -1)
      .every((before) => /(?:^| )(?:not|isnt|never|neither|nor)(?: [^ ]{1,20}){0,2}$/.test(before.slice(-40)))
    if (!denied) found.push({ choice, start: 0, end: text.length })
    rest = places.join(' \u0001 ')
  }
  return found.sort(
    (a, b) =>
      normal.indexOf(` ${normaliseAnswer(choices[a.choice]?.text ?? '')} `) -
      normal.indexOf(` ${normaliseAnswer(choices[b.choice]?.text ?? '')} `),
  )
}

class LabelReader {
  readonly #places: ReadonlyMap<string, number>
  readonly #next: RegExp
  readonly #more: RegExp
  readonly #judged: RegExp
  readonly #line: RegExp
  readonly #named: RegExp
  readonly #count: number

  constructor(choices: readonly Choice[]) {
    this.#count = choices.length
    this.#places = new Map(choices.map(({ label }, index) => [label.toLowerCase(), index]))
    const labels = choices
      .map(({ label }) => label.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
      .sort((a, b) => b.length - a.length)
      .join('|')
    const end = "(?![\\p{L}\\p{N}\\p{M}'’]|[.,]\\d)"
    this.#next = new RegExp(`${open}(?<label>${labels})${end}[*_\`"'”’)\\]}$]{0,8}`, 'iuy')
    this.#more = new RegExp(
      `[ \\t]*(?:,|/|&|;|[ \\t]and[ \\t]|[ \\t]or[ \\t]|,[ \\t]*and[ \\t]|,[ \\t]*or[ \\t])[ \\t]*(?:${noun}[ \\t]+)?`,
      'iuy',
    )
    this.#judged = new RegExp(
      `(?<![\\p{L}\\p{N}'’])(?<label>${labels})[)\\]*_"']{0,4}[ \\t]+(?:is|are)[ \\t]+(?:the[ \\t]+)?(?:most[ \\t]+)?(?:correct|right|true|best|accurate|answer)(?![\\p{L}])`,
      'giu',
    )
    this.#line = new RegExp(
      `^[ \\t>*_#-]{0,8}[(\\[]?(?<label>${labels})(?:[)\\]][*_]{0,3}|[*_]{0,3}[.:][*_]{0,3}|[*_]{2,3})(?=[ \\t]|$)`,
      'gimu',
    )
    this.#named = new RegExp(
      `(?:(?:\\*\\*|__)[(\\[]?(?<label>${labels})[)\\].:]{0,2}(?:\\*\\*|__)|(?<![\\p{L}])(?:option|choice|answer)[ \\t]+[*_("'\\[]{0,4}(?<other>${labels})${end})`,
      'giu',
    )
  }

  /** Labels from `at` on: "B", "(A) and C". `whole`: nothing else may follow but signs. */
  list(text: string, at: number, whole: boolean): Pick[] {
    const picks: Pick[] = []
    let place = at
    for (;;) {
      this.#next.lastIndex = place
      const match = this.#next.exec(text)
      const label = match?.groups?.label
      if (match === null || label === undefined) break
      const end = match.index + match[0].length
      // "The answer is a city", and of "B, A is wrong" only B.
      const behind = text.slice(end, end + 12)
      const bare = match[0].trimStart() === label
      if (
        bare &&
        /^[ \t]+[\p{L}\p{N}]/u.test(behind) &&
        !/^[ \t]+(?:and|or|because|since|as|for|but|due|given)(?![p{L}])/i.test(behind)
      ) {
        if (picks.length > 0 || label !== label.toUpperCase() || label === 'I' || whole) break
      }
      picks.push({ choice: this.#place(label), start: end - match[0].trimStart().length, end })
      place = end
      this.#more.lastIndex = end
      const more = this.#more.exec(text)
      if (more === null) break
      place = more.index + more[0].length
    }
    if (!whole) return picks
    const last = picks.at(-1)
    return last !== undefined && text.length - last.end < 1_000 && /^[\s.!,;:)*_`]*$/.test(text.slice(last.end))
      ? picks
      : []
  }

  /** "B is correct". */
  judged(text: string): Pick[] {
    return Array.from(text.matchAll(this.#judged)).flatMap((match) =>
      this.#pick(match, (label) => label === label.toUpperCase()),
    )
  }

  /** Lines that begin with a label; none where they list all the choices, as an answer does that repeats the question. */
  lines(text: string): Pick[] {
    const picks = Array.from(text.matchAll(this.#line)).flatMap((match) => this.#pick(match, () => true))
    return this.#count > 1 && new Set(picks.map(({ choice }) => choice)).size === this.#count ? [] : picks
  }

  /** "**B**" and "option B". */
  named(text: string): Pick[] {
    return Array.from(text.matchAll(this.#named)).flatMap((match) => {
      const before = text.slice(Math.max(0, match.index - 30), match.index)
      const after = text.slice(match.index + match[0].length, match.index + match[0].length + 40)
      return negated.test(before) || /^[)*_ ]*(?:is|are)(?:n['’]t| not| wrong| incorrect| false)/i.test(after)
        ? []
        : this.#pick(match, (label) => label === label.toUpperCase())
    })
  }

  #place(label: string): number {
    return this.#places.get(label.toLowerCase()) ?? 0
  }

  #pick(match: RegExpExecArray, good: (label: string) => boolean): Pick[] {
    const label = match.groups?.label ?? match.groups?.other
    if (label === undefined || !good(label)) return []
    return [{ choice: this.#place(label), start: match.index, end: match.index + match[0].length }]
  }
}
