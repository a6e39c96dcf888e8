import type { Span } from './span.ts'

/** A raised number behind a word, as `¹`, `¹²·³`, `²⁻⁴` or `<sup>1, 2</sup>`, with what it says in plain digits. */
export interface Superscript extends Span {
  content: string
}

const digit = '[⁰¹²³⁴⁵⁶⁷⁸⁹]'
// Behind a sentence or a word, not behind a number or a unit ("10⁶", "m²").
const raised = new RegExp(
  `(?<=[.,;:!?)”"’»\\]]|\\p{L}{4})(?:${digit}{1,3}(?:[ ⁻,⁺˒ʼ·‧⸴–-]${digit}{1,3}){0,9}|<sup>\\[?(\\d{1,3}(?: ?[,;–-] ?\\d{1,3}){0,9})\\]?</sup>)(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ])`,
  'gu',
)
// Longer names of what is squared and cubed.
const measured =
  /(?:^|[^\p{L}])(?:(?:kilo|centi|milli|deci|micro|nano)?met(?:er|re)s?|feet|foot|inch(?:es)?|yards?|miles?|acres?|units?|volts?|amps?|seconds?|alpha|beta|gamma|delta|theta|lambda|sigma|omega|sinh|cosh|tanh)$/iu

/** The raised numbers of a text that can be citations: not exponents and units. Linear in the text. */
export function findSuperscripts(text: string): Superscript[] {
  return Array.from(text.matchAll(raised)).flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    if (measured.test(before) || isFormula(before)) return []
    const digits = match[0].replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (char) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char)))
    const content = match[1] ?? digits.replace(/[⁻–]/g, '-').replace(/[ ⁺˒ʼ·‧⸴]/g, ',')
    return [{ start: match.index, end: match.index + match[0].length, content }]
  })
}

/** "(a + b)²", "f(x)²" and "a[1]²". */
function isFormula(before: string): boolean {
  const last = before.at(-1)
  if (last !== ')' && last !== ']') return false
  const inner = before.slice(before.lastIndexOf(last === ')' ? '(' : '[') + 1, -1)
  return last === ')' ? /[-+*/=^×÷]/.test(inner) || !/\p{L}{3}/u.test(inner) : !/^[\d\s,;–-]+$/.test(inner)
}
