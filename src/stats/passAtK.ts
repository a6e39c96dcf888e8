import { requireCount } from './check.ts'

/**
 * From n repeats of which c passed: the chance that at least one of k passes (pass@k, Chen et al. 2021) and that all k
 * do (pass^k, Yao et al. 2024), both unbiased.
 *
 * @throws RangeError unless 0 <= c <= n and 1 <= k <= n, all whole
 */
export function passAtK({ n, c, k }: { n: number; c: number; k: number }): { passAtK: number; passHatK: number } {
  requireCount('n', n, 1)
  requireCount('c', c)
  requireCount('k', k, 1)
  if (c > n) throw new RangeError(`c must not exceed n (${n}), got ${c}`)
  if (k > n) throw new RangeError(`k must not exceed n (${n}), got ${k}`)
  return { passAtK: 1 - shareWithoutOthers(n, n - c, k), passHatK: shareWithoutOthers(n, c, k) }
}

/** C(chosen, k) / C(n, k): all of k drawn from n are among the chosen. */
function shareWithoutOthers(n: number, chosen: number, k: number): number {
  if (chosen < k) return 0
  let share = 1
  for (let i = 0; i < k; i++) share *= (chosen - i) / (n - i)
  return share
}
