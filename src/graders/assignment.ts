/**
 * The pairing of rows with columns, each used once, that has the largest sum of worths: the Hungarian method with potentials (Kuhn
 * 1955, Munkres 1957), O(n² m) for n rows and m columns, the fewer of the two taken as rows. Returns, for each row, its column or -1; every row has one
 * where there are columns enough.
 * @param worths rows of equal length
 */
export function bestAssignment(worths: readonly (readonly number[])[]): number[] {
  const rows = worths.length
  const columns = worths[0]?.length ?? 0
  if (rows > columns) {
    const turned = Array.from({ length: columns }, (_, column) => worths.map((row) => row[column] ?? 0))
    const result = new Array<number>(rows).fill(-1)
    for (const [column, row] of bestAssignment(turned).entries()) result[row] = column
    return result
  }
  // Row and column 0 are the start of an augmenting path; rowOf[c] is the row that holds column c.
  const rowPrice = new Float64Array(rows + 1)
  const columnPrice = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)
  const way = new Int32Array(columns + 1)
  for (let row = 1; row <= rows; row += 1) {
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(columns + 1)
    rowOf[0] = row
    let column = 0
    do {
      used[column] = 1
      const at = rowOf[column] ?? 0
      let delta = Number.POSITIVE_INFINITY
      let next = 0
      for (let other = 1; other <= columns; other += 1) {
        if (used[other] === 1) continue
        const cost = -(worths[at - 1]?.[other - 1] ?? 0) - (rowPrice[at] ?? 0) - (columnPrice[other] ?? 0)
        if (cost < (slack[other] ?? 0)) {
          slack[other] = cost
          way[other] = column
        }
        if ((slack[other] ?? 0) < delta) {
          delta = slack[other] ?? 0
          next = other
        }
      }
      for (let other = 0; other <= columns; other += 1) {
        if (used[other] === 1) {
          const holder = rowOf[other] ?? 0
          rowPrice[holder] = (rowPrice[holder] ?? 0) + delta
          columnPrice[other] = (columnPrice[other] ?? 0) - delta
        } else slack[other] = (slack[other] ?? 0) - delta
      }
      column = next
    } while (rowOf[column] !== 0)
    while (column !== 0) {
      const before = way[column] ?? 0
      rowOf[column] = rowOf[before] ?? 0
      column = before
    }
  }
  const result = new Array<number>(rows).fill(-1)
  for (let column = 1; column <= columns; column += 1) {
    const row = rowOf[column] ?? 0
    if (row > 0) result[row - 1] = column - 1
  }
  return result
}
