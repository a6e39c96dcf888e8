import { describe, expect, it } from 'vitest'
import { AssayError, formatProblem } from '../../src/core/errors.ts'
import { recorded } from '../../src/targets/index.ts'
import { ask, failureOf, fromEnv, openTarget } from '../support/openTarget.ts'
import { jsonl, project } from '../support/project.ts'

async function problemsOf(file: string, text: string): Promise<string[]> {
  const root = project({ [file]: text })
  const thrown = await openTarget(recorded(file), root).then(
    () => [],
    (error: unknown) => error,
  )
  if (!(thrown instanceof AssayError)) throw thrown
  return thrown.problems.map(formatProblem)
}

describe('recorded', () => {
  it('gives the answers back by case and repeat', async () => {
    const root = project({
      'a.jsonl': `\uFEFF${jsonl([
        { id: 'a', repeat: 1, text: 'second', note: 'ignored' },
        {
          id: 'a',
          text: 'first',
          citations: ['d'],
          latencyMs: 12,
          usage: { inputTokens: 3 },
          costUsd: 0.5,
          error: null,
        },
        { id: 'b', error: 'overloaded' },
        { id: 'b', repeat: 2, error: { code: 'content_filter', message: 'no', retryable: false } },
      ]).replaceAll('\n', '\r\n\r\n')}`,
    })
    const target = await openTarget(recorded('a.jsonl'), root)
    expect(['a', 'b', 'zzz'].map((id) => target.maxRepeats?.(id))).toEqual([2, 1, 0])
    expect(await ask(target, 'a')).toEqual({
      text: 'first',
      citations: [{ id: 'd' }],
      latencyMs: 12,
      usage: { inputTokens: 3 },
      costUsd: 0.5,
    })
    expect((await ask(target, 'a', '', { repeat: 1 })).text).toBe('second')
    expect(await failureOf(ask(target, 'b'))).toEqual({ code: 'target_error', message: 'overloaded', retryable: false })
    expect(await failureOf(ask(target, 'b', '', { repeat: 2 }))).toMatchObject({ code: 'content_filter' })
    expect(await failureOf(ask(target, 'b', '', { repeat: 1 }))).toEqual({
      code: 'no_answer',
      message: 'a.jsonl has no answer to case "b", repeat 1',
      retryable: false,
    })
    expect(await failureOf(ask(target, 'zzz'))).toMatchObject({ code: 'no_answer', retryable: false })
  })

  it('finds every fault at once', async () => {
    const text = [
      '{"id": "a", "text": "x"}',
      '{"id": "a", "text": "again"}',
      '{"id": "b"}',
      '{"text": "x"}',
      '{"id": "c", "text": 1, "latencyMs": -1}',
      '{"id": "d", "text": "x", "repeat": -1}',
      '{"id": "e", "text": "x", "repeat": 1700000000}',
      '{"id": "f", "error": 7}',
      '{"id": "g", text: "x"}',
      '"h"',
      '{"id": "a", "repeat": 1, "text": "x"}',
      '{"id": "a", "repeat": 1, "error": "x"}',
    ].join('\n')
    expect(await problemsOf('data/a.jsonl', text)).toEqual([
      'data/a.jsonl:2: case "a" is answered in data/a.jsonl:1 already; keep one, or number them with "repeat": 0, 1, ...',
      'data/a.jsonl:3: "text" is missing',
      'data/a.jsonl:4: "id" is missing',
      'data/a.jsonl:5: "text" must be text, not 1',
      'data/a.jsonl:5: "latencyMs" must be at least 0, not -1',
      'data/a.jsonl:6: "repeat" must be at least 0, not -1',
      'data/a.jsonl:7: "repeat" is 1700000000; count the answers to a case from 0',
      'data/a.jsonl:8: "error" must be text or an object, not 7',
      'data/a.jsonl:9: not JSON at column 13: the key text is not in quotes; write "text"',
      'data/a.jsonl:10: an answer must be an object; write {"id": ..., "text": ...}',
      'data/a.jsonl:12: case "a", repeat 1 is answered in data/a.jsonl:11 already; keep one, or number them with "repeat": 0, 1, ...',
    ])
    expect(await problemsOf('a.jsonl', '\n')).toEqual(['a.jsonl: holds no answer; record one'])
  })

  it('says that there is no such file', async () => {
    await expect(openTarget(recorded(`${fromEnv('WHERE')}/a.jsonl`), '/nowhere', { WHERE: 'there' })).rejects.toThrow(
      'there/a.jsonl: there is no such file; check its path',
    )
  })

  it('tells which answers and cases do not meet', async () => {
    const rows = [...'abcdefg'].map((id) => ({ id, text: id }))
    const root = project({ 'a.jsonl': jsonl([...rows, { id: 'a', repeat: 1, text: 'a' }]) })
    const target = await openTarget(recorded('a.jsonl'), root)
    const review = (ids: string, repeats: number, chosen = ids) =>
      target.review?.({ dataset: new Set(ids), chosen: new Set(chosen) }, repeats).map(formatProblem)
    expect(review('abcdefg', 1)).toEqual([])
    expect(review('axyz', 5)).toEqual([
      'a.jsonl: has no answer to 3 cases: "x", "y", "z"; record them; they count as errors',
      'a.jsonl: answers, beside the dataset, 6 cases: "b", "c", "d", "e", "f", ...; check their ids; they are not used',
    ])
    expect(review('abcdefgxy', 1, 'ax')).toEqual([
      'a.jsonl: has no answer to 1 case: "x"; record them; they count as errors',
    ])
    expect(review('abcdefg', 2)).toEqual([
      'a.jsonl: has not all 2 repeats of 6 cases: "b", "c", "d", "e", "f", ...; record them; the missing ones count as errors',
    ])
  })

  it('is told apart by the content of its file alone', async () => {
    const root = project({
      'a.jsonl': jsonl([{ id: 'a', text: 'x' }]),
      'copy.jsonl': jsonl([{ id: 'a', text: 'x' }]),
      'b.jsonl': jsonl([{ id: 'a', text: 'y' }]),
    })
    const print = async (file: string) => (await openTarget(recorded(file), root)).fingerprint
    expect(await print('copy.jsonl')).toBe(await print('a.jsonl'))
    expect(await print('b.jsonl')).not.toBe(await print('a.jsonl'))
  })
})
