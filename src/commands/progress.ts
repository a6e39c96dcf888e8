import type { Context } from '../core/context.ts'
import { createProgress } from '../reporters/index.ts'
import type { Progress } from '../runner/index.ts'

/** The runner's events, shown on stderr. */
export function showProgress(
  context: Context,
  work: { label: string; total: number; done?: number },
): { onProgress(event: Progress): void; stop(): void } {
  const { stderr: writer, isTTY, color, columns, monotonic } = context
  const bar = createProgress({ writer, isTTY, color, columns, monotonic, ...work })
  let errors = 0
  return {
    onProgress(event) {
      const ok = event.errors === errors
      errors = event.errors
      bar.advance({ ok, ...(event.costUsd === undefined ? {} : { costUsd: event.costUsd }) })
    },
    stop: () => bar.stop(),
  }
}
