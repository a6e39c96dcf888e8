import { formatCount, missing, plural } from './format.ts'

/** One run whose cases were asked several times. */
export interface Wavering {
  /** The fewest and the most repeats of a case. */
  repeats: readonly [number, number]
  /** Cases with repeats, and those of them that waver. */
  cases: number
  flaky: number
}

/** `asked 3 times, 41 of 120 cases waver` */
export function waveringInWords({ repeats, cases, flaky }: Wavering): string {
  return `${asked(repeats)}, ${waver(flaky, cases)}`
}

/**
 * `asked 3 times, 12 of 120 cases waver in the baseline and 41 in the candidate`; each by itself where they were not asked alike, or one
 * was asked once.
 */
export function waveringOfBoth(baseline: Wavering | null, candidate: Wavering | null): string {
  if (baseline === null && candidate === null) return 'every case was asked once'
  if (baseline === null || candidate === null) {
    const [name, other] = baseline === null ? ['candidate', 'baseline'] : ['baseline', 'candidate']
    return `${waveringOf(name, baseline ?? candidate)}; the ${other} was asked once`
  }
  const isAlike = baseline.cases === candidate.cases && asked(baseline.repeats) === asked(candidate.repeats)
  if (!isAlike) return `${waveringOf('baseline', baseline)}; ${waveringOf('candidate', candidate)}`
  return `${waveringInWords(baseline)} in the baseline and ${formatCount(candidate.flaky)} in the candidate`
}

function waveringOf(name: string, side: Wavering | null): string {
  return side === null ? '' : `in the ${name}, ${waveringInWords(side)}`
}

function asked([fewest, most]: readonly [number, number]): string {
  const times = fewest === 2 ? 'twice' : `${formatCount(fewest)} times`
  return fewest === most ? `asked ${times}` : `asked ${formatCount(fewest)} to ${formatCount(most)} times`
}

function waver(flaky: number, cases: number): string {
  return `${formatCount(flaky)} of ${plural(cases, 'case')} ${flaky === 1 ? 'wavers' : 'waver'}`
}

/** Heading for pass@k, with k where it is the same throughout. */
export function anyPasses(k?: number): string {
  return k === undefined ? 'any passes' : k === 2 ? 'either passes' : `any of ${k} passes`
}

/** Heading for pass^k. */
export function allPass(k?: number): string {
  return k === undefined ? 'all pass' : k === 2 ? 'both pass' : `all ${k} pass`
}

/** A variance of scores as a standard deviation in points, which reads like the scores themselves: 0.0225 -> `15.0`. */
export function spreadInPoints(variance: number | null | undefined): string {
  return variance === null || variance === undefined ? missing : (Math.sqrt(variance) * 100).toFixed(1)
}
