/** Argument checks shared by the statistics: each throws a RangeError that names the argument. */

export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number, got ${value}`)
}

export function requirePositive(name: string, value: number): void {
  if (!(value > 0) || value === Infinity) throw new RangeError(`${name} must be a number above 0, got ${value}`)
}

export function requireNonNegative(name: string, value: number): void {
  if (!(value >= 0) || value === Infinity) throw new RangeError(`${name} must be a number of 0 or more, got ${value}`)
}

/** A probability with both ends allowed: 0 <= value <= 1. */
export function requireProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be between 0 and 1, got ${value}`)
}

/** A level such as alpha, power or confidence: 0 < value < 1. */
export function requireLevel(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must lie strictly between 0 and 1, got ${value}`)
}

/** A whole number of at least `min`. */
export function requireCount(name: string, value: number, min = 0): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new RangeError(`${name} must be a whole number of at least ${min}, got ${value}`)
  }
}

/** At least `min` finite numbers. */
export function requireValues(name: string, values: ArrayLike<number>, min = 1): void {
  if (values.length < min) throw new RangeError(`${name} must hold at least ${min} values, got ${values.length}`)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`${name}[${i}] must be a finite number, got ${values[i]}`)
  }
}

export function requireSameLength(
  name: string,
  values: ArrayLike<unknown>,
  otherName: string,
  other: ArrayLike<unknown>,
): void {
  if (values.length !== other.length) {
    throw new RangeError(`${name} must be as long as ${otherName} (${other.length}), got ${values.length}`)
  }
}

/** Paired measures such as latencies: as many on both sides, at least `min`, each a number above 0. */
export function requirePositivePairs(base: readonly number[], cand: readonly number[], min: number): void {
  requireValues('base', base, min)
  requireSameLength('cand', cand, 'base', base)
  for (let i = 0; i < base.length; i++) {
    requirePositive(`base[${i}]`, base[i] ?? Number.NaN)
    requirePositive(`cand[${i}]`, cand[i] ?? Number.NaN)
  }
}

/** One of a closed list of words. */
export function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new RangeError(`${name} must be one of ${allowed.join(', ')}, got ${value}`)
}
