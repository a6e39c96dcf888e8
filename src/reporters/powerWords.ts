import type { PowerPlan, PricedEffort, RulePlan } from '../core/power.ts'
import { formatUsd, plural, pointsInWords, settingInPercent, settingInPoints } from '../text/format.ts'

/** `With 193 cases and 1 repeat a drop of 6.1 points would show in 4 of 5 tries. To see 3 points: 640 more cases, or 5 repeats (...).` */
export function powerSentence(plan: PowerPlan): string {
  const isOther = plan.planned.repeats !== plan.measured.repeats
  if (isOther && plan.rules.some(({ forDrop }) => forDrop.repeats === 'unknown')) {
    return `Nothing tells how answers waver, so what ${plural(plan.planned.repeats, 'repeat')} would see is not known: ${wouldTell}.`
  }
  return `${sees(plan)} ${takes(plan)}`
}

const wouldTell = 'two runs of one version (`assay aa`), or runs with --repeats 3, would tell'

/** `4 of 5 tries`, `83% of the tries`. */
export function tries(power: number): string {
  for (let of = 2; of <= 20; of += 1) {
    const hits = Math.round(power * of)
    if (hits > 0 && hits < of && Math.abs(hits / of - power) < 1e-9) return `${hits} of ${of} tries`
  }
  return `${settingInPercent(power)} of the tries`
}

function sees({ planned, power, rules }: PowerPlan): string {
  const effort = `With ${plural(planned.cases, 'case')} and ${plural(planned.repeats, 'repeat')}`
  const blind = rules.filter(({ detectable }) => detectable === null)
  if (blind.length > 0) {
    return `${effort} not even a large drop would always show on ${blind.map(({ rule }) => rule).join(', ')}.`
  }
  const [worst] = rules.toSorted((a, b) => (b.detectable ?? 0) - (a.detectable ?? 0))
  const where = rules.length > 1 && worst !== undefined ? ` on every rule (the hardest to see: ${worst.rule})` : ''
  return `${effort} a drop of ${pointsInWords(worst?.detectable ?? 0)} would show in ${tries(power)}${where}.`
}

function takes({ rules, cost, planned }: PowerPlan): string {
  const open = rules.filter(({ forDrop }) => !forDrop.isMet)
  const wanted = sizesOf(open.length > 0 ? open : rules)
  if (open.length === 0) return `That is enough to see ${wanted}.`
  const tiny = open.filter(({ forDrop, minEffect }) => forDrop.size < minEffect - 1e-12)
  if (tiny.length > 0) {
    return `${wanted} would never fail the gate: less than minEffect does not block on ${tiny.map(({ rule }) => rule).join(', ')}.`
  }
  const cases =
    cost.moreCases === null
      ? 'no number of cases would do'
      : `${plural(cost.moreCases.cases - planned.cases, 'more case')} ${priceOf(cost.moreCases)}`
  return `To see ${wanted}: ${cases}${repeatsWords(open, cost.moreRepeats)}.`
}

function repeatsWords(open: readonly RulePlan[], priced: PricedEffort | null): string {
  if (priced !== null) return `, or ${plural(priced.repeats, 'repeat')} ${priceOf(priced)}`
  if (open.some(({ forDrop }) => forDrop.repeats === 'useless')) return '; more repeats alone would not do'
  return `; whether repeats help, ${wouldTell}`
}

/** For one version: `(965 calls, about $2.90)`. */
function priceOf({ calls, usd }: PricedEffort): string {
  return `(${plural(calls, 'call')}${usd === null ? '' : `, about ${formatUsd(usd)}`} a version)`
}

/** `3 points`, or `2 or 3 points` where rules want different ones. */
function sizesOf(rules: readonly RulePlan[]): string {
  const sizes = [...new Set(rules.map(({ forDrop }) => forDrop.size))].sort((a, b) => a - b).map(settingInPoints)
  return [...sizes.slice(0, -1).map((size) => size.replace(/ points?$/, '')), ...sizes.slice(-1)].join(' or ')
}
