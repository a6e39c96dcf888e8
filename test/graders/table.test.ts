import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import { checkedGrade } from '../../src/core/grade.ts'
import { graderTable } from '../../src/graders/index.ts'
import { groundingModel } from '../../src/grounding/groundingModel.ts'
import { gradeOf } from './grading.ts'

const needed: Record<string, object> = {
  length: { max: 100 },
  language: { script: 'Latin' },
  regex: { pattern: 'a' },
  jsonSchema: { schema: { type: 'object' } },
  valid: { format: 'json' },
  rubric: { criteria: 'It is right.' },
  allOf: { graders: ['exactMatch', { contains: {} }] },
  anyOf: { graders: ['exactMatch', { anyOf: { graders: ['citations', 'figures'] } }] },
  not: { grader: { citations: {} } },
  weighted: { graders: ['exactMatch', 'citations'], weights: { citations: 2 } },
}
/** Of a grader that passes at 1 the opposite passes at anything above 0. */
const passMarks: Record<string, number> = {
  embeddingSimilarity: 0.8,
  language: 0.8,
  groundedness: groundingModel().thresholds.answer,
  not: Number.MIN_VALUE,
}
const kinds = Object.keys(graderTable)
const make = (kind: string, options: object = {}) => {
  const entry = graderTable[kind]
  if (entry === undefined) throw new Error(kind)
  return entry.create({ ...needed[kind], ...options })
}
/** Those that could ask a model, and are waited for even where they ask none. */
const waitedFor = ['citationSupport']
/** Those that ask no model, and so grade at once; the others have tests of their own. */
const local = kinds.filter(
  (kind) => make(kind).judges === undefined && make(kind).embedders === undefined && !waitedFor.includes(kind),
)

describe('graderTable', () => {
  it('has the graders that YAML can name', () => {
    expect(kinds.sort()).toEqual([
      'allOf',
      'anyOf',
      'bleu',
      'chrf',
      'citationSupport',
      'citations',
      'contains',
      'embeddingSimilarity',
      'exactMatch',
      'f1',
      'figures',
      'groundedness',
      'jsonDiff',
      'jsonMatch',
      'jsonSchema',
      'language',
      'length',
      'levenshtein',
      'listMatch',
      'multipleChoice',
      'not',
      'numeric',
      'refusal',
      'regex',
      'rouge',
      'rubric',
      'startsWith',
      'toolCalls',
      'valid',
      'weighted',
    ])
    expect(kinds.filter((kind) => !local.includes(kind))).toEqual(['citationSupport', 'embeddingSimilarity', 'rubric'])
  })

  it.each(kinds)('%s takes a name and a pass mark, which do not change its fingerprint', (kind) => {
    const plain = make(kind)
    const fingerprint = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(plain).toMatchObject({ name: kind, passAt: passMarks[kind] ?? 1, fingerprint })
    expect(make(kind, { name: 'other', passAt: 0.5 })).toMatchObject({
      name: 'other',
      passAt: 0.5,
      fingerprint: plain.fingerprint,
    })
  })

  it.each(kinds)('%s refuses options that it does not know, with a suggestion', (kind) => {
    expect(() => make(kind, { pasAt: 1 })).toThrow(`${kind}: unknown key "pasAt"; did you mean "passAt"?`)
    expect(() => make(kind, { passAt: 2 })).toThrow(AssayError)
    expect(() => make(kind, { name: 'a.b' })).toThrow('without a point')
  })

  it('takes no options at all', () => {
    expect(graderTable.citations?.create(undefined).name).toBe('citations')
    expect(graderTable.citations?.create(null).name).toBe('citations')
  })

  it('gives a fingerprint of its own to every kind and option', () => {
    const graders = [
      ...kinds.map((kind) => make(kind)),
      make('exactMatch', { normalize: true }),
      make('numeric', { tolerance: 1 }),
      make('citations', { requireCitations: false }),
      make('regex', { pattern: 'b' }),
    ]
    expect(new Set(graders.map(({ fingerprint }) => fingerprint)).size).toBe(graders.length)
  })

  it('gives the same fingerprint for a default that is spelt out', () => {
    expect(make('citations', { requireCitations: true }).fingerprint).toBe(make('citations').fingerprint)
    expect(make('exactMatch', { normalize: false }).fingerprint).toBe(make('exactMatch').fingerprint)
  })

  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      ...[
        '[1]',
        '[doc-2]',
        '[9]',
        '"',
        '“',
        '”',
        '…',
        '$5',
        '50%',
        '3 March 2024',
        '5 pm',
        '. ',
        '\n- ',
        '\n\n',
        '```',
        '`',
      ],
      ...[
        '{"a":1}',
        '{',
        '[',
        ']',
        'The handbook does not say. ',
        'However, ',
        '\u202e',
        '\u0000',
        '\ud800',
        'ﬁ',
        '。',
        '1,000',
        '-',
      ],
    ),
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
  const expected = fc.option(
    fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.constant({ a: 1 }),
    ),
    { nil: undefined },
  )

  it.each(local)('%s gives an honest grade, with places inside the texts, for whatever comes', (kind) => {
    const grader = make(kind)
    fc.assert(
      fc.property(
        text,
        expected,
        fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined }),
        (answer, wanted, passages) => {
          const sources = passages?.map((passage, index) => ({ id: `doc-${index + 1}`, text: passage }))
          const grade = gradeOf(grader, {
            text: answer,
            ...(wanted === undefined ? {} : { expected: wanted }),
            ...(sources === undefined ? {} : { sources }),
          })
          expect(grade.status).not.toBe('error')
          expect(checkedGrade(grade)).toBe(grade)
          for (const { start = 0, end = start, sourceId, sourceStart = 0, sourceEnd = 0 } of grade.status === 'scored'
            ? (grade.evidence ?? [])
            : []) {
            expect(0 <= start && start <= end && end <= answer.length).toBe(true)
            const source = sources?.find(({ id }) => id === sourceId)?.text ?? ''
            expect(0 <= sourceStart && sourceStart <= sourceEnd && sourceEnd <= source.length).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  const hostile: [string, string][] = [
    [
      'markers of every number',
      Array.from({ length: 30_000 }, (_, index) => `[${index % 1000}-${(index * 7) % 1000}]`).join(' '),
    ],
    ['one long word', 'a'.repeat(100_000)],
    ['one long number', '1'.repeat(100_000)],
    ['grouped digits', '1,'.repeat(33_000)],
    ['spaced digits', '1 '.repeat(33_000)],
    ['number words', 'one hundred and '.repeat(10_000)],
    ['full stops', '. '.repeat(33_000)],
    ['full stops and brackets', '.[a] '.repeat(20_000)],
    ['quotes', '"a b c" '.repeat(10_000)],
    ['open quotes', '"a “b '.repeat(16_000)],
    ['backticks', '`'.repeat(66_000)],
    ['fences', '```\n'.repeat(16_000)],
    ['lines', '\n'.repeat(100_000)],
    ['white space', ' '.repeat(100_000)],
    ['list items', '- a b c\n'.repeat(10_000)],
    ['open brackets', '[{('.repeat(33_000)],
    ['right to left', '\u202eمرحبا 123 '.repeat(6_000)],
    ['months', 'May 1, '.repeat(13_000)],
    ['addresses', `${'a.'.repeat(33_000)}@`],
    ['combining marks', `a${'\u0301'.repeat(33_000)}`],
    ['abstentions', 'The handbook does not say. '.repeat(3_000)],
    ['not', `i ${'not '.repeat(33_000)}`],
    ['signs', '-+$€%'.repeat(16_000)],
  ]
  it('grades a million citation markers', { timeout: 120_000 }, () => {
    const sources = [{ id: 'doc-1', text: 'Refunds take 5 days.' }]
    const trial = { text: `Refunds take 5 days ${'[1]'.repeat(999_999)}[2].`, sources }
    expect(gradeOf(make('citations'), trial)).toMatchObject({ parts: { exists: { score: 0.999999, n: 1_000_000 } } })
    expect(gradeOf(make('figures'), trial)).toMatchObject({ score: 1, parts: { number: { n: 1 } } })
  })

  it.each(hostile)('grades an answer and a source of %s in time', { timeout: 120_000 }, (_, answer) => {
    const sources = [{ id: 'doc-1', text: answer }]
    for (const kind of local) {
      const grade = gradeOf(make(kind), { text: answer, expected: answer.slice(0, 1000), sources, input: 'x' })
      expect(['scored', 'unscored']).toContain(grade.status)
    }
  })

  it('gives the same grade again', () => {
    const sources = [{ id: 'doc-1', text: 'It costs $5 since 3 March 2024.' }]
    for (const kind of local) {
      const trial = { text: 'It costs $5 "since 4 March 2024" [1][2].', expected: '5', sources }
      const grader = make(kind)
      expect(gradeOf(grader, trial)).toEqual(gradeOf(grader, trial))
      expect(gradeOf(make(kind), trial)).toEqual(gradeOf(grader, trial))
    }
  })
})
