import type { Agreement } from '../core/calibration.ts'
import { AssayError } from '../core/errors.ts'
import type { LabelRow } from '../datasets/index.ts'
import { cohenKappa, krippendorffAlpha } from '../stats/index.ts'

/** One answer with what most of its labellers say; undefined where they are tied. */
export interface Labelled {
  row: LabelRow
  isFaulty: boolean | undefined
}

/** The labels by answer: rows of one case and repeat are of several people. @throws AssayError where they bring different answers */
export function majorities(rows: readonly LabelRow[]): Labelled[] {
  const byAnswer = groupsOf(rows)
  requireOneAnswer(byAnswer)
  return [...byAnswer.values()].flatMap((group) => {
    const [row] = group
    if (row === undefined) return []
    const faulty = group.filter(({ isFaulty }) => isFaulty).length
    return [{ row, isFaulty: faulty * 2 === group.length ? undefined : faulty * 2 > group.length }]
  })
}

/**
 * How far labellers agree on the answers that several of them labelled: Cohen's kappa for two people with names, else Krippendorff's
 * alpha (nominal). Null where no answer has two labels.
 */
export function agreementOf(rows: readonly LabelRow[]): Agreement | null {
  const several = [...groupsOf(rows).values()].filter((group) => group.length > 1)
  if (several.length === 0) return null
  const unanimous = several.filter((group) => new Set(group.map(({ isFaulty }) => isFaulty)).size === 1).length
  const names = [...new Set(several.flat().map(({ labeller }) => labeller))]
  const [first, second] = names
  const pairs = several.map((group) => [first, second].map((name) => group.find(({ labeller }) => labeller === name)))
  const isPair =
    names.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    pairs.every((pair) => pair.every((row) => row !== undefined))
  const value = isPair ? kappaOf(pairs) : alphaOf(several)
  return {
    answers: several.length,
    unanimous,
    statistic: isPair ? 'kappa' : 'alpha',
    value: Number.isFinite(value) ? value : null,
  }
}

function groupsOf(rows: readonly LabelRow[]): Map<string, LabelRow[]> {
  const groups = new Map<string, LabelRow[]>()
  for (const row of rows) {
    const key = `${row.repeat} ${row.id}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return groups
}

function requireOneAnswer(groups: ReadonlyMap<string, readonly LabelRow[]>): void {
  const problems = [...groups.values()].flatMap(([first, ...others]) =>
    others
      .filter(({ answer }) => JSON.stringify(answer) !== JSON.stringify(first?.answer))
      .map(({ file, line, id }) => ({
        file,
        line,
        message: `case "${id}" stands in line ${first?.line} with another answer`,
        mend: 'tell answers to one case apart by "repeat" (0, 1, ...); rows of one answer are labels of several people',
      })),
  )
  if (problems.length > 0) throw new AssayError(problems)
}

function kappaOf(pairs: readonly (readonly (LabelRow | undefined)[])[]): number {
  const table: [[number, number], [number, number]] = [
    [0, 0],
    [0, 0],
  ]
  for (const [a, b] of pairs) table[a?.isFaulty === true ? 1 : 0][b?.isFaulty === true ? 1 : 0] += 1
  return cohenKappa({ table }).kappa
}

function alphaOf(groups: readonly (readonly LabelRow[])[]): number {
  const most = groups.reduce((count, group) => Math.max(count, group.length), 0)
  const observers = Array.from({ length: most }, (_, at) =>
    groups.map((group) => (group[at] === undefined ? null : group[at].isFaulty ? 1 : 0)),
  )
  return krippendorffAlpha({ observers }).nominal
}
