import type { Project } from '../config/index.ts'
import { scrubber } from '../core/environment.ts'
import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { Target } from '../core/target.ts'

/** The target, with the values of secrets taken out of everything it says before anything is kept or shown. */
export function keepSecrets(target: Target, { secrets, env }: Pick<Project, 'secrets' | 'env'>): Target {
  if (secrets.length === 0) return target
  const scrub = scrubber(secrets, env)
  return {
    ...target,
    async run(input, context) {
      try {
        return scrubJson((await target.run(input, context)) as unknown as Json, scrub) as unknown as Output
      } catch (error) {
        if (error instanceof FailureError)
          throw new FailureError(scrubJson({ ...error.failure }, scrub) as unknown as Failure)
        if (error instanceof Error) error.message = scrub(error.message)
        throw error
      }
    },
    ...(target.review === undefined ? {} : { review: (cases, repeats) => target.review?.(cases, repeats) ?? [] }),
    ...(target.close === undefined ? {} : { close: () => target.close?.() ?? Promise.resolve() }),
  }
}

function scrubJson(value: Json, scrub: (text: string) => string): Json {
  if (typeof value === 'string') return scrub(value)
  if (Array.isArray(value)) return value.map((item) => scrubJson(item, scrub))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubJson(item, scrub)]))
}
