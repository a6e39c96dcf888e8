import { AssayError } from '../core/errors.ts'
import { criticalRepeats } from '../core/rules.ts'
import type { RunManifest } from '../core/run.ts'
import type { Target } from '../core/target.ts'
import { plural } from '../text/format.ts'
import type { Job } from './job.ts'

/**
 * The repeat from which on the second of two runs asks, so that recorded or cached answers are not simply read again. The first may ask
 * failing critical cases more often than planned.
 *
 * @throws AssayError where the target has too few repeats for two runs
 */
export function secondRepeats({ target, eval: one, caseIds, criticalIds, repeats }: Job): number {
  if (target.maxRepeats === undefined) return criticalIds.size > 0 ? Math.max(repeats, criticalRepeats) : repeats
  const short = [...caseIds].flatMap((id) => {
    const most = target.maxRepeats?.(id) ?? 0
    // What has no answer at all is an error in both runs alike.
    return most > 0 && most < 2 * repeats ? [{ id, most }] : []
  })
  const [first] = short
  if (first === undefined) return repeats
  throw new AssayError({
    file: one.file,
    message: `target "${target.name}" has ${plural(first.most, 'repeat')} of case "${first.id}"${short.length > 1 ? ` and too few of ${plural(short.length - 1, 'other case')}` : ''}; two runs of ${plural(repeats, 'repeat')} need ${2 * repeats}`,
    mend: 'record more repeats, or name a target that asks the system itself',
  })
}

/** The job of one of two runs of the same version: its target is asked from its own repeats on, and for no more than are its own. */
export function withOwnRepeats(
  job: Job,
  { repeats, repeatsFrom = 0 }: Pick<RunManifest, 'repeats' | 'repeatsFrom'>,
): Job {
  const { target } = job
  const { name, kind, fingerprint, version } = target
  const own: Target = {
    name,
    kind,
    fingerprint,
    ...(version === undefined ? {} : { version }),
    ...(target.maxRepeats === undefined
      ? {}
      : { maxRepeats: (id) => Math.max(0, Math.min(repeats, (target.maxRepeats?.(id) ?? 0) - repeatsFrom)) }),
    run: (input, context) => target.run(input, { ...context, repeat: context.repeat + repeatsFrom }),
    review: (cases) => target.review?.(cases, repeats + repeatsFrom) ?? [],
    close: () => target.close?.() ?? Promise.resolve(),
  }
  return { ...job, target: own }
}
