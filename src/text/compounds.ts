import type { FoundNumber } from './numbers.ts'

const between = /^,?[ \u00a0]?(?:and[ ])?$/
const longest = 6
const great = /[万萬亿億]$/u
const joined = new Set(['time', 'months', 'length', 'mass'])

/**
 * Makes one of the numbers that are said in parts: "1 hour 30 minutes" (90 minutes), "5 ft 10 in", "1亿2000万", "3 dozen". The parts stay
 * among its pieces. Numbers are in the order of the text. Linear.
 */
export function joinCompounds(text: string, numbers: readonly FoundNumber[]): FoundNumber[] {
  const all: FoundNumber[] = []
  // The unit of the last part: the next part must be of a smaller one.
  let finest: number | undefined
  for (const number of numbers) {
    const last = all.at(-1)
    const smaller = finest === undefined || (number.unit?.factor ?? 0) < finest
    const whole =
      last === undefined
        ? undefined
        : ((smaller ? inUnits(text, last, number) : undefined) ??
          inHan(text, last, number) ??
          inDozens(text, last, number))
    if (whole === undefined) all.push(number)
    else all[all.length - 1] = whole
    finest = whole === undefined ? undefined : number.unit?.factor
  }
  return all
}

function inUnits(text: string, first: FoundNumber, second: FoundNumber): FoundNumber | undefined {
  const { unit } = first
  if (unit === undefined || second.unit === undefined || !joined.has(unit.dimension)) return undefined
  if (second.unit.dimension !== unit.dimension || second.unit.factor >= unit.factor) return undefined
  const share = (second.value * second.unit.factor) / unit.factor
  if (second.value < 0 || share >= 1) return undefined
  if (second.start - first.end > longest || !between.test(text.slice(first.end, second.start))) return undefined
  return extended(first, second, first.value < 0 ? first.value - share : first.value + share)
}

function inHan(text: string, first: FoundNumber, second: FoundNumber): FoundNumber | undefined {
  if (first.spelled || second.spelled || first.end !== second.start || second.exponent >= first.exponent)
    return undefined
  return great.test(text.slice(first.end - 1, first.end)) && second.value >= 0
    ? { ...extended(first, second, first.value + second.value), ...kindOf(second) }
    : undefined
}

function inDozens(text: string, first: FoundNumber, second: FoundNumber): FoundNumber | undefined {
  if (!/^dozen/i.test(text.slice(second.start, second.start + 5)) || second.value !== 12) return undefined
  if (
    first.kind !== 'number' ||
    first.spelled ||
    first.unit !== undefined ||
    !/^[ -]$/.test(text.slice(first.end, second.start))
  ) {
    return undefined
  }
  return { ...extended(first, second, first.value * 12), ...kindOf(second) }
}

function extended(first: FoundNumber, second: FoundNumber, value: number): FoundNumber {
  const pieces = [...(first.pieces.length === 0 ? [first.value] : first.pieces), second.value].slice(0, 4)
  return { ...first, end: second.end, value, otherwise: [], pieces }
}

function kindOf({ kind, currency, unit, bare }: FoundNumber): Partial<FoundNumber> {
  return { kind, bare, ...(currency === undefined ? {} : { currency }), ...(unit === undefined ? {} : { unit }) }
}
