/** More equal pairs than this are too many to look through. */
const mostPairs = 1_000_000

/**
 * A longest common subsequence of two lists, as pairs (index in `a`, index in `b`), by the algorithm of Hunt and Szymanski (1977): the
 * longest strictly increasing chain among the equal pairs, in O((r + n) log n) for r of them. Undefined where r is over a million.
 */
export function longestInOrder(a: readonly string[], b: readonly string[]): [number, number][] | undefined {
  const places = new Map<string, number[]>()
  for (let index = b.length - 1; index >= 0; index -= 1) {
    const item = b[index] ?? ''
    const list = places.get(item)
    if (list === undefined) places.set(item, [index])
    else list.push(index)
  }
  interface Link {
    pair: [number, number]
    before: Link | undefined
  }
  // tails[k] ends the chain of k + 1 pairs that ends earliest in b.
  const tails: Link[] = []
  let pairs = 0
  for (const [index, item] of a.entries()) {
    const found = places.get(item) ?? []
    pairs += found.length
    if (pairs > mostPairs) return undefined
    // From the last place to the first, so that no two places of one item join one chain.
    for (const place of found) {
      let low = 0
      let high = tails.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((tails[middle]?.pair[1] ?? 0) < place) low = middle + 1
        else high = middle
      }
      tails[low] = { pair: [index, place], before: tails[low - 1] }
    }
  }
  const chain: [number, number][] = []
  for (let link = tails.at(-1); link !== undefined; link = link.before) chain.push(link.pair)
  return chain.reverse()
}
