import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { GradeContext } from '../../src/core/grade.ts'
import { soundGrade } from '../../src/core/sound.ts'
import { groundedness } from '../../src/graders/index.ts'
import { callNumber } from '../judge/scripted.ts'
import { gradeOf, noModels, requestOf } from './grading.ts'

const handbook = 'Goods may be returned within 30 days of delivery. Return shipping costs $5.95. '
const record = JSON.stringify({ wifi: false, hours: { Monday: '9:0-17:0', Tuesday: '9:0-17:0' } })
const spaces = ' '.repeat(200_000)
const flags = Object.fromEntries(
  Array.from({ length: 5_000 }, (_, at) => [`feature${at}${'x'.repeat(185)}`, at % 2 === 0]),
)

describe('groundedness', () => {
  // Times are not asserted: what is not linear here takes longer than a test may.
  it.each([
    ['a source of a megabyte', 'Return shipping costs $5.95.', handbook.repeat(13_000)],
    ['an answer of 100 KB', handbook.repeat(1_250), handbook],
    ['one sentence of a megabyte', `The plan ${'costs $5 or seven days and '.repeat(37_000)}more.`, handbook],
    ['a word of a megabyte', `The ${'a'.repeat(1_000_000)} costs $5.`, 'b'.repeat(1_000_000)],
    ['a million markers', `Return shipping costs $5.95 ${'[1]'.repeat(1_000_000)}.`, handbook],
    ['right-to-left text', '\u202eالسعر ٥٠٪ שלום. '.repeat(2_000), '\u202eالسعر ٥٠٪ שלום. '.repeat(20_000)],
    [
      'control characters',
      `Goods\u0000 may ${'\u0001\u001b[0m'.repeat(20_000)} be returned.`,
      '\u0000'.repeat(1_000_000) + handbook,
    ],
    ['100,000 brackets', 'It has Wi-Fi.', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['100,000 open brackets', 'It has Wi-Fi.', '['.repeat(100_000)],
    ['objects 50,000 deep', 'It has Wi-Fi.', `${'{"a":'.repeat(50_000)}true${'}'.repeat(50_000)}`],
    ['a megabyte of fields', 'It has feature number seven.', JSON.stringify(flags)],
    ['white space where hours are looked for', `It is open on Monday from 9${spaces}x.`, record],
    ['white space behind a range of hours', `It is open on Monday from 9 to 5${spaces}x.`, record],
    [
      'white space in hours of a record',
      'It is open on Monday.',
      JSON.stringify({ hours: { Monday: `9${spaces}x`, Tuesday: '9-5' } }),
    ],
  ])('grades %s', (_, text, source) => {
    const grade = gradeOf(groundedness(), { text, sources: [{ id: 's', text: source }] })
    expect(['scored', 'unscored']).toContain(grade.status)
    expect(soundGrade(grade)).toEqual(grade)
    for (const item of grade.status === 'scored' ? (grade.evidence ?? []) : []) {
      const { start = 0, end = start, sourceStart = 0, sourceEnd = sourceStart } = item
      if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}-${end}`)
      if (!(0 <= sourceStart && sourceStart <= sourceEnd && sourceEnd <= source.length))
        expect.fail(`${sourceStart}-${sourceEnd}`)
    }
  })
})

describe('groundedness of JSON that keeps to ASCII', () => {
  it('knows names and amounts with escaped letters', () => {
    const text = '{"chef":"Zo\\u00eb M\\u00fcller","price":"\\u20ac5.95"}'
    const grade = gradeOf(groundedness(), {
      text: 'The chef is Zoë Müller. The price is €5.95.',
      sources: [{ id: 's', text }],
    })
    expect(grade).toMatchObject({ parts: { names: { score: 1 }, figures: { score: 1, n: 1 } } })
  })
})

describe('groundedness by a judge', () => {
  const grader = groundedness({ entails: { judge: 'strict' } })
  const request = requestOf({
    text: 'Goods may be returned within 30 days. Shipping is free.',
    sources: [{ id: 's', text: handbook }],
  })

  it('counts a claim as supported where the judge says so, and scores the mean', async () => {
    let asked = 0
    const context: GradeContext = {
      ...noModels,
      judge: () => ({
        async ask({ messages }) {
          asked += 1
          const free = messages.some(({ content }) => content.includes('Shipping is free.'))
          const text = JSON.stringify({ verdict: free ? 'neutral' : 'entailed' })
          return { text, finish: 'stop' as const, call: callNumber(asked) }
        },
      }),
    }
    const grade = await grader.grade(request, context)
    expect(grade).toMatchObject({ status: 'scored', score: 0.5, parts: { claims: { score: 0.5, n: 2 } } })
    const claims = (grade.status === 'scored' ? (grade.evidence ?? []) : []).filter(({ kind }) => kind === 'claim')
    expect(claims.map(({ support }) => support)).toEqual(['supported', 'unsupported'])
    expect(grade.calls).toHaveLength(2)
  })

  it('is an error where the judge fails, never a score', async () => {
    const failure = { code: 'rate_limited', message: 'too many requests', retryable: true }
    const ask = async () => Promise.reject(new FailureError(failure))
    const grade = await grader.grade(request, { ...noModels, judge: () => ({ ask }) })
    expect(grade).toMatchObject({ status: 'error', error: failure })
  })

  it('asks nobody where nothing is to judge', async () => {
    expect(
      await grader.grade(requestOf({ text: 'Hello!', sources: [{ id: 's', text: handbook }] }), noModels),
    ).toMatchObject({
      status: 'unscored',
    })
  })
})
