import { requireCount, requireLevel, requireOneOf, requireValues } from './check.ts'
import { normCdf, normQuantile } from './normal.ts'
import { findRoot } from './root.ts'

/** How alpha is spread over looks: O'Brien-Fleming-like (little early) or Pocock-like (evenly), Lan & DeMets 1983. */
export type Spending = 'obf' | 'pocock'

/** Looks at shares of the full information, ascending, the last at most 1. */
export interface SpendingPlan {
  alpha: number
  sided: 1 | 2
  spending: Spending
  information: readonly number[]
}

/**
 * The alpha that has been spent after each look (Lan & DeMets 1983).
 *
 * @throws RangeError when alpha is outside (0, 1), sided is not 1 or 2, or information does not ascend within (0, 1]
 */
export function alphaSpent(plan: SpendingPlan): number[] {
  requirePlan(plan)
  const oneSided = plan.alpha / plan.sided
  const spent = plan.spending === 'obf' ? obfSpent : pocockSpent
  return plan.information.map((share) => plan.sided * spent(oneSided, share))
}

function obfSpent(alpha: number, share: number): number {
  return 2 * normCdf({ x: normQuantile({ p: alpha / 2 }) / Math.sqrt(share) })
}

function pocockSpent(alpha: number, share: number): number {
  return alpha * Math.log1p((Math.E - 1) * share)
}

/**
 * The bounds on the z scale, one per look, that spend alpha as planned (Lan & DeMets 1983), by recursive integration
 * (Armitage, McPherson & Rowe 1969). Infinity where a look has nothing to spend.
 *
 * @throws RangeError as `alphaSpent`
 */
export function alphaSpendingBounds(plan: SpendingPlan): number[] {
  const spent = alphaSpent(plan)
  const bounds: number[] = []
  let path = startOfPath()
  plan.information.forEach((share, look) => {
    const step = share - (plan.information[look - 1] ?? 0)
    const toSpend = (spent[look] ?? 0) - (spent[look - 1] ?? 0)
    const excess = (z: number): number => crossingChance(path, step, z * Math.sqrt(share), plan.sided) - toSpend
    const bound = toSpend <= 0 || excess(38) >= 0 ? Infinity : findRoot(excess, -10, 38, 1e-12)
    bounds.push(bound)
    // The way on from the last look is of no use, and would take longer than all else.
    if (look + 1 < plan.information.length) {
      path = continuePath(path, step, share, bound * Math.sqrt(share), plan.sided)
    }
  })
  return bounds
}

/**
 * Pocock's constant (1977): the z bound, the same at each of K equally spaced looks, with total error alpha.
 *
 * @throws RangeError when K is below 1, alpha is outside (0, 1), or sided is not 1 or 2
 */
export function pocockConstant(input: { K: number; alpha: number; sided: 1 | 2 }): number {
  return solveConstant(input, () => 1)
}

/**
 * O'Brien and Fleming's bounds (1979) on the z scale for K equally spaced looks, c sqrt(K / k), with total error alpha.
 *
 * @throws RangeError as `pocockConstant`
 */
export function obfConstant(input: { K: number; alpha: number; sided: 1 | 2 }): number[] {
  const shape = (look: number): number => Math.sqrt(input.K / look)
  const constant = solveConstant(input, shape)
  return Array.from({ length: input.K }, (_, i) => constant * shape(i + 1))
}

function solveConstant(input: { K: number; alpha: number; sided: 1 | 2 }, shape: (look: number) => number): number {
  const { K, alpha, sided } = input
  requireCount('K', K, 1)
  requireLevel('alpha', alpha)
  requireSided(sided)
  const excess = (constant: number): number => {
    let path = startOfPath()
    let crossed = 0
    for (let look = 1; look <= K; look++) {
      const bound = constant * shape(look) * Math.sqrt(look / K)
      crossed += crossingChance(path, 1 / K, bound, sided)
      if (look < K) path = continuePath(path, 1 / K, look / K, bound, sided)
    }
    return crossed - alpha
  }
  return findRoot(excess, sided === 1 ? -5 : 0.001, 20, 1e-10)
}

/** The density of the score process where it has not crossed yet, at nodes with Simpson weights folded in. */
interface Path {
  nodes: Float64Array
  mass: Float64Array
}

const INTERVALS = 400

/** Standard deviations beyond which a normal density counts as 0. */
const FAR = 9

function startOfPath(): Path {
  return { nodes: Float64Array.of(0), mass: Float64Array.of(1) }
}

/** The chance that the process, after a step of this much information, has newly crossed the bound. */
function crossingChance(path: Path, step: number, bound: number, sided: 1 | 2): number {
  const root = Math.sqrt(step)
  let chance = 0
  path.nodes.forEach((node, i) => {
    const above = normCdf({ x: (node - bound) / root })
    const below = sided === 2 ? normCdf({ x: (-bound - node) / root }) : 0
    chance += (path.mass[i] ?? 0) * (above + below)
  })
  return chance
}

function continuePath(path: Path, step: number, information: number, bound: number, sided: 1 | 2): Path {
  const far = FAR * Math.sqrt(information)
  const high = Math.min(bound, far)
  const low = sided === 2 ? -high : -far
  const nodes = Float64Array.from({ length: INTERVALS + 1 }, (_, i) => low + ((high - low) * i) / INTERVALS)
  const width = (high - low) / INTERVALS / 3
  const mass = nodes.map((node, i) => {
    const simpson = i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2
    return densityAt(node, path, Math.sqrt(step)) * simpson * width
  })
  return { nodes, mass }
}

function densityAt(node: number, path: Path, root: number): number {
  let sum = 0
  for (let j = 0; j < path.nodes.length; j++) {
    const steps = (node - (path.nodes[j] ?? 0)) / root
    if (Math.abs(steps) < FAR) sum += (path.mass[j] ?? 0) * Math.exp(-0.5 * steps * steps)
  }
  return sum / (root * Math.sqrt(2 * Math.PI))
}

function requirePlan({ alpha, sided, spending, information }: SpendingPlan): void {
  requireLevel('alpha', alpha)
  requireSided(sided)
  requireOneOf('spending', spending, ['obf', 'pocock'])
  requireValues('information', information)
  let previous = 0
  for (const share of information) {
    if (!(share > previous && share <= 1)) throw new RangeError(`information must ascend within (0, 1], got ${share}`)
    previous = share
  }
}

function requireSided(sided: number): void {
  if (sided !== 1 && sided !== 2) throw new RangeError(`sided must be 1 or 2, got ${sided}`)
}
