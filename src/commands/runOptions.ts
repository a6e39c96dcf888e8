import { consistencyMetric } from '../core/consistency.ts'
import { AssayError } from '../core/errors.ts'
import { didYouMean } from '../core/suggest.ts'
import type { AdaptiveKind } from './adaptive.ts'
import type { Job, JobOptions } from './job.ts'
import type { AskingOptions } from './session.ts'

export interface RunOptions extends JobOptions, Omit<AskingOptions, 'deadlineAt'> {
  /** Milliseconds. */
  deadline?: number
  resume?: string
  dryRun?: boolean
  json?: boolean
  /** Judge the run while it goes on, and end it when more answers would change nothing. */
  adaptive?: AdaptiveKind
  /** What it is judged against: a reference to a run, or a baseline file. */
  against?: string
  /** Changes of metrics that are expected, in score units. */
  expect?: Record<string, number>
}

/** @throws AssayError where what is asked for of a new run would have to be ignored */
export function requireCompatible({ adaptive, against, limit, tag }: RunOptions): void {
  if (adaptive === undefined && against !== undefined) {
    throw new AssayError({
      message: '--against names what --adaptive judges against',
      mend: 'add --adaptive, or leave out --against',
    })
  }
  if (adaptive !== undefined && (limit !== undefined || tag !== undefined)) {
    throw new AssayError({ message: '--adaptive chooses cases by itself', mend: 'leave out --limit and --tag' })
  }
}

/** What a run keeps from its start to its end. */
const fixed = ['target', 'repeats', 'limit', 'tag', 'adaptive', 'expect'] as const

/** @throws AssayError where a run that is resumed is asked to become another one */
export function requireAsStarted(evals: readonly string[], options: RunOptions): void {
  if (evals.length === 0 && fixed.every((key) => options[key] === undefined)) return
  throw new AssayError({
    message: '--resume goes on with the run as it was started',
    mend: 'leave out evals, --target, --repeats, --limit, --tag, --adaptive and --expect',
  })
}

/** @throws AssayError where a metric is expected that there is not: it would never be held beside anything */
export function requireKnownMetrics(jobs: readonly Job[], expected: Readonly<Record<string, number>>): void {
  const names = [...new Set(jobs.flatMap((job) => job.eval.graders.map(({ name }) => name)))]
  const problems = Object.keys(expected).flatMap((metric) =>
    isMetricOf(names, metric)
      ? []
      : [
          {
            message: `--expect: no eval has a grader "${metric}"`,
            mend: didYouMean(metric, [...names, consistencyMetric], `graders are ${names.join(', ')}`),
          },
        ],
  )
  if (problems.length > 0) throw new AssayError(problems)
}

/** Whether a metric is a grader's of these names, a part of one, or that of the repeats. */
export function isMetricOf(graders: readonly string[], metric: string): boolean {
  return metric === consistencyMetric || graders.some((name) => metric === name || metric.startsWith(`${name}.`))
}
