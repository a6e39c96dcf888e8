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

/** A run approved as what later ones are compared with. Append-only; the newest approval of an eval is its baseline. */
export interface BaselineRecord {
  id: string
  eval: string
  runId: string
  reason: string
  /** Who approved, as far as the surroundings tell (Git, CI or the login name). */
  approvedBy: string
  approvedAt: string
}
