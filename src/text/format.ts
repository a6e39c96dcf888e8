/**
 * How numbers read wherever Assay shows them: terminal, gate, report, Markdown, JUnit. English, ASCII signs (`-9.2` can be searched and
 * pasted), the same text on every machine. What is missing or not finite reads `–`.
 */

/** Stands for a number that does not exist. */
export const missing = '–'

type Maybe = number | null | undefined

function isFiniteNumber(value: Maybe): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** A difference of scores in points, signed: -0.0918 -> `-9.2`, 0.004 -> `+0.4`, 0 -> `0.0`. */
export function formatPoints(difference: Maybe): string {
  if (!isFiniteNumber(difference)) return missing
  const points = (difference * 100).toFixed(1)
  if (Number(points) === 0) return '0.0'
  return difference > 0 ? `+${points}` : points
}

/** A share in percent: 0.912 -> `91.2%`. Only what is exactly 0 or 1 reads `0.0%` or `100.0%`. */
export function formatPercent(share: Maybe): string {
  if (!isFiniteNumber(share)) return missing
  if (share > 0 && share < 0.001) return '<0.1%'
  if (share < 1 && share > 0.999) return '>99.9%'
  return `${(share * 100).toFixed(1)}%`
}

/** A score (0..1) as a percentage, so that the difference of two reads in points. */
export function formatScore(score: Maybe): string {
  return formatPercent(score)
}

/** A p value: .004, `<.001`, `>.999`. What lies beside .05 never reads as .05 itself. */
export function formatP(p: Maybe): string {
  if (!isFiniteNumber(p)) return missing
  if (p < 0.001) return '<.001'
  if (p > 0.999) return p < 1 ? '>.999' : '1'
  const text = p.toFixed(3).slice(1)
  if (text !== '.050' || p === 0.05) return text
  return p < 0.05 ? '<.05' : '>.05'
}

/** A p value in a sentence: `p = .004`, `p < .001`. */
export function probability(p: Maybe): string {
  const text = formatP(p)
  return /^[<>]/.test(text) ? `p ${text.slice(0, 1)} ${text.slice(1)}` : `p = ${text}`
}

/** The size of a measured difference: `9.2 points`; with more decimals where only they tell it from a limit it is held to. */
export function pointsInWords(size: number, limit?: number): string {
  const text = besideLimit(Math.abs(size) * 100, limit === undefined ? undefined : Math.abs(limit) * 100)
  return `${text} ${Number(text) === 1 ? 'point' : 'points'}`
}

/** A measured share that is held to a limit: `4.2%`, and 94.96% is not `95.0%` where 95% are needed. */
export function percentBeside(share: number, limit: number): string {
  return `${besideLimit(share * 100, limit * 100)}%`
}

/** A setting in points, without the digits it does not need: `3 points`, `2.5 points`. */
export function settingInPoints(value: number): string {
  const text = trimmed(value * 100)
  return `${text} ${text === '1' ? 'point' : 'points'}`
}

/** A setting in percent, without the digits it does not need: `80%`. */
export function settingInPercent(value: number): string {
  if (value > 0 && value < 0.00005) return '<0.01%'
  if (value < 1 && value > 0.99995) return '>99.99%'
  return `${trimmed(value * 100)}%`
}

function besideLimit(value: number, limit: number | undefined): string {
  const isSame = limit === undefined || Math.abs(value - limit) < 1e-7
  let digits = 1
  while (!isSame && digits < 5 && Math.abs(Number(value.toFixed(digits)) - limit) < 1e-7) digits += 1
  return value.toFixed(digits)
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(2)))
}

/** Both ends of an interval, in points unless told otherwise: `[-14.1, -4.3]`. */
export function formatInterval(
  interval: readonly [number, number] | null | undefined,
  format: (value: number) => string = formatPoints,
): string {
  if (!interval?.every(isFiniteNumber)) return missing
  return `[${format(interval[0])}, ${format(interval[1])}]`
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** How many (tokens, cases, trials): `12,345`; a mean below 100 keeps one decimal. */
export function formatCount(count: Maybe): string {
  if (!isFiniteNumber(count)) return missing
  return (Math.abs(count) < 100 ? tenths : whole).format(count === 0 ? 0 : count)
}

/** `1 case`, `1,204 cases`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A latency given in milliseconds: `0.42 ms`, `840 ms`, `1.24 s`, `2 min 05 s`. */
export function formatMs(ms: Maybe): string {
  if (!isFiniteNumber(ms)) return missing
  if (ms === 0) return '0 ms'
  if (ms < 999.5) return `${ms < 0.995 ? ms.toFixed(2) : ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`
  return ms < 99_950 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms)
}

/** Time passed or left, given in milliseconds: `0.4 s`, `42 s`, `2 min 05 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(ms: Maybe): string {
  if (!isFiniteNumber(ms)) return missing
  if (ms < 9_950) return `${(Math.max(ms, 0) / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** US dollars: `$0`, `$0.000012`, `$0.0123`, `$1.50`, `$1,234.50`; three significant digits below a dollar. */
export function formatUsd(usd: Maybe): string {
  if (!isFiniteNumber(usd)) return missing
  const sign = usd < 0 ? '-' : ''
  const amount = Math.abs(usd)
  if (amount === 0) return '$0'
  if (amount < 0.000_000_5) return `${sign}<$0.000001`
  if (amount >= 0.9995) return `${sign}$${cents.format(amount)}`
  const digits = Math.max(2, 2 - Math.floor(Math.log10(amount)))
  const text = amount.toFixed(Math.min(digits, 6))
  return `${sign}$${withoutTrailingZeros(text)}`
}

/** The unit of a measure: milliseconds, tokens, US dollars, a share (0..1), or answers of a thousand. */
export type Unit = 'ms' | 'tokens' | 'USD' | 'share' | 'per 1,000'

const unitFormats: Record<Unit, (value: Maybe) => string> = {
  ms: formatMs,
  tokens: formatCount,
  USD: formatUsd,
  share: formatPercent,
  'per 1,000': formatCount,
}

/** A measure in its unit. */
export function formatMeasure(value: Maybe, unit: Unit): string {
  return unitFormats[unit](value)
}

/** How many times as much: `×0.79`, `×12.4`, `×1,240`. */
export function formatRatio(ratio: Maybe): string {
  return isFiniteNumber(ratio) ? `×${formatFactor(ratio)}` : missing
}

/** The number of a ratio without its sign, as an interval holds it: `[0.75, 0.83]`. */
export function formatFactor(factor: number): string {
  if (factor < 9.995) return factor.toFixed(2)
  return factor < 99.95 ? factor.toFixed(1) : whole.format(factor)
}

/** A moment in UTC, to the minute: `2025-11-23 15:40`; what is no date stays as it is. */
export function formatTime(iso: string): string {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** `0.0100` -> `0.01`; two decimals stay. */
function withoutTrailingZeros(text: string): string {
  const [before, decimals = ''] = text.split('.')
  return `${before}.${decimals.replace(/0+$/, '').padEnd(2, '0')}`
}
