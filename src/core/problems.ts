import type { Problem } from './errors.ts'

/** Problems in the order they are found. Beyond `limit` they are only counted: a million faulty rows must not fill the memory. */
export class ProblemList {
  readonly #limit: number
  readonly #kept: Problem[] = []
  #count = 0

  constructor(limit = 1_000) {
    this.#limit = limit
  }

  get count(): number {
    return this.#count
  }

  add(problem: Problem): void {
    this.#count += 1
    if (this.#kept.length < this.#limit) this.#kept.push(problem)
  }

  /** Those that were kept, and a last one that counts the others. */
  all(): Problem[] {
    const more = this.#count - this.#kept.length
    if (more === 0) return [...this.#kept]
    return [...this.#kept, { message: `and ${more.toLocaleString('en')} more problems`, mend: 'mend these first' }]
  }
}
