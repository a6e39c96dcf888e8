import type { Project } from '../config/index.ts'
import type { Secret } from '../core/environment.ts'
import { scrubber, secretsIn, secretVariables } from '../core/environment.ts'
import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import type { Grader } from '../core/grade.ts'
import type { Json } from '../core/json.ts'
import { RunStop } from '../core/network.ts'
import type { Target } from '../core/target.ts'

/**
 * The values that nothing keeps or shows: those that configuration refers to, those of variables that are named like secrets, and keys
 * that are written out. More may come while targets are opened.
 */
export class Secrets {
  readonly #known: Secret[]
  #scrub: ((text: string) => string) | undefined

  constructor({ secrets, env }: Pick<Project, 'secrets' | 'env'>) {
    this.#known = secretsIn([...secrets, ...secretVariables(env)], env)
  }

  add(name: string, value: string): void {
    if (this.#known.some((secret) => secret.value === value)) return
    this.#known.push({ name, value })
    this.#scrub = undefined
  }

  clean(text: string): string {
    this.#scrub ??= scrubber(this.#known)
    return this.#scrub(text)
  }

  /** A copy with every text in it cleaned, keys as well. */
  cleanAll<T>(value: T): T {
    if (this.#known.every(({ value: secret }) => secret === '')) return value
    return this.#cleanJson(value as Json) as T
  }

  /** What was thrown, with its words cleaned. */
  cleanError(error: unknown): unknown {
    if (error instanceof FailureError) return new FailureError(this.cleanAll<Failure>({ ...error.failure }))
    if (error instanceof Error && !(error instanceof RunStop)) error.message = this.clean(error.message)
    return error
  }

  #cleanJson(value: Json): Json {
    if (typeof value === 'string') return this.clean(value)
    if (Array.isArray(value)) return value.map((item) => this.#cleanJson(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.clean(key), this.#cleanJson(item)]))
  }
}

/** The target, with secrets taken out of everything it says before anything is kept or shown, and of why it cannot be asked. */
export function keepSecrets(target: Target, secrets: Secrets): Target {
  return {
    ...target,
    async run(input, context) {
      try {
        return secrets.cleanAll(await target.run(input, context))
      } catch (error) {
        throw secrets.cleanError(error)
      }
    },
    ...boundMethods(target),
    ...(target.estimate && {
      estimate: (input) => {
        try {
          return target.estimate?.(input) ?? {}
        } catch (error) {
          throw secrets.cleanError(error)
        }
      },
    }),
    ...(target.review && {
      review: (cases, repeats) => secrets.cleanAll(target.review?.(cases, repeats) ?? []),
    }),
  }
}

/** The grader, likewise: a judge may repeat what it was sent. */
export function keepGradersSecrets(grader: Grader, secrets: Secrets): Grader {
  return {
    ...grader,
    async grade(request, context) {
      try {
        return secrets.cleanAll(await grader.grade(request, context))
      } catch (error) {
        throw secrets.cleanError(error)
      }
    },
  }
}

/** The methods of a target that may be an instance of a class, whose methods a copy would lack. */
export function boundMethods(target: Target): Partial<Target> {
  return {
    ...(target.maxRepeats && { maxRepeats: (caseId: string) => target.maxRepeats?.(caseId) ?? 0 }),
    ...(target.estimate && { estimate: (input) => target.estimate?.(input) ?? {} }),
    ...(target.gives && { gives: (input) => target.gives?.(input) ?? false }),
    ...(target.review && { review: (cases, repeats) => target.review?.(cases, repeats) ?? [] }),
    ...(target.close && { close: () => target.close?.() ?? Promise.resolve() }),
  }
}
