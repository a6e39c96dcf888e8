import { InvalidArgumentError } from 'commander'
import type { CalibrationAim } from '../core/calibration.ts'

export function dollars(text: string): number {
  const value = Number(text.replace(/^\$/, ''))
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('an amount above 0 is wanted, e.g. 2.50.')
  return value
}

/** `citations=+0.02`, gathered over several. */
export function expectation(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, metric, change] = /^([^=]+)=([+-]?\d*\.?\d+)$/.exec(text) ?? []
  const value = Number(change)
  if (metric === undefined || !(Math.abs(value) <= 1)) {
    throw new InvalidArgumentError('METRIC=CHANGE is wanted, in score units from -1 to 1, e.g. citations=+0.02.')
  }
  return { ...before, [metric]: value }
}

/** `f1`, `balanced`, `precision=0.9` or `recall=0.9`: what a pass mark is to be best at. */
export function calibrationAim(text: string): CalibrationAim {
  if (text === 'f1' || text === 'balanced') return { for: text }
  const [, name, written] = /^(precision|recall)=(\d*\.?\d+)$/.exec(text) ?? []
  const least = Number(written)
  if ((name === 'precision' || name === 'recall') && least > 0 && least <= 1) return { for: name, least }
  throw new InvalidArgumentError('f1, balanced, precision=SHARE or recall=SHARE is wanted, e.g. precision=0.9.')
}

/** `2026-03-02` (its beginning in UTC), or a moment in ISO 8601. */
export function moment(text: string): Date {
  const time = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('a day such as 2026-03-02 is wanted, or a moment such as 2026-03-02T09:00Z.')
  return time
}

/** `3` -> 0.03: points, as people say them. */
export function points(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value < 100)) {
    throw new InvalidArgumentError('points above 0 and below 100 are wanted; 3 stands for 3 points.')
  }
  return value / 100
}

export function share(text: string): number {
  const value = Number(text)
  if (!(value > 0.05 && value < 1)) throw new InvalidArgumentError('a share above 0.05 and below 1 is wanted.')
  return value
}

export function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 is wanted.')
  return value
}

/** The eval's own setting of that kind has the same bounds. */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = positive(text)
    if (value > most) throw new InvalidArgumentError(`at most ${most} is wanted.`)
    return value
  }
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** `90s`, `10m`, `1h30m`, `500ms` -> milliseconds */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit as keyof typeof unitMs], 0)
  if (parts.map(([part]) => part).join('') !== text || total <= 0)
    throw new InvalidArgumentError('a duration such as 90s, 10m or 1h30m is wanted.')
  return total
}
