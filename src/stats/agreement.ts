import { requireCount, requireFinite, requireOneOf } from './check.ts'

/** Agreement of two raters as counts: rows are the first rater's categories, columns the second's. */
export type AgreementTable = readonly (readonly number[])[]

/**
 * Cohen's kappa (1960) with its standard error (se) and the one under no agreement (se0) (Fleiss, Cohen & Everitt 1969).
 *
 * @returns kappa, observed and expected agreement; kappa is NaN where both raters used one and the same category only
 * @throws RangeError when the table is not square, empty, or holds anything but counts
 */
export function cohenKappa({ table }: { table: AgreementTable }): {
  kappa: number
  po: number
  pe: number
  se: number
  se0: number
} {
  const { shares, rows, columns, n } = sharesOf(table)
  const po = shares.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
  const pe = rows.reduce((sum, row, i) => sum + row * (columns[i] ?? 0), 0)
  const kappa = (po - pe) / (1 - pe)
  let diagonal = 0
  let others = 0
  let chance = 0
  shares.forEach((row, i) => {
    chance += (rows[i] ?? 0) * (columns[i] ?? 0) * ((rows[i] ?? 0) + (columns[i] ?? 0))
    row.forEach((share, j) => {
      if (i === j) diagonal += share * (1 - ((rows[i] ?? 0) + (columns[i] ?? 0)) * (1 - kappa)) ** 2
      else others += share * ((columns[i] ?? 0) + (rows[j] ?? 0)) ** 2
    })
  })
  const variance = diagonal + (1 - kappa) ** 2 * others - (kappa - pe * (1 - kappa)) ** 2
  const scale = (1 - pe) * Math.sqrt(n)
  return {
    kappa,
    po,
    pe,
    se: Math.sqrt(Math.max(0, variance)) / scale,
    se0: Math.sqrt(Math.max(0, pe + pe * pe - chance)) / scale,
  }
}

/**
 * Cohen's weighted kappa (1968) for ordered categories: a disagreement counts by its distance, or the square of it.
 *
 * @throws RangeError as `cohenKappa`, or when the weights are unknown
 */
export function weightedKappa({ table, weights }: { table: AgreementTable; weights: 'linear' | 'quadratic' }): number {
  requireOneOf('weights', weights, ['linear', 'quadratic'])
  const { shares, rows, columns } = sharesOf(table)
  let observed = 0
  let expected = 0
  shares.forEach((row, i) => {
    row.forEach((share, j) => {
      const distance = weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2
      observed += distance * share
      expected += distance * (rows[i] ?? 0) * (columns[j] ?? 0)
    })
  })
  return 1 - observed / expected
}

function sharesOf(table: AgreementTable): { shares: number[][]; rows: number[]; columns: number[]; n: number } {
  let n = 0
  table.forEach((row, i) => {
    if (row.length !== table.length) throw new RangeError(`table must be square, got ${row.length} columns in row ${i}`)
    row.forEach((count, j) => {
      requireCount(`table[${i}][${j}]`, count)
      n += count
    })
  })
  if (n === 0) throw new RangeError('table must hold at least 1 rating, got 0')
  const shares = table.map((row) => row.map((count) => count / n))
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0))
  const columns = shares.map((_, j) => shares.reduce((sum, row) => sum + (row[j] ?? 0), 0))
  return { shares, rows, columns, n }
}

/**
 * Krippendorff's alpha at four levels of measurement (Krippendorff 2011), for any number of observers, with gaps.
 *
 * @param input one row per observer, one column per unit; null where an observer did not rate a unit
 * @returns each alpha, at most 1; NaN where all pairable values are equal, which leaves agreement undefined
 * @throws RangeError when rows differ in length, a value is not finite, or no unit has two ratings
 */
export function krippendorffAlpha({ observers }: { observers: readonly (readonly (number | null)[])[] }): {
  nominal: number
  ordinal: number
  interval: number
  ratio: number
} {
  const units = pairableUnits(observers)
  const levels = [...new Set(units.flat())].sort((a, b) => a - b)
  const position = new Map(levels.map((level, i) => [level, i]))
  const counts = units.map((unit) => {
    const row = new Float64Array(levels.length)
    for (const value of unit) row[position.get(value) ?? 0] = (row[position.get(value) ?? 0] ?? 0) + 1
    return row
  })
  const totals = levels.map((_, i) => counts.reduce((sum, row) => sum + (row[i] ?? 0), 0))
  const alphaOf = (distance: (i: number, j: number) => number): number => alphaWith(counts, totals, distance)
  const at = (i: number): number => levels[i] ?? 0
  return {
    nominal: alphaOf(() => 1),
    ordinal: alphaOf((i, j) => ordinalDistance(totals, i, j) ** 2),
    interval: alphaOf((i, j) => (at(i) - at(j)) ** 2),
    ratio: alphaOf((i, j) => ((at(i) - at(j)) / (at(i) + at(j) || 1)) ** 2),
  }
}

/** The ratings of each unit that has at least two. */
function pairableUnits(observers: readonly (readonly (number | null)[])[]): number[][] {
  const length = observers[0]?.length ?? 0
  const units: number[][] = Array.from({ length }, () => [])
  observers.forEach((row, observer) => {
    if (row.length !== length)
      throw new RangeError(`observers[${observer}] must hold ${length} ratings, got ${row.length}`)
    row.forEach((value, unit) => {
      if (value === null) return
      requireFinite(`observers[${observer}][${unit}]`, value)
      units[unit]?.push(value)
    })
  })
  const pairable = units.filter((unit) => unit.length >= 2)
  if (pairable.length === 0) throw new RangeError('observers must hold a unit with at least 2 ratings')
  return pairable
}

/** 1 - observed / expected disagreement, both over ordered pairs of values; distances are symmetric. */
function alphaWith(
  counts: readonly Float64Array[],
  totals: readonly number[],
  distance: (i: number, j: number) => number,
): number {
  const n = totals.reduce((sum, total) => sum + total, 0)
  let observed = 0
  let expected = 0
  for (let i = 0; i < totals.length; i++) {
    for (let j = i + 1; j < totals.length; j++) {
      const weight = distance(i, j)
      expected += (weight * (totals[i] ?? 0) * (totals[j] ?? 0)) / (n - 1)
      for (const row of counts) {
        const pairs = (row[i] ?? 0) * (row[j] ?? 0)
        if (pairs > 0) observed += (weight * pairs) / (row.reduce((sum, count) => sum + count, 0) - 1)
      }
    }
  }
  return expected === 0 ? Number.NaN : 1 - observed / expected
}

/** How many ratings lie between two levels, counting half of each of the two. */
function ordinalDistance(totals: readonly number[], i: number, j: number): number {
  const between = totals.slice(i, j + 1).reduce((sum, total) => sum + total, 0)
  return between - ((totals[i] ?? 0) + (totals[j] ?? 0)) / 2
}
