import type { CaseFacts } from '../core/comparison.ts'

/** The cases of one run in its order: numbers that stand for id, input and golden side; 0 for a golden side that took no part. */
export interface CasePage {
  ids: Int32Array
  inputs: Int32Array
  goldens: Int32Array
}

/** Numbers ids and hashes, so that 50 runs of 100,000 cases are kept in 60 MB. */
export class CaseBook {
  readonly #ids = new Map<string, number>()
  readonly #hashes = new Map<string, number>()

  add(cases: readonly CaseFacts[]): CasePage {
    const page = {
      ids: new Int32Array(cases.length),
      inputs: new Int32Array(cases.length),
      goldens: new Int32Array(cases.length),
    }
    cases.forEach((facts, position) => {
      page.ids[position] = numberOf(facts.id, this.#ids)
      page.inputs[position] = numberOf(facts.inputHash, this.#hashes)
      page.goldens[position] = isGraded(facts) ? numberOf(facts.goldenHash, this.#hashes) : 0
    })
    return page
  }

  /** How many ids there are; their numbers go from 1 to this. */
  get size(): number {
    return this.#ids.size
  }
}

function numberOf(name: string, numbers: Map<string, number>): number {
  const known = numbers.get(name)
  if (known !== undefined) return known
  numbers.set(name, numbers.size + 1)
  return numbers.size
}

function isGraded({ trials }: CaseFacts): boolean {
  return trials.some(({ grades }) => Object.keys(grades).length > 0)
}

/** The share of the newest run's cases that must be the same in all runs. */
const least = 0.5

export interface CommonCases {
  /** Index of the oldest run that still has enough cases in common with all newer ones. */
  first: number
  /** Numbers of the cases that are alike from there on, in the newest run's order. */
  ids: number[]
  /** Whether the run before `first` would have enough, were all graded with the same golden answers. */
  regrade: boolean
}

/**
 * The cases that the newest run has in common with all before it, as pairs of runs are made: of one id, where the target saw the same
 * and, where both were graded, the golden side is the same. Goes back as far as that is at least half of the newest run's cases.
 */
export function commonCases(pages: readonly CasePage[], size: number): CommonCases {
  const newest = pages.at(-1)
  if (newest === undefined) return { first: 0, ids: [], regrade: false }
  let alive = new Alive(newest, size)
  let first = pages.length - 1
  while (first > 0) {
    const page = pages[first - 1] ?? newest
    const next = alive.after(page, true)
    if (next.count < least * newest.ids.length) {
      const regrade = alive.after(page, false).count >= least * newest.ids.length
      return { first, ids: alive.inOrder(newest), regrade }
    }
    alive = next
    first -= 1
  }
  return { first, ids: alive.inOrder(newest), regrade: false }
}

/** What is known of the cases that are common so far, by their numbers; an input of 0 where a case is not. */
class Alive {
  count = 0
  readonly #inputs: Int32Array
  readonly #goldens: Int32Array

  constructor(page: CasePage | null, size: number) {
    this.#inputs = new Int32Array(size + 1)
    this.#goldens = new Int32Array(size + 1)
    page?.ids.forEach((id, position) => {
      this.#keep(id, page.inputs[position] ?? 0, page.goldens[position] ?? 0)
    })
  }

  /** The cases that an older run has as well. */
  after(page: CasePage, heedGolden: boolean): Alive {
    const next = new Alive(null, this.#inputs.length - 1)
    page.ids.forEach((id, position) => {
      const [input, golden] = [page.inputs[position] ?? 0, page.goldens[position] ?? 0]
      const known = this.#goldens[id] ?? 0
      const isSame = this.#inputs[id] === input && (golden === known || golden === 0 || known === 0 || !heedGolden)
      if (isSame) next.#keep(id, input, known === 0 ? golden : known)
    })
    return next
  }

  inOrder(page: CasePage): number[] {
    return [...page.ids].filter((id) => this.#inputs[id] !== 0)
  }

  #keep(id: number, input: number, golden: number): void {
    this.#inputs[id] = input
    this.#goldens[id] = golden
    this.count += 1
  }
}
