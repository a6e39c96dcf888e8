import { calibrate as calibrateGrades } from '../compare/index.ts'
import type { Calibration, CalibrationAim, LabelledGrade } from '../core/calibration.ts'
import { unitOf } from '../core/case.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grade } from '../core/grade.ts'
import type { StoredTrial } from '../core/store.ts'
import { readLabels } from '../datasets/index.ts'
import { renderCalibration } from '../reporters/index.ts'
import { plural } from '../text/format.ts'
import type { GradedAnswers } from './calibrateAnswers.ts'
import { gradeLabelled } from './calibrateAnswers.ts'
import type { Labelled } from './labelled.ts'
import { agreementOf, majorities } from './labelled.ts'
import { jsonText } from './print.ts'
import type { AskingOptions } from './session.ts'

export interface CalibrateOptions extends AskingOptions {
  /** File or pattern of labels. */
  labels: string
  /** Reference to the run whose answers are labelled; without it the labels bring the answers. */
  run?: string
  eval?: string
  for: CalibrationAim
  json?: boolean
}

/** Below so many labels of a class the figures say little. */
const fewLabels = 25

/** `assay calibrate`: how well a grader tells faulty answers from good ones, by labels of people, and the pass mark that does it best. */
export async function calibrate(context: Context, metric: string, options: CalibrateOptions): Promise<number> {
  const [name = '', ...rest] = metric.split('.')
  const part = rest.length === 0 ? undefined : rest.join('.')
  const read = await readLabels(options.labels, { root: context.cwd, ofRun: options.run !== undefined })
  if ('problems' in read) throw new AssayError(read.problems)
  const labelled = majorities(read.rows)
  const graded = await gradeLabelled(context, name, labelled, options)
  if (graded === undefined) return exitCode.interrupted
  const { grades, leftOut } = sorted(labelled, graded, part)
  requireBoth(grades, leftOut, metric)
  const passAt = part === undefined ? graded.passAt : undefined
  const found = calibrateGrades({ grades, aim: options.for, ...(passAt === undefined ? {} : { passAt }) })
  if ('best' in found) throw unmet(options.for, found.best.precision?.value ?? 0)
  const report: Calibration = {
    schemaVersion: 1,
    grader: metric,
    by: graded.by,
    eval: graded.eval ?? null,
    run: graded.run ?? null,
    ...found.quality,
    labels: { files: read.files, rows: read.rows.length, agreement: agreementOf(read.rows) },
    leftOut,
    warnings: warningsOf(found.quality, read.rows.length),
  }
  context.stdout.write(options.json === true ? jsonText(report) : renderCalibration(report, context))
  return exitCode.ok
}

function sorted(labelled: readonly Labelled[], { trials }: GradedAnswers, part: string | undefined) {
  const grades: LabelledGrade[] = []
  const leftOut: Calibration['leftOut'] = { tied: 0, unscored: 0, errors: 0, noAnswer: 0 }
  for (const { row, isFaulty } of labelled) {
    const trial = trials.get(`${row.repeat} ${row.id}`)
    const score = scoreOf(trial?.grade, part)
    if (isFaulty === undefined) leftOut.tied += 1
    else if (trial === undefined || trial.grade === undefined) leftOut.noAnswer += 1
    else if (score === 'error') leftOut.errors += 1
    else if (score === 'unscored') leftOut.unscored += 1
    else grades.push({ caseId: row.id, repeat: row.repeat, cluster: clusterOf(trial.case), isFaulty, score })
  }
  return { grades, leftOut }
}

function scoreOf(grade: Grade | undefined, part: string | undefined): number | 'error' | 'unscored' {
  if (grade?.status === 'error') return 'error'
  if (grade?.status !== 'scored') return 'unscored'
  if (part === undefined) return grade.score
  return grade.parts?.[part]?.score ?? 'unscored'
}

/** Answers over the same sources are not independent, whatever the dataset says of clusters. */
function clusterOf(item: StoredTrial['case']): string {
  if (item.cluster !== undefined || item.variantOf !== undefined) return unitOf(item)
  return item.sources === undefined || item.sources.length === 0 ? unitOf(item) : `sources:${fingerprint(item.sources)}`
}

function requireBoth(grades: readonly LabelledGrade[], leftOut: Calibration['leftOut'], metric: string): void {
  const faulty = grades.filter(({ isFaulty }) => isFaulty).length
  if (faulty > 0 && faulty < grades.length) return
  const reasons = leftOutWords(leftOut)
  throw new AssayError({
    message:
      grades.length === 0
        ? `${metric} scored none of the labelled answers${reasons === '' ? '' : `: ${reasons}`}`
        : `all ${plural(grades.length, 'answer')} that ${metric} scored are labelled ${faulty === 0 ? 'good' : 'bad'}${reasons === '' ? '' : ` (left out: ${reasons})`}`,
    mend: 'a pass mark needs good and bad answers; label some of both',
  })
}

function leftOutWords({ tied, unscored, errors, noAnswer }: Calibration['leftOut']): string {
  return [
    [unscored, 'unscored'],
    [errors, 'where the grader broke'],
    [noAnswer, 'without an answer'],
    [tied, 'with labellers tied'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ')
}

function unmet(aim: CalibrationAim, best: number): AssayError {
  const asked = 'least' in aim ? `${aim.for} of ${aim.least}` : aim.for
  return new AssayError({
    message: `no pass mark has a ${asked} on these labels; the best has ${best.toFixed(2)}`,
    mend: 'ask for less, or take another grader',
  })
}

function warningsOf({ faulty, good, clusters, answers, auroc, heldOut }: WarnedOf, rows: number): string[] {
  return [
    ...(Math.min(faulty, good) < fewLabels
      ? [
          `only ${plural(Math.min(faulty, good), faulty < good ? 'bad answer' : 'good answer')}: label ${fewLabels} or more of each before trusting the mark`,
        ]
      : []),
    ...(auroc.ci !== null && auroc.ci[0] <= 0.5 && auroc.ci[1] >= 0.5
      ? ['the grader may do no better than a coin on these answers: the interval of its AUROC holds .5']
      : []),
    ...(auroc.ci !== null && auroc.ci[1] < 0.5
      ? ['the grader is worse than a coin on these answers: are the labels the right way round?']
      : []),
    ...(heldOut === null ? ['too few independent answers to judge the mark on labels that did not choose it'] : []),
    ...(clusters < answers / 2
      ? [`the ${plural(answers, 'answer')} (${rows} labels) are over ${plural(clusters, 'independent unit')} only`]
      : []),
  ]
}

type WarnedOf = Pick<Calibration, 'faulty' | 'good' | 'clusters' | 'answers' | 'auroc' | 'heldOut'>
