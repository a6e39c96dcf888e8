/** The finest lattice that is looked for: repeats and rubric steps give tens, shares of a few claims some thousands. */
const FINEST = 100_000

/** How far a value may be from a lattice point, in lattice steps: the rounding of means, not of measurements. */
const TOLERANCE = 1e-9

/**
 * The smallest whole number L up to 100,000 for which every value times L is a whole number (to within rounding), or
 * null: the least common multiple of the values' denominators.
 */
export function findLattice(values: readonly number[]): number | null {
  // By size, so that neither order nor signs can tip a value that is on a lattice only just.
  const sizes = Float64Array.from(values, Math.abs).sort()
  let lattice = 1
  for (const size of sizes) {
    if (isOnLattice(size, lattice)) continue
    const denominator = denominatorOf(size)
    if (denominator === null) return null
    lattice = (lattice / greatestCommonDivisor(lattice, denominator)) * denominator
    if (lattice > FINEST) return null
  }
  return sizes.every((size) => isOnLattice(size, lattice)) ? lattice : null
}

/** Whether value times lattice is a whole number to within `tolerance`. */
export function isOnLattice(value: number, lattice: number, tolerance = TOLERANCE): boolean {
  const scaled = value * lattice
  return Math.abs(scaled - Math.round(scaled)) <= tolerance + 4 * Number.EPSILON * Math.abs(scaled)
}

/** The smallest denominator of a fraction equal to the value, by continued fractions. */
function denominatorOf(value: number): number | null {
  let rest = value
  let previous = 0
  let denominator = 1
  while (!isOnLattice(value, denominator)) {
    const fraction = rest - Math.floor(rest)
    if (fraction === 0) return null
    rest = 1 / fraction
    const next = Math.floor(rest) * denominator + previous
    if (next > FINEST) return null
    previous = denominator
    denominator = next
  }
  return denominator
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
