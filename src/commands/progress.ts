import type { Context } from '../core/context.ts'
import { createProgress } from '../reporters/index.ts'
import type { Progress } from '../runner/index.ts'

/** The runner's events, shown on stderr; of each kind of failure the first is told in full when it happens. */
export function showProgress(
  context: Context,
  work: { label: string; total: number; done?: number },
): { onProgress(event: Progress): void; stop(): void } {
  const { stderr: writer, isTTY, color, columns, monotonic } = context
  const bar = createProgress({ writer, isTTY, color, columns, monotonic, ...work })
  const told = new Set<string>()
  let errors = 0
  return {
    onProgress(event) {
      const ok = event.errors === errors
      errors = event.errors
      bar.advance({ ok, ...(event.costUsd === undefined ? {} : { costUsd: event.costUsd }) })
      for (const { caseId, grader, error } of event.failures) {
        const kind = `${grader ?? 'target'} ${error.code}`
        if (told.has(kind)) continue
        told.add(kind)
        const who = grader === undefined ? 'error' : `grader ${grader}`
        bar.note(`${work.label}: first ${who} "${error.code}", case ${caseId}: ${error.message}`)
      }
    },
    stop: () => bar.stop(),
  }
}
