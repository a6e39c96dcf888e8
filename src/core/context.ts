/** What a command may know of its surroundings; src/cli.ts alone makes one from the process. */
export interface Context {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  stdout: Writer
  stderr: Writer
  /** Whether stderr is a terminal: progress is drawn there. */
  isTTY: boolean
  color: boolean
  /** Whether somebody is there to answer questions. */
  canAsk: boolean
  columns: number
  now(): Date
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number
  /** 0 <= x < 1, by chance; for what must not happen to many at once. */
  random(): number
  /** A new id, unique and sortable by time. */
  newId(): string
  /**
   * Aborted by the first Ctrl-C or SIGTERM: start nothing new, finish what runs. Whoever reads it promises to heed it; where nobody
   * has, the process ends at once.
   */
  stopping: AbortSignal
  /** Aborted by the second: end at once. */
  signal: AbortSignal
}

export interface Writer {
  write(text: string): unknown
}
