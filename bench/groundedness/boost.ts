/** One tree: nodes in an array; a leaf has no feature. */
export interface TreeNode {
  feature: number
  threshold: number
  left: number
  right: number
  value: number
}

export interface BoostOptions {
  trees: number
  depth: number
  rate: number
  /** Share of rows and features for each tree. */
  rows: number
  columns: number
  /** L2 on leaves and least hessian of a leaf. */
  lambda: number
  least: number
  seed: number
  /** Margins to start from, instead of the bias. */
  start?: readonly number[]
}

const bins = 64

/** A small deterministic generator (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Gradient-boosted trees with logistic loss (Friedman 2001; second order as Chen and Guestrin 2016), histograms of 64 bins.
 * Deterministic for a seed.
 */
export function boost(
  rows: readonly Float64Array[],
  labels: readonly number[],
  weights: readonly number[],
  options: BoostOptions,
): { bias: number; trees: TreeNode[][] } {
  const n = rows.length
  const width = rows[0]?.length ?? 0
  const next = random(options.seed)
  const cuts: Float64Array[] = []
  const binned: Uint8Array[] = []
  for (let f = 0; f < width; f += 1) {
    const column = Float64Array.from(rows, (row) => row[f] ?? 0)
    const edges = cutsOf(column)
    cuts.push(edges)
    binned.push(Uint8Array.from(column, (value) => binOf(edges, value)))
  }
  const positive = sumOf(labels.map((label, i) => label * (weights[i] ?? 1)))
  const all = sumOf(weights)
  const bias = Math.log(positive / (all - positive))
  const margin = options.start === undefined ? new Float64Array(n).fill(bias) : Float64Array.from(options.start)
  const gradient = new Float64Array(n)
  const hessian = new Float64Array(n)
  const trees: TreeNode[][] = []
  for (let t = 0; t < options.trees; t += 1) {
    for (let i = 0; i < n; i += 1) {
      const p = 1 / (1 + Math.exp(-(margin[i] ?? 0)))
      const w = weights[i] ?? 1
      gradient[i] = w * (p - (labels[i] ?? 0))
      hessian[i] = w * Math.max(p * (1 - p), 1e-6)
    }
    const sample: number[] = []
    for (let i = 0; i < n; i += 1) if (next() < options.rows) sample.push(i)
    const columns = Array.from({ length: width }, (_, f) => f).filter(() => next() < options.columns)
    const tree = grow(Int32Array.from(sample), columns, binned, cuts, gradient, hessian, options)
    trees.push(tree)
    for (let i = 0; i < n; i += 1) margin[i] = (margin[i] ?? 0) + leafOf(tree, rows[i] ?? new Float64Array())
  }
  return { bias, trees }
}

export function predict({ bias, trees }: { bias: number; trees: readonly TreeNode[][] }, row: Float64Array): number {
  let margin = bias
  for (const tree of trees) margin += leafOf(tree, row)
  return margin
}

export function leafOf(tree: readonly TreeNode[], row: Float64Array): number {
  let node = tree[0]
  while (node !== undefined && node.feature >= 0)
    node = tree[(row[node.feature] ?? 0) <= node.threshold ? node.left : node.right]
  return node?.value ?? 0
}

function grow(
  sample: Int32Array,
  columns: readonly number[],
  binned: readonly Uint8Array[],
  cuts: readonly Float64Array[],
  gradient: Float64Array,
  hessian: Float64Array,
  options: BoostOptions,
): TreeNode[] {
  const nodes: TreeNode[] = []
  const build = (rows: Int32Array, depth: number): number => {
    const at = nodes.length
    nodes.push({ feature: -1, threshold: 0, left: -1, right: -1, value: 0 })
    const node = nodes[at]
    if (node === undefined) return at
    let g = 0
    let h = 0
    for (const i of rows) {
      g += gradient[i] ?? 0
      h += hessian[i] ?? 0
    }
    node.value = (-g / (h + options.lambda)) * options.rate
    if (depth === 0) return at
    let best = 1e-6
    let feature = -1
    let bin = -1
    const gs = new Float64Array(bins)
    const hs = new Float64Array(bins)
    const parent = (g * g) / (h + options.lambda)
    for (const f of columns) {
      const bin8 = binned[f]
      const edges = cuts[f]
      if (bin8 === undefined || edges === undefined || edges.length === 0) continue
      gs.fill(0)
      hs.fill(0)
      for (const i of rows) {
        const b = bin8[i] ?? 0
        gs[b] = (gs[b] ?? 0) + (gradient[i] ?? 0)
        hs[b] = (hs[b] ?? 0) + (hessian[i] ?? 0)
      }
      let gl = 0
      let hl = 0
      for (let b = 0; b < edges.length; b += 1) {
        gl += gs[b] ?? 0
        hl += hs[b] ?? 0
        const hr = h - hl
        if (hl < options.least || hr < options.least) continue
        const gr = g - gl
        const gain = (gl * gl) / (hl + options.lambda) + (gr * gr) / (hr + options.lambda) - parent
        if (gain > best) {
          best = gain
          feature = f
          bin = b
        }
      }
    }
    if (feature < 0) return at
    const column = binned[feature]
    node.feature = feature
    node.threshold = cuts[feature]?.[bin] ?? 0
    node.left = build(
      rows.filter((i) => (column?.[i] ?? 0) <= bin),
      depth - 1,
    )
    node.right = build(
      rows.filter((i) => (column?.[i] ?? 0) > bin),
      depth - 1,
    )
    return at
  }
  build(sample, options.depth)
  return nodes
}

/** Upper edges of the bins: values at most the edge lie in the bin. */
function cutsOf(column: Float64Array): Float64Array {
  const sorted = Float64Array.from(column).sort()
  const edges = new Set<number>()
  for (let b = 1; b < bins; b += 1) {
    const at = Math.floor((b * sorted.length) / bins)
    const low = sorted[at - 1] ?? 0
    const high = sorted[at] ?? 0
    if (low < high) edges.add((low + high) / 2)
    else if (low > (sorted[0] ?? 0)) {
      // Many equal values: an edge below them, so that they can be told from what is less.
      let below = at - 1
      while (below > 0 && sorted[below] === low) below -= 1
      edges.add(((sorted[below] ?? 0) + low) / 2)
    }
  }
  // Above the most frequent lowest value.
  const first = sorted[0] ?? 0
  const above = sorted.find((value) => value > first)
  if (above !== undefined) edges.add((first + above) / 2)
  return Float64Array.from([...edges].sort((a, b) => a - b).slice(0, bins - 1))
}

function binOf(edges: Float64Array, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value <= (edges[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
