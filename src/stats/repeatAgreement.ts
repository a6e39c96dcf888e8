import { requireFinite } from './check.ts'

/**
 * How far the repeats of a case agree: of all pairs of its repeats, the share with equal labels. It estimates without
 * bias the chance that two more answers to the case get the same label (Simpson 1949), and is the agreement of a subject
 * in Fleiss (1971) and Krippendorff; chance agreement is not taken off, as one answer given always is no accident here.
 *
 * @param input `labels`: for each case the labels of its repeats, say 1 for pass and 0 for fail; cases may have unequal
 *   numbers of repeats
 * @returns `perCase`: each in [0, 1], null for a case with fewer than 2 repeats, which says nothing; `mean`: over the
 *   other cases, each counting once; null where there is none
 * @throws RangeError when a label is not a finite number
 */
export function agreementAcrossRepeats({ labels }: { labels: readonly (readonly number[])[] }): {
  perCase: (number | null)[]
  mean: number | null
} {
  const perCase = labels.map(agreementOf)
  const known = perCase.filter((share) => share !== null)
  return { perCase, mean: known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length }
}

function agreementOf(labels: readonly number[], index: number): number | null {
  const counts = new Map<number, number>()
  labels.forEach((label, repeat) => {
    requireFinite(`labels[${index}][${repeat}]`, label)
    counts.set(label, (counts.get(label) ?? 0) + 1)
  })
  const n = labels.length
  if (n < 2) return null
  let equalPairs = 0
  for (const count of counts.values()) equalPairs += count * (count - 1)
  return equalPairs / (n * (n - 1))
}
