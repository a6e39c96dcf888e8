import type { Case } from '../core/case.ts'
import type { Problem } from '../core/errors.ts'

export interface Place {
  file: string
  line: number
}

/** What must be known of all cases at once: which ids there are, and whether variants have their roots. A few numbers a case. */
export class CaseIndex {
  readonly #ordinals = new Map<string, number>()
  readonly #lines: number[] = []
  readonly #clusters: number[] = []
  readonly #clusterNumbers = new Map<string, number>()
  readonly #variants = new Map<number, { id: string; root: string }>()
  readonly #files: { file: string; from: number }[] = []

  get size(): number {
    return this.#ordinals.size
  }

  ids(): ReadonlySet<string> {
    return new Set(this.#ordinals.keys())
  }

  startFile(file: string): void {
    this.#files.push({ file, from: this.#lines.length })
  }

  /** Adds a case of the file that was started last; where its id is taken, the place that took it. */
  add(item: Pick<Case, 'id' | 'cluster' | 'variantOf'>, line: number): Place | undefined {
    const taken = this.#ordinals.get(item.id)
    if (taken !== undefined) return this.#place(taken)
    const ordinal = this.#lines.length
    this.#ordinals.set(item.id, ordinal)
    this.#lines.push(line)
    this.#clusters.push(this.#clusterNumber(item.cluster))
    if (item.variantOf !== undefined) this.#variants.set(ordinal, { id: item.id, root: item.variantOf })
    return undefined
  }

  /** Variants that have no root, or that the statistics could not put into one unit with it. */
  *variantProblems(): Generator<Problem> {
    for (const [ordinal, { id, root }] of this.#variants) {
      const fault = this.#variantFault(ordinal, id, root)
      if (fault !== undefined) yield { ...this.#place(ordinal), ...fault }
    }
  }

  #variantFault(ordinal: number, id: string, root: string): Pick<Problem, 'message' | 'mend'> | undefined {
    if (id === root) return { message: `case "${id}" is a variant of itself`, mend: 'name the case that it rephrases' }
    const rootOrdinal = this.#ordinals.get(root)
    if (rootOrdinal === undefined) {
      return {
        message: `"variantOf" names "${root}", which no case has as its id`,
        mend: 'name a case of this dataset',
      }
    }
    const chained = this.#variants.get(rootOrdinal)
    if (chained !== undefined) {
      const top = this.#topOf(rootOrdinal)
      const message = `"variantOf" names "${root}", which is itself a variant`
      return { message, mend: top === undefined ? 'name a case that is no variant' : `name the root, "${top}"` }
    }
    if (this.#clusters[ordinal] === this.#clusters[rootOrdinal]) return undefined
    return {
      message: `case "${id}" and its root "${root}" are not of the same cluster`,
      mend: 'give both the same "cluster", or none: they count as one unit',
    }
  }

  /** The root of a chain of variants; undefined where it has none or runs in a circle. */
  #topOf(ordinal: number): string | undefined {
    const seen = new Set<number>()
    let at = ordinal
    for (;;) {
      const variant = this.#variants.get(at)
      const next = variant === undefined ? undefined : this.#ordinals.get(variant.root)
      if (variant === undefined || next === undefined || seen.has(at)) return undefined
      if (!this.#variants.has(next)) return variant.root
      seen.add(at)
      at = next
    }
  }

  #clusterNumber(cluster: string | undefined): number {
    if (cluster === undefined) return 0
    const known = this.#clusterNumbers.get(cluster)
    if (known !== undefined) return known
    this.#clusterNumbers.set(cluster, this.#clusterNumbers.size + 1)
    return this.#clusterNumbers.size
  }

  #place(ordinal: number): Place {
    const file = this.#files.findLast(({ from }) => from <= ordinal)?.file ?? ''
    return { file, line: this.#lines[ordinal] ?? 0 }
  }
}
