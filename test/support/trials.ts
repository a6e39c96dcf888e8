import fc from 'fast-check'
import type { Case } from '../../src/core/case.ts'
import type { Failure } from '../../src/core/failure.ts'
import type { Grade, Part } from '../../src/core/grade.ts'
import type { Output } from '../../src/core/output.ts'
import type { Grading, RunManifest } from '../../src/core/run.ts'
import type { Outcome } from '../../src/core/trial.ts'

export function manifest(over: Partial<RunManifest> = {}): RunManifest {
  return {
    id: 'run-1',
    eval: 'support',
    owner: 'support-platform',
    target: { name: 'v1', kind: 'command', fingerprint: 'f'.repeat(64), version: '2' },
    dataset: { files: ['data/support.jsonl'], fingerprint: 'd'.repeat(64), size: 9 },
    cases: 5,
    repeats: 3,
    selection: { limit: 5, tags: ['refunds'] },
    expose: ['locale'],
    timeoutMs: 60_000,
    createdAt: '2025-03-01T10:00:00.000Z',
    assayVersion: '0.1.0',
    ...over,
  }
}

export function grading(over: Partial<Omit<Grading, 'complete'>> = {}): Omit<Grading, 'complete'> {
  return {
    id: 'grading-1',
    runId: 'run-1',
    graders: ['exactMatch', 'tone'].map((name) => ({ name, fingerprint: `${name}-1`, passAt: 1 })),
    createdAt: '2025-03-01T10:00:01.000Z',
    ...over,
  }
}

export function caseNamed(id: string, over: Partial<Case> = {}): Case {
  return { id, input: `What about ${id}?`, expected: `About ${id}`, ...over }
}

export function answered(text: string, over: Partial<Output> = {}): Outcome {
  return { status: 'ok', output: { text, latencyMs: 12.5, ...over } }
}

export function failed(over: Partial<Failure> = {}): Outcome {
  return { status: 'error', error: { code: 'timeout', message: 'took longer than 5 ms', retryable: true, ...over } }
}

export function scores(exactMatch: number, tone = 1): Record<string, Grade> {
  return { exactMatch: { status: 'scored', score: exactMatch }, tone: { status: 'scored', score: tone } }
}

/** Text as models write it, the worst included; without lone surrogates, which are no text. */
export const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\u0000', '\u001b[31m', '</script>', '\u2028', "'; drop table trials; --", '🏳️‍🌈', 'é', 'e\u0301'),
)
const score = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })).map((value) => value + 0)
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const milliseconds = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0)
const key = fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__')
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))
const plain = { noNullPrototype: true }
const failure = fc.record({ code: fc.string({ minLength: 1 }), message: text, retryable: fc.boolean() }, plain)
const part: fc.Arbitrary<Part> = fc.record({ score, n: count }, { requiredKeys: ['score'], noNullPrototype: true })

export const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ status: fc.constant('error' as const), error: failure }, plain),
  fc.record(
    {
      status: fc.constant('ok' as const),
      output: fc.record(
        {
          text,
          latencyMs: milliseconds,
          firstTokenMs: milliseconds,
          data: json,
          citations: fc.array(
            fc.record({ id: key, quote: text, start: count }, { requiredKeys: ['id'], noNullPrototype: true }),
          ),
          sources: fc.array(
            fc.record({ id: key, text, title: text }, { requiredKeys: ['id', 'text'], noNullPrototype: true }),
          ),
          finish: fc.constantFrom('stop' as const, 'length' as const),
          modelId: text,
          usage: fc.record({ inputTokens: count, outputTokens: count }, { requiredKeys: [], noNullPrototype: true }),
          costUsd: milliseconds,
          toolCalls: fc.array(fc.record({ name: text, arguments: json }, plain)),
          request: fc.record({ url: text, body: json }, { requiredKeys: [], noNullPrototype: true }),
        },
        { requiredKeys: ['text', 'latencyMs'], noNullPrototype: true },
      ),
    },
    plain,
  ),
)

const calls = fc.array(fc.record({ judge: key, modelId: text, latencyMs: milliseconds, costUsd: milliseconds }, plain))

export const grade: fc.Arbitrary<Grade> = fc.oneof(
  fc.record({ status: fc.constant('unscored' as const), reason: text }, plain),
  fc.record({ status: fc.constant('error' as const), error: failure }, plain),
  fc.record(
    {
      status: fc.constant('scored' as const),
      score,
      reason: text,
      evidence: fc.array(
        fc.record(
          { kind: key, verdict: fc.constantFrom('good' as const, 'bad' as const), message: text, start: count },
          { requiredKeys: ['kind', 'verdict', 'message'], noNullPrototype: true },
        ),
      ),
      parts: fc.dictionary(key, part, { noNullPrototype: true }),
      calls,
    },
    { requiredKeys: ['status', 'score'], noNullPrototype: true },
  ),
)
