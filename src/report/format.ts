import { missing } from '../text/format.ts'

/** The score of one case or answer (0..1) in percent, without decimals it does not need: `100%`, `66.7%`. */
export function shortScore(value: number | null): string {
  return value === null ? missing : `${oneDecimal(value * 100)}%`
}

/** A signed difference as a scale shows it: `-10`, `0`, `+2.5`. */
export function tickLabel(value: number): string {
  const text = oneDecimal(value * 100)
  return value > 0 ? `+${text}` : text
}

export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 12)
}

function oneDecimal(value: number): string {
  const rounded = Math.round(value * 10) / 10
  return String(rounded === 0 ? 0 : rounded)
}
