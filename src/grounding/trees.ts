/**
 * Trees as they are kept in JSON: each a list of pairs in preorder, `feature, threshold` of a node followed by its left and its right
 * branch, `-1, value` of a leaf. Values at most the threshold go left.
 */
export type PackedTree = readonly number[]

interface Node {
  feature: number
  /** The threshold, or the value of a leaf. */
  value: number
  right: number
}

/** A sum of trees over a vector of features. */
export class Trees {
  readonly #trees: readonly (readonly Node[])[]

  constructor(packed: readonly PackedTree[]) {
    this.#trees = packed.map(unpack)
  }

  sum(features: Float64Array): number {
    let total = 0
    for (const nodes of this.#trees) {
      let at = 0
      for (let node = nodes[0]; node !== undefined; node = nodes[at]) {
        if (node.feature < 0) {
          total += node.value
          break
        }
        at = (features[node.feature] ?? 0) <= node.value ? at + 1 : node.right
      }
    }
    return total
  }
}

function unpack(packed: PackedTree): Node[] {
  const nodes: Node[] = []
  let at = 0
  const read = (): void => {
    const node: Node = { feature: packed[at] ?? -1, value: packed[at + 1] ?? 0, right: -1 }
    at += 2
    nodes.push(node)
    if (node.feature < 0) return
    read()
    node.right = nodes.length
    read()
  }
  read()
  return nodes
}
