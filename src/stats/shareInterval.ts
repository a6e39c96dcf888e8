import { type ClusterId, clusterSums } from './clusters.ts'
import { wilsonOf } from './wilson.ts'

/** A share of weighted rows: which of them it is a share of, and which of these count. */
export interface ShareRow {
  /** 0 or 1, or what a hit weighs. */
  hit: number
  /** What the row weighs in the whole; 0 where the share is not of it. */
  of: number
  cluster: ClusterId
}

export interface Share {
  value: number
  ci: [number, number]
}

/**
 * A ratio of sums that lies within 0..1, with Wilson's interval (1927) of as many independent trials as would spread alike: p (1 - p) over
 * the linearised variance of the ratio by clusters (Korn & Graubard 1998), never less than as if there were no clusters. Of unweighted rows that are no
 * clusters that is Wilson's interval itself. At 0 and 1 nothing spreads: Kish's effective number of clusters (1965) counts.
 *
 * @returns null where nothing can be a share: the whole weighs nothing
 */
export function shareInterval(rows: readonly ShareRow[], confidence: number): Share | null {
  const used = rows.filter((row) => row.of > 0 || row.hit > 0)
  const whole = used.reduce((sum, row) => sum + row.of, 0)
  if (!(whole > 0)) return null
  const value = Math.min(1, used.reduce((sum, row) => sum + row.hit, 0) / whole)
  const clusters = used.map(({ cluster }) => cluster)
  const byCluster = (values: readonly number[]) => squares(clusterSums(values, clusters)) / (whole * whole)
  const residuals = used.map((row) => row.hit - value * row.of)
  const variance = Math.max(squares(residuals) / (whole * whole), unbiased(clusters) * byCluster(residuals))
  const spreads = value > 0 && value < 1 && variance > 0
  const trials = spreads ? (value * (1 - value)) / variance : 1 / byCluster(used.map((row) => row.of))
  return { value, ci: wilsonOf(value, trials, confidence) }
}

/** With one row a cluster there is no correction, and Wilson's own number of trials comes out. */
function unbiased(clusters: readonly ClusterId[]): number {
  const [count, n] = [new Set(clusters).size, clusters.length]
  return count > 1 ? (count / (count - 1)) * ((n - 1) / n) : 1
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
