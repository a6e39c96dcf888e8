import type { Effort, Need, RulePlan } from '../core/power.ts'
import {
  casesForMargin,
  casesNeeded,
  MINIMUM_UNITS,
  minimumDetectableDrop,
  repeatsNeeded,
  type Spread,
} from '../stats/index.ts'

/** How the differences of one metric spread, and how much of that more repeats would take away. */
export interface RepeatSpread {
  /** Cases that the metric could be compared on, and the independent units they form. */
  pairs: number
  units: number
  /** Repeats of each case with which `measured` was found. */
  repeats: number
  measured: Spread & { sd: number }
  /** Variance of a unit's difference that comes from one answer on either side; null where nothing tells it. */
  noise: number | null
}

/** A blocking rule with all that its test is held to; sizes in score units. */
export interface RuleToPlan {
  rule: string
  /** Level of the test after correction, and of the bound that certifies. */
  alpha: number
  boundAlpha: number
  minEffect: number
  spread: RepeatSpread
  /** The drop that is wanted to show, and the margin that is wanted to be certified. */
  drop: number
  margin: number
}

/** What the plans of all rules have in common. */
export interface PlanFrame {
  /** Cases that were asked; a rule's units are the share of these that it can judge. */
  measuredCases: number
  planned: Effort
  power: number
}

/** Slack for the rounding of sizes. */
const rounding = 1e-12

/** More than anybody would run. */
const mostRepeats = 100

/** Columns and rows of the table: multiples of the planned cases, and repeats. */
const caseFactors = [1, 2, 4]
const repeatColumns = [1, 3, 5]

/** What one rule can see with the planned effort, and what would do where that is too little. */
export function planRule(rule: RuleToPlan, frame: PlanFrame): RulePlan {
  const { planned } = frame
  const { pairs, units, measured } = rule.spread
  return {
    rule: rule.rule,
    alpha: rule.alpha,
    minEffect: rule.minEffect,
    pairs,
    units,
    sd: measured.sd,
    detectable: detectableDrop(rule, planned, frame),
    forDrop: needForDrop(rule, frame),
    forMargin: needForMargin(rule, frame),
    table: tableOf(rule, frame),
  }
}

/**
 * The smallest drop that the rule would find; null where it would find none, as there are too few units, or nothing tells how the differences spread at so many
 * repeats. Never more than fewer repeats would find: more of them cannot be worse.
 */
export function detectableDrop(rule: RuleToPlan, { cases, repeats }: Effort, frame: PlanFrame): number | null {
  const n = unitsOf(rule.spread, cases, frame)
  if (n < MINIMUM_UNITS) return null
  const fewer = [1, rule.spread.repeats].filter((count) => count < repeats)
  const drops = [...fewer, repeats].flatMap((count) => {
    const spread = spreadAt(rule.spread, count)
    const drop = spread === null ? null : minimumDetectableDrop({ ...spread, n, alpha: rule.alpha, power: frame.power })
    return drop === null ? [] : [drop]
  })
  if (drops.length === 0 || spreadAt(rule.spread, repeats) === null) return null
  return Math.max(Math.min(...drops), rule.minEffect)
}

/**
 * The spread at another number of repeats: what answers waver shrinks with them, what differs between cases stays (Miller 2024). A single
 * pass/fail answer is given by its discordance, which the exact power of the test needs. Null where nothing tells the two apart.
 */
export function spreadAt({ pairs, units, repeats, measured, noise }: RepeatSpread, count: number): Spread | null {
  if (count === repeats) return measured
  if (noise === null) return null
  const between = Math.max(0, measured.sd ** 2 - noise / repeats)
  const variance = between + noise / count
  const ofOne = latticeOfOne(measured.lattice, repeats)
  if (count === 1 && ofOne === 1 && units === pairs) return { discordance: Math.min(1, variance) }
  return { sd: Math.sqrt(variance), ...(ofOne !== undefined && { lattice: ofOne * count }) }
}

/** The lattice of single answers, where that of their means is known. */
function latticeOfOne(lattice: number | undefined, repeats: number): number | undefined {
  if (lattice === undefined) return undefined
  return lattice % repeats === 0 ? lattice / repeats : lattice
}

function unitsOf({ units }: RepeatSpread, cases: number, { measuredCases }: PlanFrame): number {
  return Math.floor((units * cases) / measuredCases + 1e-9)
}

/** As many cases as hold so many units. */
function casesOf({ units: measured }: RepeatSpread, units: number | null, { measuredCases }: PlanFrame): number | null {
  return units === null ? null : Math.ceil((Math.max(units, MINIMUM_UNITS) * measuredCases) / measured - 1e-9)
}

function needForDrop(rule: RuleToPlan, frame: PlanFrame): Need {
  const { spread, alpha, drop, minEffect } = rule
  const { planned, power } = frame
  const isMet = shows(rule, planned, frame)
  // A drop below the smallest that blocks is not reported, however well it is seen.
  if (drop < minEffect - rounding) return { size: drop, isMet, cases: null, repeats: 'useless' }
  const now = spreadAt(spread, planned.repeats)
  const units = now === null ? null : casesNeeded({ ...now, drop, alpha, power })
  const repeats = isMet ? planned.repeats : repeatsForDrop(rule, frame)
  return { size: drop, isMet, cases: casesOf(spread, units, frame), repeats }
}

/** The formula for repeats knows neither lattice nor exact power: from its answer on, the first that holds by the drop itself. */
function repeatsForDrop(rule: RuleToPlan, frame: PlanFrame): Need['repeats'] {
  const { drop, alpha, spread } = rule
  const first = repeatsFor(spread, frame, { drop, alpha, power: frame.power })
  if (typeof first !== 'number') return first
  for (let repeats = first; repeats <= mostRepeats; repeats += 1) {
    if (shows(rule, { cases: frame.planned.cases, repeats }, frame)) return repeats
  }
  return 'useless'
}

function shows(rule: RuleToPlan, effort: Effort, frame: PlanFrame): boolean {
  const seen = detectableDrop(rule, effort, frame)
  return seen !== null && seen <= rule.drop + rounding
}

/** Cases and repeats with which a version that is in truth no worse would be certified. */
function needForMargin({ spread, boundAlpha: alpha, margin }: RuleToPlan, frame: PlanFrame): Need {
  const { planned, power } = frame
  const now = spreadAt(spread, planned.repeats)
  const units = now === null ? null : casesForMargin({ ...now, margin, alpha, power })
  const n = unitsOf(spread, planned.cases, frame)
  const isMet = units !== null && n >= units
  const fewest = casesForMargin({ sd: 0, margin, alpha, power })
  const isPossible = fewest !== null && n >= fewest
  const repeats = isMet
    ? planned.repeats
    : isPossible
      ? repeatsFor(spread, frame, { drop: margin, alpha, power })
      : 'useless'
  return { size: margin, isMet, cases: casesOf(spread, units, frame), repeats }
}

/** Repeats of the planned cases by the variance between cases and within them, more than are planned. */
function repeatsFor(
  spread: RepeatSpread,
  frame: PlanFrame,
  goal: { drop: number; alpha: number; power: number },
): Need['repeats'] {
  const n = unitsOf(spread, frame.planned.cases, frame)
  const { noise, measured, repeats } = spread
  if (noise === null) return 'unknown'
  if (n < 2) return 'useless'
  const omega2 = Math.max(0, measured.sd ** 2 - noise / repeats)
  const needed = repeatsNeeded({ n, omega2, sigmaA2: noise / 2, sigmaB2: noise / 2, ...goal })
  if (needed === null || needed > mostRepeats) return 'useless'
  return Math.max(needed, frame.planned.repeats + 1)
}

function tableOf(rule: RuleToPlan, frame: PlanFrame): RulePlan['table'] {
  const { cases, repeats: now } = frame.planned
  const columns = [...new Set([...repeatColumns, now])].sort((a, b) => a - b)
  const known = columns.filter((repeats) => spreadAt(rule.spread, repeats) !== null)
  return caseFactors.flatMap((factor) =>
    known.map((repeats) => {
      const effort = { cases: cases * factor, repeats }
      return { ...effort, drop: detectableDrop(rule, effort, frame) }
    }),
  )
}
