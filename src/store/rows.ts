import type { Grade } from '../core/grade.ts'
import type { Output, SentRequest } from '../core/output.ts'
import type { Outcome } from '../core/trial.ts'
import type { GradesTable, TrialsTable } from './schema.ts'

type OutcomeColumns = Pick<
  TrialsTable,
  | 'status'
  | 'error_code'
  | 'error_message'
  | 'error_retryable'
  | 'latency_ms'
  | 'input_tokens'
  | 'output_tokens'
  | 'cost_usd'
  | 'output'
>

type GradeColumns = Pick<
  GradesTable,
  'status' | 'score' | 'error_code' | 'error_message' | 'error_retryable' | 'reason' | 'parts' | 'evidence' | 'calls'
>

/** An output as its column holds it: without what has columns of its own, or a row. `usage` stays where it is empty. */
type StoredOutput = Omit<Output, 'latencyMs' | 'costUsd' | 'request'>

const noFailure = { error_code: null, error_message: null, error_retryable: null }

export function outcomeColumns(outcome: Outcome): OutcomeColumns {
  if (outcome.status === 'error') {
    const { code, message, retryable } = outcome.error
    return {
      status: 'error',
      error_code: code,
      error_message: message,
      error_retryable: Number(retryable),
      latency_ms: null,
      input_tokens: null,
      output_tokens: null,
      cost_usd: null,
      output: null,
    }
  }
  const { latencyMs, costUsd, usage, request: _, ...rest } = outcome.output
  const { inputTokens, outputTokens } = usage ?? {}
  const countless = usage !== undefined && inputTokens === undefined && outputTokens === undefined
  const kept: StoredOutput = countless ? { ...rest, usage: {} } : rest
  return {
    status: 'ok',
    ...noFailure,
    latency_ms: latencyMs ?? null,
    input_tokens: inputTokens ?? null,
    output_tokens: outputTokens ?? null,
    cost_usd: costUsd ?? null,
    output: JSON.stringify(kept),
  }
}

export function outcomeOf(row: OutcomeColumns, request?: SentRequest): Outcome {
  if (row.status === 'error') return { status: 'error', error: failureOf(row) }
  const kept = JSON.parse(row.output ?? '{}') as StoredOutput
  const usage = {
    ...(row.input_tokens === null ? {} : { inputTokens: row.input_tokens }),
    ...(row.output_tokens === null ? {} : { outputTokens: row.output_tokens }),
  }
  return {
    status: 'ok',
    output: {
      ...kept,
      ...(Object.keys(usage).length === 0 ? {} : { usage }),
      ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
      ...(row.latency_ms === null ? {} : { latencyMs: row.latency_ms }),
      ...(request === undefined ? {} : { request }),
    },
  }
}

export function gradeColumns(grade: Grade): GradeColumns {
  const calls = grade.calls === undefined ? null : JSON.stringify(grade.calls)
  const none = { status: grade.status, score: null, ...noFailure, reason: null, parts: null, evidence: null, calls }
  switch (grade.status) {
    case 'scored':
      return {
        ...none,
        score: grade.score,
        reason: grade.reason ?? null,
        parts: grade.parts === undefined ? null : JSON.stringify(grade.parts),
        evidence: grade.evidence === undefined ? null : JSON.stringify(grade.evidence),
      }
    case 'unscored':
      return { ...none, reason: grade.reason }
    case 'error': {
      const { code, message, retryable } = grade.error
      return { ...none, error_code: code, error_message: message, error_retryable: Number(retryable) }
    }
  }
}

export function gradeOf(row: GradeColumns): Grade {
  const calls = row.calls === null ? {} : { calls: JSON.parse(row.calls) }
  switch (row.status) {
    case 'scored':
      return {
        status: 'scored',
        score: row.score ?? 0,
        ...(row.reason === null ? {} : { reason: row.reason }),
        ...(row.parts === null ? {} : { parts: JSON.parse(row.parts) }),
        ...(row.evidence === null ? {} : { evidence: JSON.parse(row.evidence) }),
        ...calls,
      }
    case 'unscored':
      return { status: 'unscored', reason: row.reason ?? '', ...calls }
    case 'error':
      return { status: 'error', error: failureOf(row), ...calls }
  }
}

function failureOf(row: Pick<TrialsTable, 'error_code' | 'error_message' | 'error_retryable'>) {
  return {
    code: row.error_code ?? 'unknown',
    message: row.error_message ?? '',
    retryable: row.error_retryable === 1,
  }
}
