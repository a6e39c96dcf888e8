import type { CalibrationAim, GraderQuality, LabelledGrade, MarkQuality, WrongAnswer } from '../core/calibration.ts'
import { byCodeUnits } from '../core/order.ts'
import { auroc, bestCutoff, classification, heldOutCutoffs } from '../stats/index.ts'

/** So many of the worst are worth a look. */
const wrongShown = 5

/** A pass mark is a number of 0..1; what is looked for is what scores below it, so the sign is turned. */
const range: [number, number] = [-1, 0]

/**
 * How good grades are at finding faulty answers, and the pass mark that is best at it. Everything counts by independent units.
 *
 * @param request `passAt`: the mark of today, which stays where the best one would flag the same
 * @returns undefined where no mark has the precision that is asked for, with the best that there is
 * @throws RangeError where all labels are alike
 */
export function calibrate(request: {
  grades: readonly LabelledGrade[]
  aim: CalibrationAim
  passAt?: number
}): { quality: GraderQuality } | { best: MarkQuality } {
  const { grades, aim, passAt: today } = request
  const scores = grades.map(({ score, isFaulty, cluster }) => ({ score: -score, positive: isFaulty, cluster }))
  const at = (cutoff: number | readonly number[]): MarkQuality => {
    const found = classification({ scores, cutoff })
    return { flagged: found.tp + found.fp, ...found }
  }
  const best = bestCutoff({ scores, aim, range })
  const [above, upTo] = [0 - best.high, 0 - best.low]
  const stays = today !== undefined && today > above && today <= upTo
  const passAt = stays ? today : roundMark(above, upTo)
  const chosen = at(-passAt)
  if (!best.isMet) return { best: chosen }
  const cutoffs = heldOutCutoffs({ scores, aim, range })
  const area = auroc(scores)
  return {
    quality: {
      answers: grades.length,
      faulty: area.positives,
      good: area.negatives,
      clusters: area.clusters,
      auroc: { value: area.auroc, ci: area.ci, method: area.method },
      aim,
      passAt,
      chosen,
      heldOut: cutoffs === null ? null : at(cutoffs),
      ...(today === undefined ? {} : { current: { passAt: today, quality: at(-today) } }),
      allFlagged: at(-Infinity),
      mostWrong: {
        missed: worst(
          grades.filter(({ isFaulty, score }) => isFaulty && score >= passAt),
          -1,
        ),
        falseAlarms: worst(
          grades.filter(({ isFaulty, score }) => !isFaulty && score < passAt),
          1,
        ),
      },
    },
  }
}

/** The mark above `above` and up to `upTo` with the fewest decimals, from two on, and nearest to the middle. */
export function roundMark(above: number, upTo: number): number {
  const middle = (above + upTo) / 2
  for (let digits = 2; digits <= 15; digits++) {
    const mark = Number(middle.toFixed(digits))
    if (mark > above && mark <= upTo) return mark
    const next = Number((mark + 10 ** -digits).toFixed(digits))
    if (next > above && next <= upTo) return next
  }
  return upTo
}

function worst(grades: readonly LabelledGrade[], sign: 1 | -1): WrongAnswer[] {
  return grades
    .toSorted((a, b) => sign * (a.score - b.score) || byCodeUnits(a.caseId, b.caseId) || a.repeat - b.repeat)
    .slice(0, wrongShown)
    .map(({ caseId, repeat, score }) => ({ caseId, repeat, score }))
}
