/** How many n-grams of each order, from 1 on: those of an answer, those of its reference, and those they share. */
export interface NgramCounts {
  answer: number[]
  reference: number[]
  /** An n-gram counts as often as it stands in both. */
  shared: number[]
}

/**
 * The n-grams, up to an order, of the texts that answers are compared with. Of several texts an n-gram counts as often as in the one
 * that has it most, as BLEU clips counts (Papineni et al. 2002). Takes memory for the texts, none for the answers.
 */
export class NgramIndex {
  readonly #order: number
  readonly #tokens = new Map<string, number>()
  /** By order: the n-gram's first part and last token, as one number, to the n-gram's number. */
  readonly #grams: Map<number, number>[]
  readonly #most: number[] = []
  readonly #totals: number[]

  constructor(order: number) {
    this.#order = order
    this.#grams = Array.from({ length: order }, () => new Map())
    this.#totals = Array.from({ length: order }, () => 0)
  }

  add(text: readonly string[]): void {
    const tokens = Array.from(text, (token) => {
      const number = this.#tokens.get(token) ?? this.#tokens.size
      this.#tokens.set(token, number)
      return number
    })
    const counts = new Map<number, number>()
    for (let start = 0; start < tokens.length; start += 1) {
      let prefix = 0
      for (let order = 0; order < this.#order && start + order < tokens.length; order += 1) {
        const grams = this.#grams[order] as Map<number, number>
        const key = keyOf(prefix, tokens[start + order] as number)
        let gram = grams.get(key)
        if (gram === undefined) {
          gram = this.#most.length
          grams.set(key, gram)
          this.#most.push(0)
        }
        counts.set(gram, (counts.get(gram) ?? 0) + 1)
        prefix = gram
      }
    }
    for (const [gram, count] of counts) this.#most[gram] = Math.max(this.#most[gram] ?? 0, count)
    this.#totals.forEach((total, order) => {
      this.#totals[order] = total + Math.max(0, text.length - order)
    })
  }

  /** Linear in the answer. */
  compare(answer: readonly string[]): NgramCounts {
    const left = [...this.#most]
    const shared = Array.from({ length: this.#order }, () => 0)
    const tokens = Array.from(answer, (token) => this.#tokens.get(token))
    for (let start = 0; start < tokens.length; start += 1) {
      let prefix = 0
      for (let order = 0; order < this.#order; order += 1) {
        const token = tokens[start + order]
        const gram = token === undefined ? undefined : this.#grams[order]?.get(keyOf(prefix, token))
        // A longer n-gram with this beginning stands nowhere.
        if (gram === undefined) break
        const rest = left[gram] ?? 0
        if (rest > 0) {
          left[gram] = rest - 1
          shared[order] = (shared[order] ?? 0) + 1
        }
        prefix = gram
      }
    }
    const counted = Array.from({ length: this.#order }, (_, order) => Math.max(0, answer.length - order))
    return { answer: counted, reference: [...this.#totals], shared }
  }
}

/** Both are below 2 to the 26th: a text with more n-grams would not fit into a map. */
function keyOf(prefix: number, token: number): number {
  return prefix * 2 ** 26 + token
}
