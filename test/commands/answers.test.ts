import { describe, expect, it } from 'vitest'
import { compareAnswers } from '../../src/commands/answers.ts'
import type { GradedRun } from '../../src/core/comparison.ts'
import type { GradeRequest } from '../../src/core/grade.ts'
import type { Output } from '../../src/core/output.ts'
import type { StoredTrial } from '../../src/core/store.ts'
import { grader, jsonMatch } from '../../src/graders/index.ts'
import { gradedRun } from '../support/gradedRun.ts'
import { answered, caseNamed, failed } from '../support/trials.ts'

type Said = string | Output | undefined

const sources = [
  { id: 'returns', text: 'Within 30 days.' },
  { id: 'fees', text: 'No fees.' },
]

/** A run of these answers by case and repeat; undefined is an error. */
function runOf(said: Record<string, Said[]>, repeats = 3): { graded: GradedRun; trials: StoredTrial[] } {
  const trials = Object.entries(said).flatMap(([caseId, answers]) =>
    answers.map(
      (answer, repeat): StoredTrial => ({
        caseId,
        repeat,
        case: caseNamed(caseId, { sources }),
        outcome: answer === undefined ? failed() : answered('', typeof answer === 'string' ? { text: answer } : answer),
        grades: {},
      }),
    ),
  )
  const cases = Object.fromEntries(Object.entries(said).map(([id, answers]) => [id, answers.map(() => 1)]))
  return { graded: gradedRun({ cases, run: { repeats } }), trials }
}

const bounds = { timeoutMs: 1000, concurrency: 2 }
const context = { signal: new AbortController().signal, monotonic: () => 0 }

async function compared(
  { graded, trials }: ReturnType<typeof runOf>,
  one?: Parameters<typeof compareAnswers>[2],
): Promise<GradedRun> {
  const side = {
    async *trials() {
      yield* trials
    },
  }
  await compareAnswers(side, graded, one, context)
  return graded
}

/** What the repeats of the one case say, by number. */
async function labels(...answers: Said[]): Promise<(number | undefined)[]> {
  const { cases } = await compared(runOf({ a: answers }))
  return cases[0]?.trials.map(({ answer }) => answer) ?? []
}

describe('the answers of a case', () => {
  it('are the same but for case, white space, articles, punctuation and citation markers', async () => {
    expect(await labels('Within the 30 days.', 'within 30\n days', 'Within 30 days [returns]')).toEqual([0, 0, 0])
    expect(await labels('Within 30 days [1][fees]', 'Within 30 days', 'Within 31 days')).toEqual([0, 0, 1])
  })

  it('differ by a number, and by a marker that cites nothing', async () => {
    expect(await labels('1.5', '15', '1.50')).toEqual([0, 1, 0])
    expect(await labels('Yes [gifts]', 'Yes', 'Yes')).toEqual([0, 1, 1])
  })

  it('are compared by their data where they have some, key order and the writing of strings apart', async () => {
    const data = (value: Output['data']): Output => ({
      text: 'see data',
      ...(value === undefined ? {} : { data: value }),
    })
    expect(await labels(data({ a: 'Yes', b: 1 }), data({ b: 1, a: 'yes.' }), data({ a: 'yes', b: 2 }))).toEqual([
      0, 0, 1,
    ])
    expect(await labels('see data', data('see data'), data({ text: 'see data' }))).toEqual([0, 1, 2])
  })

  it('that are nothing but signs differ by these', async () => {
    expect(await labels('👍', '👎', ' 👍 ')).toEqual([0, 1, 0])
    expect(await labels('', '…', '')).toEqual([0, 1, 0])
  })

  it('leave out errors and what was not planned', async () => {
    expect(await labels('a', undefined, 'b')).toEqual([0, undefined, 1])
    const { cases } = await compared(runOf({ a: ['x', 'x', 'x'], b: ['y', 'z'] }, 2))
    expect(cases.map(({ trials }) => trials.map(({ answer }) => answer))).toEqual([
      [0, 0, undefined],
      [0, 1],
    ])
  })

  it('are not read where every case was asked once', async () => {
    const unread = async (repeats: number, answers: string[]) => {
      const { graded } = runOf({ a: answers }, repeats)
      let read = false
      const side = {
        // biome-ignore lint/correctness/useYield: it only notes that it was read
        async *trials() {
          read = true
        },
      }
      await compareAnswers(side, graded, undefined, context)
      return !read
    }
    expect(await unread(1, ['x', 'y', 'z'])).toBe(true)
    expect(await unread(3, ['x'])).toBe(true)
    expect(await unread(3, ['x', 'y'])).toBe(false)
  })
})

describe('a grader between repeats', () => {
  const near = ({ case: { expected }, output: { text } }: GradeRequest) => (text.startsWith(String(expected)) ? 1 : 0)

  it('is handed one answer as the output and the other as expected, both ways round', async () => {
    const run = runOf({ a: ['ab', 'a', 'x'], b: ['q', 'q', undefined] })
    const { cases } = await compared(run, { ...bounds, consistency: grader('near', near) })
    expect(cases.map(({ agreement }) => agreement)).toEqual([
      [
        { repeats: [0, 1], score: 0.5 },
        { repeats: [0, 2], score: 0 },
        { repeats: [1, 2], score: 0 },
      ],
      [{ repeats: [0, 1], score: 1 }],
    ])
    expect(cases[0]?.trials[0]?.answer).toBeUndefined()
  })

  it('sees the case as it is beside that, and is asked once for what is the same to the letter', async () => {
    const seen: GradeRequest[] = []
    const noting = grader('noting', (request) => {
      seen.push(request)
      return 1
    })
    await compared(runOf({ a: ['x', 'x', 'x'], b: ['x', 'y', 'x'] }), { ...bounds, consistency: noting })
    expect(seen.map(({ case: { id, expected }, output }) => [id, output.text, expected])).toEqual(
      expect.arrayContaining([
        ['a', 'x', 'x'],
        ['b', 'x', 'y'],
        ['b', 'y', 'x'],
        ['b', 'x', 'x'],
      ]),
    )
    expect(seen).toHaveLength(4)
    expect(seen[0]?.case).toMatchObject({ input: 'What about a?', sources })
  })

  it('compares data where answers have some', async () => {
    const data = (total: number): Output => ({ text: 'see data', data: { total, unit: 'EUR' } })
    const { cases } = await compared(runOf({ a: [data(1), data(2)] }), { ...bounds, consistency: jsonMatch() })
    expect(cases[0]?.agreement).toEqual([{ repeats: [0, 1], score: 0.5 }])
  })

  it('says where it broke, took too long or had nothing to judge', async () => {
    const moody = grader('moody', ({ output: { text } }) => {
      if (text === 'breaks') throw new Error('no')
      if (text === 'hangs') return new Promise<number>(() => {})
      return text === 'nothing' ? { status: 'unscored', reason: 'nothing to judge' } : 1
    })
    const run = runOf({ a: ['x', 'breaks'], b: ['x', 'nothing'], c: ['nothing', 'breaks'], d: ['x', 'hangs'] })
    const { cases } = await compared(run, { timeoutMs: 20, concurrency: 1, consistency: moody })
    expect(cases.map(({ agreement }) => agreement?.map(({ score }) => score))).toEqual([
      ['error'],
      ['unscored'],
      ['error'],
      ['error'],
    ])
  })

  it('compares the first four answers, so that its calls do not grow with the square of the repeats', async () => {
    let calls = 0
    const counting = grader('counting', () => {
      calls += 1
      return 1
    })
    const { cases } = await compared(runOf({ a: ['1', undefined, '2', '3', '4', '5', '6'] }, 7), {
      ...bounds,
      consistency: counting,
    })
    expect(cases[0]?.agreement?.map(({ repeats }) => repeats.join())).toEqual([
      '0,2',
      '0,3',
      '0,4',
      '2,3',
      '2,4',
      '3,4',
    ])
    expect(calls).toBe(12)
  })
})
