import type { PairedTest } from '../core/comparison.ts'
import { significance } from '../core/rules.ts'
import { normCdf, signFlipPermutation } from '../stats/index.ts'

/** The constant of Berry and Esseen for sums of unlike terms (Shevtsova 2010). */
const berryEsseen = 0.56

/**
 * One-sided mid-p values of the sign-flip test, exact wherever they could block: where even the normal tail, less the most it can be
 * wrong by, is above the level of the gate, it stands for the exact one, which takes a hundred times as long.
 *
 * @param sides the tail that is read, or both
 */
export function briefFlip(
  sums: readonly number[],
  sides: 'less' | 'both' = 'both',
): { midPLess: number; midPGreater: number } {
  let [total, squares, cubes] = [0, 0, 0]
  for (const sum of sums) {
    total += sum
    squares += sum * sum
    cubes += Math.abs(sum) ** 3
  }
  if (squares === 0) return { midPLess: 0.5, midPGreater: 0.5 }
  const sd = Math.sqrt(squares)
  const midPLess = normCdf({ x: total / sd })
  const tail = sides === 'less' ? midPLess : Math.min(midPLess, 1 - midPLess)
  const isClear = tail - (berryEsseen * cubes) / sd ** 3 > significance
  return isClear ? { midPLess, midPGreater: 1 - midPLess } : signFlipPermutation({ diffs: sums })
}

/** Of a paired test no more than whether it blocks for being worse: nothing of it is certified, and it has no interval. */
export function briefTest(diffs: readonly number[], unitOf: readonly number[]): PairedTest {
  const sums = new Map<number, number>()
  let [total, worse, better] = [0, 0, 0]
  diffs.forEach((diff, index) => {
    const unit = unitOf[index] ?? 0
    sums.set(unit, (sums.get(unit) ?? 0) + diff)
    total += diff
    if (diff < 0) worse += 1
    else if (diff > 0) better += 1
  })
  return {
    pairs: diffs.length,
    units: sums.size,
    meanDiff: total / diffs.length,
    interval: [-1, 1],
    intervalMethod: 't',
    lowerBound: -1,
    upperBound: 1,
    pWorse: briefFlip([...sums.values()], 'less').midPLess,
    testMethod: 'sign-flip permutation',
    sd: 0,
    minimumDetectableDrop: null,
    worse,
    better,
    same: diffs.length - worse - better,
  }
}
