import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grade, Grader } from '../../src/core/grade.ts'
import { soundGrade } from '../../src/core/sound.ts'
import { graderTable } from '../../src/graders/index.ts'
import type { Trial } from './grading.ts'
import { noModels, requestOf } from './grading.ts'

/** Options of each grader to try; none where it always asks a model. A grader that is not listed here fails. */
const tried: Record<string, readonly object[]> = {
  exactMatch: [{}, { normalize: true }],
  contains: [{}, { all: true }],
  regex: [{ pattern: 'a' }],
  startsWith: [{}, { normalize: true }],
  levenshtein: [{}, { by: 'words' }],
  f1: [{}, { tokenize: 'words' }],
  rouge: [{}, { variant: '1' }, { variant: 'Lsum' }],
  bleu: [{}],
  chrf: [{}, { wordOrder: 2 }],
  length: [{ max: 100 }],
  language: [{ script: 'Latin' }],
  numeric: [{}, { take: 'only' }],
  jsonMatch: [{}, { unordered: true }],
  listMatch: [{}],
  jsonDiff: [{}],
  multipleChoice: [{}],
  toolCalls: [{}],
  valid: [{ format: 'json' }, { format: 'xml' }, { format: 'html' }, { format: 'url' }, { format: 'sql' }],
  jsonSchema: [{ schema: { type: 'object' } }],
  citations: [{}, { requireCitations: false }],
  citationSupport: [{}],
  figures: [{}],
  groundedness: [{}],
  refusal: [{}],
  rubric: [],
  embeddingSimilarity: [],
  allOf: [{ graders: ['exactMatch', 'numeric'] }],
  anyOf: [{ graders: ['exactMatch', 'figures'] }],
  not: [{ grader: 'citations' }],
  weighted: [{ graders: ['exactMatch', 'figures'], weights: { figures: 2 } }],
}
const kinds = Object.keys(graderTable)
const graders = kinds.flatMap((kind) =>
  (tried[kind] ?? []).map((options): [string, Grader] => {
    const grader = graderTable[kind]?.create(options)
    if (grader === undefined) throw new Error(kind)
    return [`${kind} ${JSON.stringify(options)}`, grader]
  }),
)

async function honest(grader: Grader, trial: Trial, again = true): Promise<void> {
  const grade = await grader.grade(requestOf(trial), noModels)
  expect(['scored', 'unscored']).toContain(grade.status)
  expect(soundGrade(grade)).toEqual(grade)
  expectPlaces(grade, trial)
  if (again) expect(await grader.grade(requestOf(trial), noModels)).toEqual(grade)
}

/** Places of evidence lie in the answer and in the source that it names. */
function expectPlaces(grade: Grade, { text = '', sources = [] }: Trial): void {
  for (const item of grade.status === 'scored' ? (grade.evidence ?? []) : []) {
    const { start = 0, end = start, sourceId, sourceStart = 0, sourceEnd = sourceStart } = item
    const source = sources.find(({ id }) => id === sourceId)?.text ?? ''
    if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}-${end} of ${text.length}`)
    if (!(0 <= sourceStart && sourceStart <= sourceEnd && sourceEnd <= source.length)) {
      expect.fail(`${sourceStart}-${sourceEnd} of the source ${sourceId}, ${source.length}`)
    }
  }
}

const sentence = 'The plan costs $5 a month since 3 March 2024 [1]. It says "no refunds at all" (half past nine). '
const megabyte = sentence.repeat(10_500)
const short: [string, string][] = [
  ['nothing', ''],
  ['white space', ' \t\r\n\u00a0\u2003'],
  ['NUL', 'a\u0000b [1] \u0000 5\u0000%'],
  ['control characters', Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('5')],
  ['lone surrogates', '\ud800 [1] \udc00 5 \ud83d "\udfff"'],
  ['zero-width characters', '1\u200b000\u200d [\u200b1] \ufeff"a\u2060b" \u00ad5'],
  ['right to left', '\u202eالسعر ٥٠٪ [1] \u2067שלום 5\u2069'],
  ['names of prototypes', '__proto__ constructor [toString] {"__proto__": 1, "constructor": "5"}'],
]
const long: [string, string][] = [
  ['nested brackets', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['nested JSON', `${'{"a":['.repeat(12_000)}1${']}'.repeat(12_000)}`],
  ['nested quotes of Markdown', `${'> '.repeat(50_000)}a`],
  ['nested quotation marks', `${'“‘'.repeat(25_000)}a${'’”'.repeat(25_000)}`],
  ['nested tags', `${'<a>'.repeat(14_000)}${'</a>'.repeat(14_000)}`],
  ['nested lists', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}- a [1]`).join('\n')],
  ['nested links', `${'[a]('.repeat(12_000)}${')'.repeat(12_000)}`],
  ['one long line', sentence.repeat(1_050)],
  ['zero-width spaces', 'a\u200b'.repeat(50_000)],
  ['Chinese numerals', '一二三千万亿'.repeat(16_000)],
  ['decimals in words', `three point${' one'.repeat(25_000)}`],
  ['hours and minutes', '1 hour 30 minutes '.repeat(5_500)],
  ['mixed fractions', '1 1/2 '.repeat(16_000)],
  ['times in words', 'half past nine in the '.repeat(4_500)],
  ['NULs', '\u0000'.repeat(100_000)],
  ['surrogates', '\ud800'.repeat(100_000)],
]

describe('graders on hostile input', () => {
  it('tries every grader', () => {
    expect(Object.keys(tried).sort()).toEqual(kinds.sort())
  })

  const texts = [...short, ...long]
  it.each(graders)('%s gives an honest grade of whatever is by hand', { timeout: 240_000 }, async (_, grader) => {
    for (const [, text] of short) {
      await honest(grader, { text })
      await honest(grader, { text, sources: [], expected: text })
      await honest(grader, { text, sources: [{ id: 'doc-1', text: '' }], expected: null })
    }
    for (const [, text] of texts) {
      await honest(
        grader,
        { text, expected: text.slice(0, 2_000), sources: [{ id: 'doc-1', text: sentence }] },
        text.length < 1_000,
      )
    }
  })

  it.each(graders)('%s grades against a source of a megabyte', { timeout: 240_000 }, async (_, grader) => {
    const sources = [{ id: 'doc-1', title: 'Plans', text: megabyte }]
    await honest(grader, { text: sentence.repeat(1_050), expected: sentence, sources }, false)
    await honest(grader, { text: '', expected: sentence, sources }, false)
  })

  const once = graders.filter(([name], index) => name.split(' ')[0] !== graders[index - 1]?.[0].split(' ')[0])
  it.each(once)('%s grades a million digits and markers', { timeout: 240_000 }, async (_, grader) => {
    const sources = [{ id: 'doc-1', text: sentence }]
    await honest(grader, { text: '7'.repeat(1_000_000), expected: '7', sources }, false)
    await honest(grader, { text: `It costs $5 ${'[1]'.repeat(1_000_000)}.`, expected: '5', sources }, false)
  })

  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(...short.map(([, text]) => text)),
    fc.constantFrom(
      ...'[1] [^1] [a](b) (Smith,_2020) <ref>1</ref> “ ” " ( ) [ ] { } : , . ½ ⁄ ‰ % $ 3万 三点 half_past_nine noon'.split(
        ' ',
      ),
    ),
    fc.constantFrom(
      ...'- \u202e \u200b \u0000 \ud800 \n 1 1/2 -5 1,000 ```json A) SELECT <a> &amp; ¹ x^2 10^ and_a_half point_five'.split(
        ' ',
      ),
    ),
  )
  const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' ').replaceAll('_', ' '))

  it.each(graders)(
    '%s gives an honest grade of whatever comes, twice the same',
    { timeout: 120_000 },
    async (_, grader) => {
      await fc.assert(
        fc.asyncProperty(text, text, fc.array(text, { maxLength: 2 }), async (answer, expected, passages) => {
          const sources = passages.map((passage, index) => ({ id: `doc-${index + 1}`, text: passage }))
          await honest(grader, { text: answer, expected, sources })
        }),
        { numRuns: 40 },
      )
    },
  )
})
