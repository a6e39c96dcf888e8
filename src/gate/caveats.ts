import { criticalRepeats, falseDiscoveryRate, significance } from '../core/rules.ts'
import {
  formatCount,
  formatScore,
  plural,
  pointsInWords,
  probability,
  settingInPercent,
  settingInPoints,
} from '../text/format.ts'
import { lostCases, waitingCriticals } from './absolute.ts'
import { type Draft, firstCases } from './draft.ts'
import { blockingMeasures, blockingRules, type GateEntry, type GateOptions, ownerOf } from './entry.ts'
import { coverageFault, enoughCoverage, isScore, type Judged, metricsOf } from './hypotheses.ts'
import { isOrAre } from './measures.ts'
import { detectableDrop } from './settle.ts'
import { joined, plain, signedPoints, some } from './words.ts'

/** A green gate that only sees drops from here on should not reassure. */
const coarse = 0.1

/** What a reader must know so as not to misread the numbers; none of it blocks. */
export function caveats(
  entry: GateEntry,
  options: GateOptions,
  judged: readonly Judged[],
  blocking: readonly Draft[],
): Draft[] {
  return [
    ...sameRun(entry),
    ...endedEarly(entry),
    ...otherBaseline(entry),
    ...absoluteRules(blocking, judged),
    ...smallRegressions(judged),
    ...tooFewRepeats(entry),
    ...lowPower(judged, entry),
    ...repeatsUsed(entry),
    ...unpaired(entry, options),
    ...lostPairs(entry),
    ...seldomTold(entry),
    ...regrouped(entry),
    ...newlyJudged(entry),
    ...changedAdvisory(entry),
    ...goneGraders(entry),
    ...flaggedSlices(entry),
  ]
}

function caveat(rule: string, message: string, more: Partial<Draft> = {}): Draft {
  return { kind: 'caveat', tier: 'advisory', blocks: false, rule, message, ...more }
}

function sameRun({ comparison: { baseline, candidate } }: GateEntry): Draft[] {
  if (baseline.id !== candidate.id) return []
  return [
    caveat('runs', `baseline and candidate are the same run, ${plain(baseline.id)}: nothing could have got worse`),
  ]
}

/** What a run that could end early left out, and what the look cost. */
function endedEarly({ comparison: { adaptive } }: GateEntry): Draft[] {
  if (adaptive === undefined) return []
  const { by, look, looks, alpha, asked, planned } = adaptive
  const at = `look ${look} of ${looks} (${by === 'cases' ? 'at more and more cases' : 'at more and more repeats'})`
  const saved = planned - asked
  const effect =
    saved > 0
      ? `${formatCount(asked)} of ${plural(planned, 'answer')} were asked for, ${formatCount(saved)} were saved`
      : 'nothing was saved'
  return [
    caveat(
      'adaptive',
      `the run was judged while it went on and ended after ${at}, tested at ${settingInPercent(alpha)}: ${effect}`,
    ),
  ]
}

/** What a run was judged against while it went on decides when it ended. */
function otherBaseline({ comparison: { adaptive, baseline } }: GateEntry): Draft[] {
  if (adaptive === undefined || adaptive.against === baseline.id) return []
  return [
    caveat(
      'adaptive',
      `the looks held the run against ${plain(adaptive.against)}, not against this baseline: when it ended depends on that`,
    ),
  ]
}

/** A measure that even the baseline seldom tells is guarded on those cases alone. */
function seldomTold(entry: GateEntry): Draft[] {
  const { paired } = entry.comparison.pairing
  return blockingMeasures(entry).flatMap(({ name, measure, owner }) => {
    const { of } = measure.coverage
    // Where nothing was answered, that is what the errors tell.
    if (of === 0 || of >= enoughCoverage * paired - 1e-9) return []
    const message = `${measure.measure} ${isOrAre(measure)} compared on ${Math.round(of)} of ${plural(paired, 'case')}: of the others the baseline does not tell it, or the candidate gave no answer`
    return [caveat(name, message, owner === undefined ? {} : { owner })]
  })
}

function regrouped({ comparison: { pairing } }: GateEntry): Draft[] {
  const { length } = pairing.regrouped
  if (length === 0) return []
  const cases = length === 1 ? '1 case belongs' : `${plural(length, 'case')} belong`
  return [
    caveat(
      'dataset',
      `${cases} to other groups (cluster, variantOf) than when the baseline ran (${some(pairing.regrouped.map(plain))}); those of the candidate count`,
      firstCases(pairing.regrouped),
    ),
  ]
}

function absoluteRules(blocking: readonly Draft[], judged: readonly Judged[]): Draft[] {
  if (!blocking.some(({ kind }) => kind === 'floor' || kind === 'critical')) return []
  const chance = settingInPercent(judged[0]?.alpha ?? significance)
  return [
    caveat('gate', `floors and critical cases are absolute: they stand outside the ${chance} chance of a false alarm`),
  ]
}

function smallRegressions(judged: readonly Judged[]): Draft[] {
  return judged
    .filter(isScore)
    .filter(({ p, alpha, verdict, test }) => p <= alpha && verdict !== 'fail' && test.meanDiff < 0)
    .map(({ name, test, p, minEffect, owner }) =>
      caveat(
        name,
        `${plain(name)} fell by ${pointsInWords(test.meanDiff, minEffect)}, more than chance explains (${probability(p)}) but less than minEffect, the ${settingInPoints(minEffect)} from which a drop blocks`,
        owner === undefined ? {} : { owner },
      ),
    )
}

/** Critical cases that would block but for too few repeats. */
function tooFewRepeats(entry: GateEntry): Draft[] {
  const { comparison } = entry
  return blockingRules(entry).flatMap(({ name, owner, tag }) => {
    const waiting = waitingCriticals(comparison, name)
    if (waiting.length === 0 || tag !== undefined) return []
    const sides = [
      ...(waiting.some(({ candidate }) => candidate.repeats < criticalRepeats) ? [comparison.candidate] : []),
      ...(waiting.some(({ baseline }) => baseline.repeats < criticalRepeats) ? [comparison.baseline] : []),
    ]
    const commands = sides.map(
      ({ target }) => `\`assay run ${plain(comparison.eval)} --target ${plain(target)} --repeats ${criticalRepeats}\``,
    )
    const ids = waiting.map(({ caseId }) => caseId)
    return [
      caveat(
        name,
        `${plural(ids.length, 'critical case')} (${some(ids.map(plain))}) turned from pass to fail on ${plain(name)}, on too few repeats to block (${criticalRepeats} on each side): ${joined(commands)} would settle it`,
        { ...firstCases(ids), ...(owner !== undefined && { owner }) },
      ),
    ]
  })
}

function lowPower(judged: readonly Judged[], entry: GateEntry): Draft[] {
  const drops = metricsOf(judged).map(detectableDrop)
  if (!drops.some((drop) => drop === null || drop >= coarse)) return []
  const cases = plural(entry.comparison.pairing.paired, 'case')
  const largest = drops.includes(null) ? null : Math.max(...drops.map((drop) => drop ?? 0))
  const shows =
    largest === null
      ? 'not even a large drop would always show'
      : `only drops of ${pointsInWords(largest)} or more would show`
  return [caveat('gate', `this is a small sample: with ${cases} ${shows}, so silence proves little`)]
}

function repeatsUsed({ comparison: { baseline, candidate, adaptive } }: GateEntry): Draft[] {
  if (baseline.repeats === candidate.repeats) return []
  const used = Math.min(baseline.repeats, candidate.repeats)
  const more = baseline.repeats > used ? 'baseline' : 'candidate'
  const all = Math.max(baseline.repeats, candidate.repeats)
  return [
    caveat(
      'gate',
      `the tests use only the first${used === 1 ? '' : ` ${used}`} of the ${more}'s ${all} repeats: ${adaptive === undefined ? 'unequal repeats would raise false alarms' : 'as many as both have'}`,
    ),
  ]
}

function unpaired(entry: GateEntry, options: GateOptions): Draft[] {
  const { comparison } = entry
  const { added } = comparison.pairing
  const lost = lostCases(entry, options)
  const gone = [...lost.missing, ...lost.changed]
  const partial = [comparison.baseline, comparison.candidate].filter((run) => run.partial)
  return [
    ...(partial.length === 0
      ? []
      : [
          caveat(
            'dataset',
            `${joined(partial.map((run) => plain(run.id)))} ${partial.length === 1 ? 'is' : 'are'} partial: the verdict holds for the ${plural(comparison.pairing.paired, 'case')} that both runs cover`,
          ),
        ]),
    ...(options.allowDatasetChange === true && gone.length > 0
      ? [
          caveat(
            'dataset',
            `${plural(gone.length, 'baseline case')} missing or changed, as allowed, and not compared`,
            firstCases(gone),
          ),
        ]
      : []),
    ...(added.length === 0
      ? []
      : [
          caveat(
            'dataset',
            `${plural(added.length, 'case')} ${added.length === 1 ? 'is' : 'are'} new and not counted in any test`,
          ),
        ]),
  ]
}

function lostPairs(entry: GateEntry): Draft[] {
  return blockingRules(entry).flatMap(({ name, metric }) => {
    const lost = metric.coverage.of - metric.coverage.comparable
    if (lost === 0 || coverageFault(metric) !== null) return []
    return [
      caveat(
        name,
        `${plain(name)} leaves out ${plural(lost, 'case')} of ${metric.coverage.of} that could not be compared`,
      ),
    ]
  })
}

/** What only the candidate has cannot be paired, so that no test sees it: a reader must. */
function newlyJudged(entry: GateEntry): Draft[] {
  const counts =
    entry.policy.measures?.hallucinatedPer1000 === undefined
      ? 'no test counts'
      : 'no test but that of hallucinatedPer1000 counts'
  return blockingRules(entry).flatMap(({ name, metric, owner }) => {
    const { cases, mean } = metric.coverage.onlyCandidate
    if (mean === null) return []
    return [
      caveat(
        name,
        `on ${plural(cases, 'case')} only the candidate gave ${plain(name)} something to judge, with a mean of ${formatScore(mean)}; there is nothing to pair ${cases === 1 ? 'it' : 'them'} with, so ${counts} ${cases === 1 ? 'it' : 'them'}`,
        owner === undefined ? {} : { owner },
      ),
    ]
  })
}

function changedAdvisory(entry: GateEntry): Draft[] {
  const { changedGraders } = entry.comparison
  if (changedGraders.length === 0) return []
  const names = joined(changedGraders.map(plain))
  return [
    caveat('graders', `${names} changed between the gradings of the two runs, so their scores cannot be compared`),
  ]
}

/** What nobody grades any more cannot have got worse: a reader must know that it was left out. */
function goneGraders({ comparison: { baseline, candidate } }: GateEntry): Draft[] {
  const gone = baseline.graders.filter((grader) => !candidate.graders.includes(grader))
  if (gone.length === 0) return []
  const names = joined(gone.map(plain))
  return [
    caveat(
      'graders',
      `${names} graded the baseline and not the candidate, so nothing tells whether it got worse there`,
    ),
  ]
}

function flaggedSlices(entry: GateEntry): Draft[] {
  const flagged = entry.comparison.slices
    .filter(({ q, meanDiff }) => q <= falseDiscoveryRate && meanDiff < 0)
    .sort((a, b) => a.meanDiff - b.meanDiff)
  if (flagged.length === 0) return []
  const listed = flagged.map(({ tag, metric, meanDiff, pairs }) => {
    return `${plain(metric)} on ${plain(tag)} (${signedPoints(meanDiff)} over ${plural(pairs, 'case')})`
  })
  return [
    caveat(
      'slices',
      `worse on some tags: ${some(listed, 5)}; of such findings one in ten may be chance`,
      ownerOf(entry),
    ),
  ]
}
