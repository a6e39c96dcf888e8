import type { GraderInfo } from './grade.ts'

/** Which cases were chosen by --limit or --tag; a run with either is partial. */
export interface Selection {
  limit?: number
  tags?: string[]
}

/** What a run is: decided when it starts, never changed after. */
export interface RunManifest {
  id: string
  eval: string
  owner?: string
  target: { name: string; kind: string; fingerprint: string; version?: string }
  dataset: { files: string[]; fingerprint: string; size: number }
  /** How many cases it covers after selection. */
  cases: number
  repeats: number
  selection: Selection
  expose: string[]
  timeoutMs: number
  /** ISO 8601, UTC. */
  createdAt: string
  assayVersion: string
  /** What was expected of it before it began: changes of metrics in score units, by metric. */
  expect?: Record<string, number>
  /** Looks at which it may end early; absent where all is asked in any case. */
  adaptive?: AdaptivePlan
  /** `aa`: one of two runs of the same version, made to see how much that wavers; no reference but its id means it. */
  purpose?: 'aa'
  /** Of the second of two such runs: which repeat the target was asked for first; those before are the first run's. */
  repeatsFrom?: number
}

/**
 * A run that is judged while it goes on, and ends when more answers would change nothing. `repeats`: after so many of each case;
 * `cases`: after such shares of the cases, critical ones first, the rest in an order drawn by `seed`.
 */
export interface AdaptivePlan {
  by: 'repeats' | 'cases'
  /** Ascending: numbers of repeats, or shares of the cases, the last of them 1. */
  looks: number[]
  /** What each look may spend: the level of its tests. */
  alphas: number[]
  /** The run it is judged against. */
  against: string
  seed: number
}

/** `running` may also be a run whose process died; it can be resumed like an interrupted one. */
export type RunStatus = 'running' | 'interrupted' | 'complete'

export interface Run extends RunManifest {
  status: RunStatus
  finishedAt?: string
}

/** Counted from the rows, never kept. */
export interface RunTotals {
  trials: number
  ok: number
  errors: number
  inputTokens: number
  outputTokens: number
  costUsd: number
}

/** What answered the trials of a run, as it named itself, and how many of them. */
export interface AnsweredBy {
  modelId: string
  trials: number
}

/** What the models that graders asked took, in one grading. */
export interface JudgeTotals {
  calls: number
  inputTokens: number
  outputTokens: number
  costUsd: number
}

/** One pass of graders over a run's trials; appended, never overwritten. */
export interface Grading {
  id: string
  runId: string
  graders: GraderInfo[]
  createdAt: string
  complete: boolean
}

/** `v2`, or `v2 (2025-11)` where the target declares a version. */
export function targetLabel({ name, version }: { name: string; version?: string | undefined }): string {
  return version === undefined ? name : `${name} (${version})`
}

export function isPartial(run: Pick<RunManifest, 'selection'>): boolean {
  return run.selection.limit !== undefined || (run.selection.tags?.length ?? 0) > 0
}
