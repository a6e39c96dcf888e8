import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { Grade, GradeContext } from '../../src/core/grade.ts'
import { checkedGrade } from '../../src/core/grade.ts'
import type { JudgeRequest } from '../../src/core/judge.ts'
import type { CitationSupportOptions } from '../../src/graders/citationSupport.ts'
import { citationSupport } from '../../src/graders/citationSupport.ts'
import { callNumber } from '../judge/scripted.ts'
import type { Trial } from './grading.ts'
import { noModels, requestOf } from './grading.ts'

const sources = [
  { id: 'refunds', title: 'Refund policy', text: 'Refunds are paid within five days. The buyer pays for the return.' },
  { id: 'shipping', text: 'Parcels leave the warehouse on weekdays.' },
  { id: 'pets', text: 'Dogs and cats are welcome everywhere.' },
]
const of = (text: string, more: Omit<Trial, 'text'> = {}): Trial => ({ sources, text, ...more })

async function gradeOf(trial: Trial, options: CitationSupportOptions = {}): Promise<Grade> {
  return citationSupport(options).grade(requestOf(trial), noModels)
}

async function judged(trial: Trial, options: CitationSupportOptions = {}) {
  const grade = await gradeOf(trial, options)
  if (grade.status !== 'scored') return { grade, score: grade.status, parts: {}, faults: [] }
  const { score, parts = {}, evidence = [] } = grade
  return {
    grade,
    score,
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.score])),
    faults: evidence.filter(({ verdict }) => verdict === 'bad').map(({ message }) => message),
  }
}

describe('citationSupport', () => {
  it('is 1 where every claim is borne out by what it cites, and every citation needed', async () => {
    const text = 'Refunds are paid within five days [1]. Parcels leave the warehouse on weekdays [shipping].'
    expect(await judged(of(text))).toMatchObject({ score: 1, parts: { recall: 1, precision: 1 }, faults: [] })
  })

  it('is lower where a claim cites a source that says something else', async () => {
    const text = 'Refunds are paid within five days [1]. Parcels leave the warehouse on weekdays [pets].'
    const { score, parts, faults } = await judged(of(text))
    expect(parts).toEqual({ recall: 0.5, precision: 0.5 })
    expect(score).toBe(0.5)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^"pets" does not bear it out \(0\.\d\d\)$/)
  })

  it('takes several sources together', async () => {
    const text = 'Refunds are paid within five days and parcels leave the warehouse on weekdays [1][2].'
    expect((await judged(of(text), { threshold: 0.9 })).parts).toEqual({ recall: 1, precision: 1 })
    expect((await judged(of(text.replace('[2]', '')), { threshold: 0.9 })).parts).toEqual({ recall: 0, precision: 0 })
  })

  it('keeps claims apart that cite one source with others between them', async () => {
    const text = 'Refunds are paid within five days [1]. Birds sing at night [2]. The buyer pays for the return [1].'
    const { parts, faults, grade } = await judged(of(text))
    expect(parts).toEqual({ recall: 2 / 3, precision: 2 / 3 })
    expect(faults).toHaveLength(1)
    const claims = grade.status === 'scored' ? (grade.evidence ?? []).filter(({ kind }) => kind === 'claim') : []
    expect(claims.map(({ verdict }) => verdict)).toEqual(['good', 'bad', 'good'])
    expect(claims.map(({ support }) => support)).toEqual(['supported', 'unsupported', 'supported'])
  })

  it('finds citations that add nothing', async () => {
    const { score, parts, faults } = await judged(of('Refunds are paid within five days [1][3].'))
    expect(parts).toEqual({ recall: 1, precision: 0.5 })
    expect(score).toBeCloseTo(2 / 3)
    expect(faults).toEqual(['"pets" does not bear it out by itself, and the others do without it'])
  })

  it('recalls no claim without a citation, and none that cites what does not exist', async () => {
    const bare = await judged(of('Refunds are paid within five days.'))
    expect(bare).toMatchObject({ score: 0, parts: { recall: 0 }, faults: ['a claim without a citation'] })
    const stray = await judged(of('Refunds are paid within five days [1][9].'))
    expect(stray).toMatchObject({ parts: { recall: 0, precision: 0 }, faults: ['cites a source that there is not'] })
    expect(stray.grade).toMatchObject({ parts: { precision: { n: 2 } } })
  })

  it('leaves questions, greetings and abstentions out, and tells where claims stand', async () => {
    const text = 'Hello! Refunds are paid within five days [1]. The handbook does not mention birds. Anything else?'
    const { grade } = await judged(of(text))
    expect(grade).toMatchObject({ score: 1, parts: { recall: { n: 1 } } })
    const [claim] = grade.status === 'scored' ? (grade.evidence ?? []) : []
    expect(claim).toMatchObject({ verdict: 'good', sourceId: 'refunds', support: 'supported', score: 1 })
    expect(text.slice(claim?.start, claim?.end)).toBe('Refunds are paid within five days [1].')
  })

  it('takes the citation of an introduction for the items of its list', async () => {
    const text =
      'These are the rules [1]:\n- Refunds are paid within five days\n- Parcels leave the warehouse on weekdays [2]'
    expect((await judged(of(text))).parts).toEqual({ recall: 1, precision: 1 })
  })

  it('takes citations without a place for those of every claim, and judges recall alone', async () => {
    const text = 'Refunds are paid within five days. Parcels leave the warehouse on weekdays.'
    const whole = (ids: string[]) => of(text, { output: { citations: ids.map((id) => ({ id })) } })
    expect(await judged(whole(['refunds', 'shipping', 'pets']))).toMatchObject({ score: 1, parts: { recall: 1 } })
    expect((await judged(whole(['refunds']))).parts).toEqual({ recall: 0.5 })
  })

  it('reads markers by a pattern of the user', async () => {
    const text = 'Refunds are paid within five days <<refunds>>.'
    expect((await judged(of(text), { pattern: '<<(.*?)>>' })).score).toBe(1)
  })

  it.each<[string, Trial]>([
    ['the answer is empty', of(' ')],
    ['there are no sources to check against', { text: 'Refunds take five days [1].' }],
    ['there are no sources to check against', { text: 'Refunds take five days [1].', sources: [] }],
    ['an abstention without citations', of('The handbook does not mention birds.')],
    ['nothing to judge: no claim', of('Hello! How are you?')],
  ])('judges nothing: %s', async (reason, trial) => {
    expect(await gradeOf(trial)).toEqual({ status: 'unscored', reason })
  })

  it('does not read more than it can', async () => {
    const long = [{ id: 'a', text: 'x'.repeat(20_000_001) }, ...sources]
    const grade = await gradeOf({
      sources: long,
      text: 'Refunds are paid within five days [2]. Parcels leave on weekdays [1].',
    })
    expect(grade).toMatchObject({ reason: expect.stringContaining('1 claim not judged: there is too much to read') })
  })

  it('has a grade for whatever comes', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.constantFrom(
        '[1]',
        '[2][9]',
        '¹',
        '<cite id="2">',
        '</cite>',
        '. ',
        '\n- ',
        ': ',
        'refunds are paid',
        ' five days',
      ),
    )
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, async (answer, source) => {
        const given = [...sources, { id: 'other', text: source }]
        const grade = await gradeOf({ sources: given, text: answer })
        expect(grade.status).not.toBe('error')
        expect(checkedGrade(grade)).toBe(grade)
      }),
      { numRuns: 200 },
    )
  })
})

describe('citationSupport by a judge', () => {
  /** Says what premise and claim the judge was shown. */
  function shown({ messages }: JudgeRequest): { premise: string; claim: string } {
    const said = messages.map(({ content }) => content).join('\n')
    const between = (name: string) => new RegExp(`<${name}-(\\w+)>\\n([^]*)\\n</${name}-\\1>`).exec(said)?.[2] ?? ''
    return { premise: between('premise'), claim: between('claim') }
  }

  function judging(answer: (premise: string, claim: string) => string) {
    const asked: { premise: string; claim: string }[] = []
    const context: GradeContext = {
      ...noModels,
      judge: () => ({
        async ask(request) {
          const pair = shown(request)
          asked.push(pair)
          const text = JSON.stringify({ verdict: answer(pair.premise, pair.claim) })
          return { text, finish: 'stop' as const, call: callNumber(asked.length) }
        },
      }),
    }
    return { asked, context }
  }

  const grader = citationSupport({ entails: { judge: 'strict' } })

  it('asks for each claim, without its markers, whether its sources entail it', async () => {
    const { asked, context } = judging((premise) => (premise.includes('Refunds') ? 'entailed' : 'neutral'))
    const text = 'Money comes back soon [1]. It is sent "on weekdays" <cite>shipping</cite>.'
    const grade = await grader.grade(requestOf(of(text)), context)
    expect(grader.judges).toEqual(['strict'])
    expect(asked).toEqual([
      { premise: `Refund policy\n${sources[0]?.text}`, claim: 'Money comes back soon.' },
      { premise: sources[1]?.text, claim: 'It is sent "on weekdays".' },
    ])
    expect(grade).toMatchObject({
      status: 'scored',
      parts: { recall: { score: 0.5, n: 2 }, precision: { score: 0.5 } },
    })
    expect(grade.calls).toHaveLength(2)
  })

  it('is an error where the judge fails, with all calls that were made', async () => {
    const failure = { code: 'rate_limited', message: 'too many requests', retryable: true }
    let asked = 0
    const context: GradeContext = {
      ...noModels,
      judge: () => ({
        async ask() {
          asked += 1
          if (asked === 1) throw new FailureError(failure)
          return { text: '{"verdict":"entailed"}', finish: 'stop' as const, call: callNumber(asked) }
        },
      }),
    }
    const grade = await grader.grade(requestOf(of('Money comes back [1]. It is sent on weekdays [2].')), context)
    expect(grade).toEqual({ status: 'error', error: failure, calls: [callNumber(2)] })
  })

  it('has a fingerprint of its own for each way to tell', () => {
    const ways = [
      citationSupport(),
      grader,
      citationSupport({ threshold: 0.6 }),
      citationSupport({ entails: { nli: 'x' } }),
    ]
    expect(new Set(ways.map(({ fingerprint }) => fingerprint)).size).toBe(ways.length)
  })
})
