import { requireLevel, requireSameLength, requireValues } from './check.ts'
import { type ClusterId, clusterSums } from './clusters.ts'
import { meanAndError } from './pairedT.ts'
import { tQuantile } from './t.ts'

/**
 * The mean of values that come in clusters, with its cluster-robust standard error (Liang & Zeger 1986; Miller 2024):
 * CR0, and CR1 = CR0 x sqrt(G / (G - 1)) with t on G - 1 degrees of freedom. One value per cluster gives s / sqrt(n).
 *
 * @param input `confidence` (default 0.95) is two-sided
 * @throws RangeError when there are fewer than 2 clusters or the lengths differ
 */
export function clusteredMean(input: {
  values: readonly number[]
  clusters: readonly ClusterId[]
  confidence?: number
}): { mean: number; seCR0: number; seCR1: number; nClusters: number; df: number; ciT: [number, number] } {
  const { values, clusters, confidence = 0.95 } = input
  requireValues('values', values)
  requireSameLength('clusters', clusters, 'values', values)
  requireLevel('confidence', confidence)
  const { mean } = meanAndError(values)
  const residuals = clusterSums(
    values.map((value) => value - mean),
    clusters,
  )
  const nClusters = residuals.length
  if (nClusters < 2) throw new RangeError(`clusters must name at least 2 different clusters, got ${nClusters}`)
  const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0)
  const seCR0 = Math.sqrt(squares) / values.length
  const seCR1 = seCR0 * Math.sqrt(nClusters / (nClusters - 1))
  const df = nClusters - 1
  const half = tQuantile({ p: 1 - (1 - confidence) / 2, df }) * seCR1
  return { mean, seCR0, seCR1, nClusters, df, ciT: [mean - half, mean + half] }
}

/**
 * Kish's design effect (1965), 1 + (m - 1) icc, and the number of independent cases that n clustered ones are worth.
 *
 * @throws RangeError when an argument is not finite or the effect would not be above 0
 */
export function designEffect(input: { meanClusterSize: number; icc: number; n: number }): {
  deff: number
  nEff: number
} {
  requireValues('[meanClusterSize, icc, n]', [input.meanClusterSize, input.icc, input.n])
  const deff = 1 + (input.meanClusterSize - 1) * input.icc
  if (deff <= 0) throw new RangeError(`icc must keep 1 + (meanClusterSize - 1) icc above 0, got ${input.icc}`)
  return { deff, nEff: input.n / deff }
}
