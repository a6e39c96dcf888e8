/** Two sequences as numbers, without what they begin and end with in common. */
export interface SharedSymbols {
  left: Int32Array
  right: Int32Array
  /** The numbers are less than this. */
  kinds: number
  /** How many items at the beginning and end were the same. */
  same: number
}

/** Equal items get equal numbers. What two sequences have in common at both ends changes neither their distance nor what else they share. */
export function shared<T>(a: readonly T[], b: readonly T[]): SharedSymbols {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head += 1
  let tail = 0
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  const numbers = new Map<T, number>()
  const numbered = (items: readonly T[]) => {
    const result = new Int32Array(items.length - head - tail)
    for (let index = 0; index < result.length; index += 1) {
      const item = items[head + index] as T
      let number = numbers.get(item)
      if (number === undefined) {
        number = numbers.size
        numbers.set(item, number)
      }
      result[index] = number
    }
    return result
  }
  const left = numbered(a)
  const right = numbered(b)
  return { left, right, kinds: numbers.size, same: head + tail }
}
