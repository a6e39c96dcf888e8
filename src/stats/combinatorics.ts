/** C(n, k) as a double: exact while it is below 2^53, Infinity when it exceeds the range of doubles. */
export function binomialCoefficient(n: number, k: number): number {
  const smaller = Math.min(k, n - k)
  if (smaller < 0) return 0
  let product = 1
  for (let i = 1; i <= smaller; i++) {
    product = (product * (n - smaller + i)) / i
    if (product === Infinity) return Infinity
  }
  return product < 2 ** 53 ? Math.round(product) : product
}
