import fc from 'fast-check'
import type { Comparison } from '../../src/core/comparison.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { comparisonFixture, finding, metric, verdictFixture } from './comparisonFixture.ts'
import { repeatsFixture } from './repeatsFixture.ts'

const payloads = [
  '\u001b[2J\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\',
  '\u009b31m',
  '\r',
  '\n',
  '\r\n::error::pwned',
  '\u2028::stop-commands::x',
  '##[add-mask]secret',
  '##vso[task.setvariable variable=x]y',
  '\u202eevil\u202c',
  '\u2066isolate\u2069',
  '\u200b\u00ad\u{e0041}',
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '</details>',
  '<script>alert(1)</script>',
  '<!--',
  '[x](https://evil.example)',
  '![x](https://evil.example/a.png)',
  'https://evil.example',
  'www.evil.example',
  '@octocat',
  '#123',
  '&amp;',
  '&#0;',
  ']]>',
  '"',
  "'",
  '$x$',
  '%0A::error::x',
  '漢字',
  '👩‍👩‍👧',
  '\ufffe\uffff',
  '\ud800',
  '\u0000',
  ' ',
]

/** Text as a model or a dataset might hold it at its worst. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...payloads),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
      fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))

/** A comparison and its verdict with hostile text in every place that data, models or users fill. */
export const hostileItem: fc.Arbitrary<{ comparison: Comparison; verdict: Verdict; texts: string[] }> = fc
  .array(hostileText, { minLength: 12, maxLength: 12 })
  .map((texts) => {
    const text = (index: number) => texts[index] ?? 'x'
    const base = comparisonFixture()
    const repeated = repeatsFixture()
    const comparison: Comparison = {
      ...base,
      eval: text(0),
      owner: text(1),
      baseline: { ...base.baseline, target: text(2), id: text(3) },
      candidate: { ...base.candidate, target: text(2), version: text(4), id: text(5) },
      pairing: {
        paired: 3,
        missing: [text(6)],
        added: [text(7), text(8)],
        changed: [text(6)],
        regrade: [text(7)],
        regrouped: [text(8)],
      },
      metrics: [
        { ...metric('m'), metric: text(9), grader: text(9) },
        { ...metric('m'), metric: `${text(9)}.${text(10)}`, grader: text(9), part: text(10) },
      ],
      changedGraders: [text(9)],
      errors: { ...base.errors, candidate: { trials: 9, errors: 3, byCode: { [text(11)]: 3 } } },
      repeats: {
        ...repeated,
        metrics: repeated.metrics.map((item) => ({ ...item, metric: text(9) })),
        flaky: repeated.flaky.map((item) => ({ ...item, caseId: text(8), metric: text(9) })),
      },
      slices: base.slices.map((slice) => ({ ...slice, tag: text(6), metric: text(9) })),
      criticals: base.criticals.map((critical) => ({ ...critical, caseId: text(8), grader: text(9) })),
      cases: base.cases.map((item, index) => ({
        ...item,
        caseId: `${text(index % 12)}${index}`,
        tags: [text(6)],
        metrics: { [text(9)]: { baseline: 1, candidate: 0, diff: -1 } },
      })),
    }
    const verdict = verdictFixture({
      sentence: text(0),
      findings: [
        finding({ rule: text(9), owner: text(1), message: text(11), caseIds: [text(7), text(8)] }),
        finding({ rule: text(10), owner: text(1), message: text(6), blocks: false, kind: 'caveat' }),
      ],
    })
    return { comparison, verdict, texts }
  })

/** Characters that no output for people may hold: controls, bidi controls, and what cannot be seen. */
export const forbidden =
  /[\p{Cc}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{e0000}-\u{e007f}\u{2028}\u{2029}]/u
