import { binomPmf, binomTails } from './binomial.ts'
import { requireCount, requireLevel, requireOneOf, requireProbability } from './check.ts'

/** `worse`: the candidate fails cases that the baseline passed more often than the other way round. */
export type McNemarAlternative = 'worse' | 'better' | 'two-sided'

const ALTERNATIVES: readonly McNemarAlternative[] = ['worse', 'better', 'two-sided']

/**
 * McNemar's (1947) exact and mid-p tests of paired pass/fail results, conditional on the discordant pairs (Fagerland,
 * Lydersen & Laake 2013). Without a discordant pair every p is 1.
 *
 * @param input `baseOnly`: cases that only the baseline passes; `candOnly`: that only the candidate passes
 * @throws RangeError when a count is not a whole number of at least 0 or the alternative is unknown
 */
export function mcnemar(input: { baseOnly: number; candOnly: number; alternative?: McNemarAlternative }): {
  exact: number
  midP: number
} {
  const { baseOnly, candOnly, alternative = 'two-sided' } = input
  requireCount('baseOnly', baseOnly)
  requireCount('candOnly', candOnly)
  requireOneOf('alternative', alternative, ALTERNATIVES)
  if (baseOnly + candOnly === 0) return { exact: 1, midP: 1 }
  if (alternative === 'worse') return oneSided(baseOnly, candOnly)
  if (alternative === 'better') return oneSided(candOnly, baseOnly)
  const { exact, midP } = oneSided(Math.max(baseOnly, candOnly), Math.min(baseOnly, candOnly))
  return { exact: Math.min(1, 2 * exact), midP: Math.min(1, 2 * midP) }
}

/** P(X >= losses) and P(X > losses) + P(X = losses) / 2 for X ~ Binomial(losses + gains, 1/2). */
function oneSided(losses: number, gains: number): { exact: number; midP: number } {
  const n = losses + gains
  const { lower: exact } = binomTails(gains, n, 0.5)
  return { exact, midP: exact - binomPmf({ k: gains, n, p: 0.5 }) / 2 }
}

/**
 * The exact power of McNemar's test over n pairs, whose discordant pairs are random: a sum over all tables (Duffy 1984).
 *
 * @param input `pBaseOnly`, `pCandOnly`: shares of pairs that only one system passes, at most 1 together
 * @throws RangeError when n is below 1, a share or alpha is out of range, or a word is unknown
 */
export function mcnemarPower(input: {
  n: number
  pBaseOnly: number
  pCandOnly: number
  alpha: number
  test: 'midP' | 'exact'
  alternative: McNemarAlternative
}): number {
  const { n, pBaseOnly, pCandOnly, alpha, test, alternative } = input
  requireCount('n', n, 1)
  requireProbability('pBaseOnly', pBaseOnly)
  requireProbability('pCandOnly', pCandOnly)
  if (pBaseOnly + pCandOnly > 1 + 1e-12) throw new RangeError('pBaseOnly and pCandOnly must be at most 1 together')
  requireLevel('alpha', alpha)
  requireOneOf('test', test, ['midP', 'exact'])
  requireOneOf('alternative', alternative, ALTERNATIVES)
  const level = alternative === 'two-sided' ? alpha / 2 : alpha
  const worse = alternative === 'better' ? 0 : rejectionRate(n, pBaseOnly, pCandOnly, level, test)
  const better = alternative === 'worse' ? 0 : rejectionRate(n, pCandOnly, pBaseOnly, level, test)
  return worse + better
}

function rejectionRate(n: number, pLoss: number, pGain: number, level: number, test: 'midP' | 'exact'): number {
  const discordance = Math.min(1, pLoss + pGain)
  if (discordance === 0) return 0
  const lossShare = Math.min(1, pLoss / discordance)
  const centre = n * discordance
  const reach = 9 * Math.sqrt(n * discordance * (1 - discordance)) + 20
  const first = Math.max(0, Math.floor(centre - reach))
  const last = Math.min(n, Math.ceil(centre + reach))
  const fair = new UpperTail(first, criticalLosses(first, level, test), 0.5)
  const actual = new UpperTail(first, fair.from, lossShare)
  let rate = 0
  for (let m = first; m <= last; m++) {
    rate += binomPmf({ k: m, n, p: discordance }) * actual.probability
    fair.addTrial()
    actual.addTrial()
    // One more discordant pair asks for at most one more loss.
    if (fair.probability - (test === 'midP' ? fair.next / 2 : 0) > level) {
      fair.raise()
      actual.raise()
    }
  }
  return Math.min(1, rate)
}

/** The fewest losses among m discordant pairs that reject; m + 1 when none does. */
function criticalLosses(m: number, level: number, test: 'midP' | 'exact'): number {
  let [low, high] = [-1, m + 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (oneSided(middle, m - middle)[test] <= level) high = middle
    else low = middle
  }
  return high
}

/** P(X >= from) for X ~ Binomial(trials, p), kept while trials and from grow by one: a few multiplications a step. */
class UpperTail {
  #trials: number
  from: number
  readonly #p: number
  probability: number
  /** P(X = from - 1) */
  #below: number

  constructor(trials: number, from: number, p: number) {
    this.#trials = trials
    this.from = from
    this.#p = p
    this.probability = from > trials ? 0 : binomTails(from - 1, trials, p).upper
    this.#below = binomPmf({ k: from - 1, n: trials, p })
  }

  /** P(X = from) */
  get next(): number {
    const rest = this.#trials - this.from + 1
    if (this.#p === 1) return this.from === this.#trials ? 1 : 0
    return (this.#below * rest * this.#p) / (this.from * (1 - this.#p))
  }

  addTrial(): void {
    this.probability += this.#p * this.#below
    this.#trials += 1
    this.#below = this.#p === 1 ? (this.from - 1 === this.#trials ? 1 : 0) : this.#grown()
  }

  #grown(): number {
    return (this.#below * this.#trials * (1 - this.#p)) / (this.#trials - this.from + 1)
  }

  raise(): void {
    const next = this.next
    this.probability = Math.max(0, this.probability - next)
    this.from += 1
    this.#below = next
  }
}
