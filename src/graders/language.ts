import { z } from 'zod'
import type { Evidence, Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { plural } from '../text/format.ts'
import { addressSpans, codeSpans } from '../text/markdown.ts'
import { scriptsNamed } from '../text/scripts.ts'
import type { Span } from '../text/span.ts'
import { merged, outside } from '../text/span.ts'
import { quoted, scored, share, unscored } from './grade.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, passAtSchema, sharedOptions } from './options.ts'

export interface LanguageOptions extends SharedOptions {
  /** Default 0.8: names and terms of other scripts do no harm. */
  passAt?: number
  /**
   * Scripts by their names in Unicode ("Latin", "Cyrillic", "Arabic"), or languages that have a script of their own by their ISO 639 codes
   * ("ja", "zh", "ko", "el", "he", "th", ...); several are all accepted.
   */
  script: string | string[]
}

const scriptSchema = z.string().superRefine((name, context) => {
  const scripts = scriptsNamed(name)
  if (typeof scripts === 'string') context.addIssue({ code: 'custom', message: scripts })
})

export const languageOptions = z.strictObject({
  ...sharedOptions,
  passAt: passAtSchema.default(0.8),
  script: z
    .union([scriptSchema, z.array(scriptSchema).min(1)])
    .describe('scripts by name ("Latin", "Cyrillic"), or codes of languages with a script of their own ("ja", "el")'),
} satisfies Shape<LanguageOptions>)

/**
 * The share of the answer's letters that are of the expected scripts. It tells scripts apart and no more: English from Chinese or Russian, but
 * not from French, so codes of languages that share their script are refused. Code, web and e-mail addresses are left out, and letters that
 * many scripts share. Japanese takes Han letters, too, but a text in them alone, which may be Chinese, is unscored. 0..1; passes at 0.8.
 *
 * Unscored: an answer without letters. Linear. Source: Script_Extensions of Unicode (UAX #24).
 * @throws AssayError on a name that is no script or code, and on unknown or wrong options
 */
export function language(options: LanguageOptions): Grader {
  const parsed = parseOptions('language', languageOptions, options)
  const names = [parsed.script].flat()
  const scripts = names.flatMap((name) => scriptsNamed(name))
  const expected = new RegExp(`[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]`, 'u')
  const onlyJapanese = names.every((name) => name.toLowerCase() === 'ja')
  return {
    ...describe('language', 1, parsed),
    grade({ output: { text } }) {
      const words = outside(wordsOf(text), merged([...codeSpans(text), ...addressSpans(text)]))
      let good = 0
      let all = 0
      let kana = false
      const foreign: Span[] = []
      for (const word of words) {
        const letters = text.slice(word.start, word.end).match(letter) ?? []
        const right = letters.filter((item) => expected.test(item)).length
        if (onlyJapanese && !kana) kana = letters.some((item) => kanaLetter.test(item))
        good += right
        all += letters.length
        if (right < letters.length) foreign.push(word)
      }
      if (all === 0) return unscored('the answer has no letters')
      if (onlyJapanese && !kana && good > 0)
        return unscored('Han letters without kana: Japanese cannot be told from Chinese')
      const evidence = foreign.map(
        ({ start, end }): Evidence => ({
          kind: 'script',
          verdict: 'bad',
          message: `${quoted(text.slice(start, end), 40)} is not ${names.join(' or ')}`,
          start,
          end,
        }),
      )
      return scored(share(good, all), `${good} of ${plural(all, 'letter')} are ${names.join(' or ')}`, evidence)
    },
  }
}

const letter = /(?!\p{scx=Common})\p{L}/gu
const kanaLetter = /[\p{sc=Hira}\p{sc=Kana}]/u

function wordsOf(text: string): Span[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}]+/gu), ({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  }))
}
