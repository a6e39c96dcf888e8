import type { Case, CaseInput, Source } from './case.ts'
import type { Problem } from './errors.ts'
import { fingerprint } from './fingerprint.ts'
import type { JsonObject } from './json.ts'
import type { Network } from './network.ts'
import type { Output } from './output.ts'

/** All that a target sees of a case. Never `expected`, `critical`, tags or anything else that gives the answer away. */
export interface TargetInput {
  id: string
  input: CaseInput
  sources?: Source[]
  /** Only the metadata keys that the eval lists in `expose`. */
  metadata?: JsonObject
}

export interface TargetContext {
  /** Aborted when the trial's time is over or the run is ended. */
  signal: AbortSignal
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number
  /** 0-based. */
  repeat: number
  /** Waits without the trial's clock: for a turn at a server that is busy, or before another try. */
  offClock<T>(wait: Promise<T>): Promise<T>
}

/** What asking a target once is going to take, as far as that can be told without asking. */
export interface CallEstimate {
  inputTokens?: number
  /** The most there may be, where a limit is set. */
  maxOutputTokens?: number
  /** US dollars for so many tokens; absent where no price is known. */
  costOf?(usage: { inputTokens: number; outputTokens: number }): number
}

/** One named version of the system under test, ready to answer. */
export interface Target {
  readonly name: string
  /** What kind of target it is, for people: `function`, `command`, `recorded`, ... */
  readonly kind: string
  /** Hash of all that decides how it answers (model, prompt, parameters, declared version); never of a secret. */
  readonly fingerprint: string
  readonly version?: string
  /** How many repeats of a case it can give at most; absent where there is no limit. */
  maxRepeats?(caseId: string): number
  /**
   * One answer. Rejects with a FailureError (or anything, which becomes a failure `thrown`) when there is none, and with the
   * signal's reason when aborted.
   */
  run(input: TargetInput, context: TargetContext): Promise<Output>
  /**
   * Looks at an input before anything is spent. @throws FailureError where it could not even be asked, e.g. a template names what the input
   * does not have
   */
  estimate?(input: TargetInput): CallEstimate
  /** Its requests go through the network that it was opened with, which counts them and what they cost. */
  readonly usesNetwork?: boolean
  /** The model that is asked for; another that answers is told. */
  readonly asks?: string
  /** Whether what it is made of gives the answer to this input away, as an example that asks the same does. */
  gives?(input: CaseInput): boolean
  /** What to tell the user before a run over the chosen cases of a dataset, e.g. answers that are missing. */
  review?(cases: { dataset: ReadonlySet<string>; chosen: ReadonlySet<string> }, repeats: number): Problem[]
  /** Ends processes and frees what is open. Called once. */
  close?(): Promise<void>
}

/** Where a target is opened: its name, the project root that relative paths start from, the environment for processes. */
export interface TargetSite {
  name: string
  /** Absolute path. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  network: Network
}

/** A target as an eval declares it, nothing opened yet. One of your own needs `kind` and `open`. */
export interface TargetDefinition {
  /** What kind of target it is, for people: `function`, `command`, `recorded`, ... */
  readonly kind: string
  /** What it is made of, where that is plain data: values of `${NAME}` references in it are kept out of store and reports. */
  readonly options?: object
  /** Whether it asks over the network: what it refers to in the environment is only needed when it does. */
  readonly usesNetwork?: boolean
  /** Whether its answers may be kept and used again: all that decides them is in its fingerprint. */
  readonly cacheable?: boolean
  /** @throws AssayError with every problem found in what it is made of (missing file, broken rows) */
  open(site: TargetSite): Promise<Target>
}

export function targetInput(item: Case, expose: readonly string[]): TargetInput {
  const shown = expose.filter((key) => item.metadata?.[key] !== undefined)
  return {
    id: item.id,
    input: item.input,
    ...(item.sources === undefined ? {} : { sources: item.sources }),
    ...(shown.length === 0
      ? {}
      : { metadata: Object.fromEntries(shown.map((key) => [key, item.metadata?.[key] ?? null])) }),
  }
}

/** Hash of all that the target is handed, the id apart: two runs pair on a case only where it is equal. */
export function inputHash(item: Case, expose: readonly string[]): string {
  const { id: _, ...handed } = targetInput(item, expose)
  return fingerprint(handed)
}
