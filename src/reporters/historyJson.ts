import { decaying, type History } from '../core/history.ts'

/**
 * What `assay history --json` prints. Keys are only ever added while `schemaVersion` stays 1. Scores and differences are in score units
 * (0.01 = 1 point); a number that does not exist is null. Runs stand oldest first.
 */
export interface HistoryReport extends Omit<History, 'owner'> {
  schemaVersion: 1
  owner: string | null
  /** Metrics that are shown to decay. */
  decaying: string[]
  /** 1 where --fail-on-decay was given and a blocking metric decays. */
  exitCode: 0 | 1
}

/** The history for machines. */
export function historyJson({ eval: name, owner, ...history }: History, exitCode: 0 | 1): HistoryReport {
  return {
    schemaVersion: 1,
    eval: name,
    owner: owner ?? null,
    exitCode,
    decaying: decaying(history).map(({ metric }) => metric),
    ...history,
  }
}
