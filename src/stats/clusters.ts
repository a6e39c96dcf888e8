/** What names a cluster; equal names are one cluster. */
export type ClusterId = string | number

/** The sum of the values of each cluster, in the order in which clusters first appear. */
export function clusterSums(values: readonly number[], clusters: readonly ClusterId[]): number[] {
  const sums = new Map<ClusterId, number>()
  values.forEach((value, i) => {
    const cluster = clusters[i] ?? i
    sums.set(cluster, (sums.get(cluster) ?? 0) + value)
  })
  return [...sums.values()]
}

/** Numbers the clusters from 0 in the order in which they first appear. */
export function numberClusters(clusters: readonly ClusterId[]): { clusterOf: Uint32Array; count: number } {
  const numbers = new Map<ClusterId, number>()
  const clusterOf = Uint32Array.from(clusters, (cluster) => {
    const known = numbers.get(cluster) ?? numbers.size
    numbers.set(cluster, known)
    return known
  })
  return { clusterOf, count: numbers.size }
}
