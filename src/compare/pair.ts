import { unitOf } from '../core/case.ts'
import type { CaseFacts } from '../core/comparison.ts'
import { byCodeUnits } from '../core/order.ts'

/** One case that both runs answered under equal conditions. */
export interface CasePair {
  id: string
  baseline: CaseFacts
  candidate: CaseFacts
  /** Number of its independent unit; cases of one unit share it. */
  unit: number
  tags: readonly string[]
  critical: boolean
  strict: boolean
}

export interface Pairs {
  /** By case id. */
  pairs: CasePair[]
  missing: string[]
  added: string[]
  changed: string[]
  regrade: string[]
  /** Pairs that the two datasets group otherwise. */
  regrouped: string[]
}

/**
 * Pairs the cases of two runs by id. Units are the candidate's, whose dataset is the newer one; a flag or tag that either side carries
 * holds, so that a change of the dataset cannot quietly take a case out of what the gate guards.
 */
export function pairCases(baseline: readonly CaseFacts[], candidate: readonly CaseFacts[]): Pairs {
  const before = new Map(baseline.map((facts) => [facts.id, facts]))
  const after = new Map(candidate.map((facts) => [facts.id, facts]))
  const unitNumber = unitNumbers(before, after)
  const result: Pairs = { pairs: [], missing: [], added: [], changed: [], regrade: [], regrouped: [] }
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnits)) {
    const old = before.get(id)
    const fresh = after.get(id)
    if (old === undefined) result.added.push(id)
    else if (fresh === undefined) result.missing.push(id)
    else if (old.inputHash !== fresh.inputHash) result.changed.push(id)
    else if (old.goldenHash !== fresh.goldenHash && isGraded(old) && isGraded(fresh)) result.regrade.push(id)
    else {
      result.pairs.push(toPair(old, fresh, unitNumber(id)))
      if (old.cluster !== fresh.cluster || old.variantOf !== fresh.variantOf) result.regrouped.push(id)
    }
  }
  return result
}

/** Where every repeat is an error no golden answer took part, and no regrading could make another of it. */
function isGraded({ trials }: CaseFacts): boolean {
  return trials.some(({ grades }) => Object.keys(grades).length > 0)
}

function toPair(baseline: CaseFacts, candidate: CaseFacts, unit: number): CasePair {
  return {
    id: candidate.id,
    baseline,
    candidate,
    unit,
    tags: tagsOf(baseline, candidate),
    critical: candidate.critical === true || baseline.critical === true,
    strict: candidate.strict === true || baseline.strict === true,
  }
}

/** Those of either side; most often they are the same. */
export function tagsOf(baseline: CaseFacts | undefined, candidate: CaseFacts | undefined): readonly string[] {
  const [old, fresh] = [baseline?.tags ?? [], candidate?.tags ?? []]
  return old.every((tag) => fresh.includes(tag)) ? fresh : [...new Set([...fresh, ...old])]
}

/** Numbers the units in the order in which they are asked for. */
function unitNumbers(before: Map<string, CaseFacts>, after: Map<string, CaseFacts>): (id: string) => number {
  const numbers = new Map<string, number>()
  return (id) => {
    const unit = unitName(id, before, after)
    const known = numbers.get(unit)
    if (known !== undefined) return known
    numbers.set(unit, numbers.size)
    return numbers.size - 1
  }
}

/** The cluster, else that of the case it is a variant of (of a variant, ...), else the root of the variants. */
function unitName(id: string, before: Map<string, CaseFacts>, after: Map<string, CaseFacts>): string {
  const seen = new Set<string>()
  let root = id
  for (;;) {
    const facts = grouped(after.get(root)) ?? grouped(before.get(root))
    if (facts?.cluster !== undefined) return unitOf({ id: root, cluster: facts.cluster })
    seen.add(root)
    if (facts?.variantOf === undefined || seen.has(facts.variantOf)) return unitOf({ id: root })
    root = facts.variantOf
  }
}

function grouped(facts: CaseFacts | undefined): CaseFacts | undefined {
  return facts?.cluster === undefined && facts?.variantOf === undefined ? undefined : facts
}
