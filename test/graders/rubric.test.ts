import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import type { Grade, GradeContext } from '../../src/core/grade.ts'
import type { RubricOptions } from '../../src/graders/index.ts'
import { rubric } from '../../src/graders/index.ts'
import type { Turn } from '../judge/scripted.ts'
import { callNumber, reply, scriptedJudge } from '../judge/scripted.ts'
import type { Trial } from './grading.ts'
import { noModels, requestOf } from './grading.ts'

const criteria = 'The answer is right.'

async function judged(options: Partial<RubricOptions>, trial: Trial, ...turns: Turn[]) {
  const judge = scriptedJudge(...turns)
  const roles: string[] = []
  const context: GradeContext = {
    ...noModels,
    judge(role) {
      roles.push(role)
      return judge
    },
  }
  const grade: Grade = await rubric({ criteria, ...options }).grade(requestOf(trial), context)
  const prompt = judge.requests[0]?.messages.map(({ content }) => content).join('\n') ?? ''
  return { grade, roles, prompt, asked: judge.requests.length }
}

describe('rubric', () => {
  it('scores by the choice of the judge, and tells why in a line', async () => {
    const good = await judged({}, { text: 'So.' }, reply('pass', 'It is\n  right.'))
    const calls = [callNumber(1)]
    expect(good.grade).toEqual({ status: 'scored', score: 1, reason: 'pass: It is right.', calls })
    const bad = await judged({}, { text: 'So.' }, reply('fail', ''))
    expect(bad.grade).toEqual({ status: 'scored', score: 0, reason: 'fail', calls })
  })

  it('takes choices of its own, shown from best to worst and without their scores', async () => {
    const choices = { no: 0, partly: 0.375, yes: 1 }
    const { grade, prompt } = await judged({ choices }, { text: 'So.' }, reply('partly'))
    expect(grade).toMatchObject({ score: 0.375, reason: 'partly: Because.' })
    expect(prompt).toContain('"yes", "partly" or "no"')
    expect(prompt).not.toContain('0.375')
  })

  it('never takes prose for a pass, and keeps the calls that were made', async () => {
    const { grade, asked } = await judged({}, { text: 'So.' }, 'pass', 'It clearly passes: pass')
    expect(asked).toBe(2)
    expect(grade).toMatchObject({ status: 'error', error: { code: 'bad_verdict', retryable: false } })
    expect(grade.calls).toEqual([callNumber(1), callNumber(2)])
  })

  it('counts both calls of a verdict that was asked for twice', async () => {
    const { grade } = await judged({}, { text: 'So.' }, reply('Pass'), reply('pass'))
    expect(grade).toMatchObject({ status: 'scored', score: 1, calls: [callNumber(1), callNumber(2)] })
  })

  it('takes a failure of the judge for its error, with its code', async () => {
    const failure = { code: 'rate_limited', message: 'too many requests', retryable: true }
    const { grade } = await judged({}, { text: 'So.' }, 'pass', new FailureError(failure))
    expect(grade).toEqual({ status: 'error', error: failure, calls: [callNumber(1)] })
  })

  it('asks the judge in the role that it names', async () => {
    expect((await judged({}, {}, reply('pass'))).roles).toEqual(['default'])
    expect((await judged({ judge: 'strict' }, {}, reply('pass'))).roles).toEqual(['strict'])
    expect(rubric({ criteria }).judges).toEqual(['default'])
    expect(rubric({ criteria, judge: 'strict' }).judges).toEqual(['strict'])
  })

  it('has an empty answer judged', async () => {
    expect((await judged({}, { text: '' }, reply('fail'))).grade).toMatchObject({ score: 0 })
  })

  it('shows the reference and the sources, unless told not to', async () => {
    const trial = { text: 'So.', expected: 'golden', sources: [{ id: 'a', text: 'passage' }] }
    const shown = await judged({}, trial, reply('pass'))
    expect(shown.prompt).toContain('golden')
    expect(shown.prompt).toContain('passage')
    const hidden = await judged({ reference: false, sources: false }, trial, reply('pass'))
    expect(hidden.prompt).not.toContain('golden')
    expect(hidden.prompt).not.toContain('passage')
  })

  it('shows the sources of the target where the case has none', async () => {
    const trial = { text: 'So.', output: { sources: [{ id: 'a', text: 'retrieved' }] } }
    expect((await judged({}, trial, reply('pass'))).prompt).toContain('retrieved')
  })

  it('keeps reasoning that is not endless', async () => {
    const { grade } = await judged({}, {}, reply('pass', 'on and '.repeat(10_000)))
    expect(grade.status === 'scored' && grade.reason?.length).toBeLessThan(5_000)
  })

  it('has a fingerprint of what decides the verdict, and of nothing else', () => {
    const { fingerprint } = rubric({ criteria })
    const same: Partial<RubricOptions>[] = [
      { passAt: 0.5 },
      { name: 'other' },
      { hallucination: true },
      { choices: { fail: 0, pass: 1 } },
      { judge: 'default', reference: true, sources: true },
    ]
    const others: Partial<RubricOptions>[] = [
      { criteria: 'The answer is short.' },
      { choices: { pass: 1, fail: 0.1 } },
      { choices: { yes: 1, no: 0 } },
      { judge: 'strict' },
      { reference: false },
      { sources: false },
    ]
    for (const options of same) expect(rubric({ criteria, ...options }).fingerprint).toBe(fingerprint)
    const prints = others.map((options) => rubric({ criteria, ...options }).fingerprint)
    expect(new Set([fingerprint, ...prints]).size).toBe(others.length + 1)
  })

  it('shows the choices alike, however they are written', async () => {
    const one = await judged({ choices: { b: 1, a: 1, c: 0 } }, {}, reply('a'))
    const other = await judged({ choices: { c: 0, a: 1, b: 1 } }, {}, reply('a'))
    expect(one.prompt).toBe(other.prompt)
  })

  it('says whether failing it is a hallucination', () => {
    expect(rubric({ criteria })).not.toHaveProperty('hallucination')
    expect(rubric({ criteria, hallucination: true }).hallucination).toBe(true)
  })

  it.each<[string, object]>([
    ['"criteria" is missing', {}],
    ['must say something', { criteria: ' ' }],
    ['two choices or more', { criteria, choices: { pass: 1 } }],
    ['must not all have the same score', { criteria, choices: { pass: 1, good: 1 } }],
    ['at most 1', { criteria, choices: { pass: 2, fail: 0 } }],
    ['one line of text', { criteria, choices: { 'pass\n': 1, fail: 0 } }],
    ['one line of text', { criteria, choices: { '': 1, fail: 0 } }],
    ['one line of text', { criteria, choices: { 'so\u2028so': 1, fail: 0 } }],
    ['did you mean "choices"?', { criteria, choises: { pass: 1, fail: 0 } }],
  ])('refuses what it cannot use: %s', (message, options) => {
    expect(() => rubric(options as RubricOptions)).toThrow(message)
  })

  it('takes names of choices with spaces and figures', () => {
    expect(() => rubric({ criteria, choices: { '1': 0, '2': 0.5, 'not at all': 0, 'très bien': 1 } })).not.toThrow()
  })
})
