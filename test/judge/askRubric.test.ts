import { describe, expect, it } from 'vitest'
import { FailureError } from '../../src/core/failure.ts'
import { RunStop } from '../../src/core/network.ts'
import { askRubric } from '../../src/judge/askRubric.ts'
import type { Turn } from './scripted.ts'
import { callNumber, reply, scriptedJudge } from './scripted.ts'

const rubric = { criteria: 'The answer is right.', choices: ['pass', 'fail'] }
const judged = { input: 'How?', output: { text: 'So.' } }

async function ask(...turns: Turn[]) {
  const judge = scriptedJudge(...turns)
  const verdict = await askRubric(judge, rubric, judged)
  return { verdict, requests: judge.requests }
}

const both = [callNumber(1), callNumber(2)]
const limited = new FailureError({ code: 'rate_limited', message: 'too many requests', retryable: true })

describe('askRubric', () => {
  it('asks once where the reply is a verdict, with the schema of the reply', async () => {
    const { verdict, requests } = await ask(reply('pass', 'It is.'))
    expect(verdict).toEqual({ reply: { reasoning: 'It is.', choice: 'pass' }, calls: [callNumber(1)] })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.schema).toMatchObject({ properties: { choice: { enum: ['pass', 'fail'] } } })
  })

  it('sends a bad reply back with what is wrong, and takes the verdict that follows', async () => {
    const { verdict, requests } = await ask('I would say pass.', reply('fail'))
    expect(verdict).toEqual({ reply: { reasoning: 'Because.', choice: 'fail' }, calls: both })
    const [first = { messages: [] }, second] = requests
    expect(second?.messages.slice(0, 2)).toEqual(first.messages)
    expect(second?.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'I would say pass.' },
      { role: 'user', content: expect.stringContaining('it is not a JSON object alone') },
    ])
    expect(second?.messages[3]?.content).toContain('{"reasoning": "...", "choice": "pass" or "fail"}')
    expect(second?.schema).toEqual(requests[0]?.schema)
  })

  it('sends a reply back that is not endless, and never an empty message', async () => {
    const long = await ask('x'.repeat(1_000_000), reply('pass'))
    expect(long.requests[1]?.messages[2]?.content).toHaveLength(2_001)
    const empty = await ask(' ', reply('pass'))
    expect(empty.requests[1]?.messages[2]?.content).toBe('(nothing)')
  })

  it.each([
    ['prose', 'pass', 'it is not a JSON object alone; it said "pass"'],
    ['an unknown choice', reply('good'), '"choice" is "good", not "pass" or "fail"'],
    ['no choice', '{"reasoning":"x"}', 'it has no "choice"; it said "{"reasoning":"x"}"'],
  ])('gives up on %s after one repair', async (_, text, message) => {
    const { verdict, requests } = await ask(text, text)
    expect(requests).toHaveLength(2)
    expect(verdict).toEqual({
      failure: { code: 'bad_verdict', message: expect.stringContaining(message), retryable: false },
      calls: both,
    })
  })

  it('quotes nothing where nothing was said, and not all where much was', async () => {
    const message = 'no verdict in two replies of the judge: it is empty'
    expect((await ask('', '')).verdict).toMatchObject({ failure: { code: 'bad_verdict', message } })
    const { verdict } = await ask('', 'much '.repeat(10_000))
    expect('failure' in verdict && verdict.failure.message.length).toBeLessThan(500)
  })

  it.each([
    ['length', 'it was cut off at the limit of its length'],
    ['content_filter', 'a content filter ended it'],
  ] as const)('says so where a reply ended by %s', async (finish, message) => {
    const torn = { text: '{"reasoning":"It is', finish }
    const { verdict, requests } = await ask(torn, torn)
    expect(verdict).toMatchObject({ failure: { code: 'bad_verdict', message: expect.stringContaining(message) } })
    expect(requests[1]?.messages[3]?.content).toContain(message)
  })

  it('takes a failure of the judge for the failure, with the calls that were made', async () => {
    expect((await ask(limited)).verdict).toEqual({ failure: limited.failure, calls: [] })
    expect((await ask('pass', limited)).verdict).toEqual({ failure: limited.failure, calls: [callNumber(1)] })
  })

  it('lets through what ends the run', async () => {
    await expect(ask(new RunStop('budget', 'no money is left'))).rejects.toThrow(RunStop)
    await expect(ask('pass', new RunStop('budget', 'no money is left'))).rejects.toThrow(RunStop)
  })
})
