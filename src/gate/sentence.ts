import type { Comparison } from '../core/comparison.ts'
import type { Decision } from '../core/verdict.ts'
import { formatCount, plural, pointsInWords, settingInPercent, settingInPoints } from '../text/format.ts'
import { waitingCriticals } from './absolute.ts'
import type { Draft } from './draft.ts'
import { isScore, isTestable, type Judged, metricsOf } from './hypotheses.ts'
import { detectableDrop } from './settle.ts'
import { doubt } from './tested.ts'
import { plain, some } from './words.ts'

/** The whole decision in one sentence. */
export function sentenceOf(
  decision: Decision,
  comparison: Comparison,
  judged: readonly Judged[],
  drafts: readonly Draft[],
  certify: boolean,
): string {
  const after = waived(drafts) + saved(comparison)
  if (decision === 'fail') return failSentence(comparison, drafts) + after
  // What is waived is neither shown nor open: the sentence is about the rest.
  const rest = judged.filter(({ name }) => !drafts.some(({ rule, waiver }) => waiver !== undefined && rule === name))
  if (decision === 'inconclusive' && certify) return doubtSentence(comparison, rest) + after
  const quiet = decision === 'pass' ? passSentence(comparison, rest) : quietSentence(rest, waived(drafts) !== '')
  return quiet + waiting(comparison, rest) + after
}

/** A rule that fails and may is said in the same breath as the verdict. */
function waived(drafts: readonly Draft[]): string {
  const rules = new Map(drafts.flatMap(({ rule, waiver }) => (waiver === undefined ? [] : [[rule, waiver] as const])))
  const listed = [...rules].map(([rule, { expires, by }]) => `${plain(rule)} (until ${expires}, by ${nameOf(by)})`)
  return listed.length === 0 ? '' : ` Failing, but waived: ${some(listed)}.`
}

/** Who, without the address. */
function nameOf(by: string): string {
  return plain(by.replace(/\s*<[^>]*>\s*$/, ''))
}

/** What ending early saved. */
function saved({ adaptive }: Comparison): string {
  if (adaptive === undefined || adaptive.asked >= adaptive.planned) return ''
  const { asked, planned, look, looks } = adaptive
  return ` It ended early, at look ${look} of ${looks}: ${formatCount(planned - asked)} of ${plural(planned, 'answer')} were not needed.`
}

/** Nobody should take a gate for green that waits for more repeats of a critical case. */
function waiting(comparison: Comparison, judged: readonly Judged[]): string {
  const metrics = new Set(judged.map(({ name }) => name))
  const cases = new Set([...metrics].flatMap((name) => waitingCriticals(comparison, name)).map(({ caseId }) => caseId))
  if (cases.size === 0) return ''
  return ` But ${plural(cases.size, 'critical case')} turned from pass to fail, on too few repeats to block (${some([...cases].map(plain))}).`
}

/** `FAIL: v2 is worse than v1 on figures (-9.2 points) and refusal (-8.0 points); ask support-platform.` */
function failSentence(comparison: Comparison, drafts: readonly Draft[]): string {
  const blocking = drafts.filter((draft) => draft.blocks)
  const falls = blocking.flatMap(({ fall }) => fall ?? [])
  const { baseline, candidate } = labels(comparison)
  const worse = falls.length === 0 ? [] : [`${candidate} is worse than ${baseline} on ${some(falls)}`]
  const others = Map.groupBy(
    blocking.filter(({ fall }) => fall === undefined),
    ({ kind }) => kind,
  )
  const clauses = [...others.values()].flatMap((group) => clausesOf(group, comparison))
  return `FAIL: ${[...worse, ...clauses].join('; ')}${asking(blocking)}.`
}

/** Whoever must act is named; nobody has more owners than this in one eval. */
const mostOwners = 10

/** Whom to ask. */
function asking(items: readonly { owner?: string }[]): string {
  const owners = [...new Set(items.flatMap(({ owner }) => owner ?? []))].map(plain)
  return owners.length === 0 ? '' : `; ask ${some(owners, mostOwners)}`
}

/** What findings of one kind come to, however many rules and cases they are about. */
function clausesOf(group: readonly Draft[], comparison: Comparison): string[] {
  const rules = [...new Set(group.map(({ rule }) => rule))]
  if (group[0]?.kind === 'critical') {
    return [...criticalClauses(rules, comparison), ...group.flatMap(({ clause }) => clause ?? [])]
  }
  if (rules.length < 2) return group.flatMap(({ clause }) => clause ?? []).slice(-1)
  const names = some(rules.map(plain))
  if (group[0]?.kind === 'floor') return [`${names} are under their floors`]
  if (group[0]?.kind === 'coverage') return [`too few cases could be compared on ${names}`]
  const clauses = [...new Set(group.flatMap(({ clause }) => clause ?? []))]
  return clauses.length === 0 ? [] : [some(clauses)]
}

/** `8 strict cases fail exactMatch and contains (c000, c001, c002 and 5 more)` */
function criticalClauses(rules: readonly string[], { criticals }: Comparison): string[] {
  return (['critical', 'strict'] as const).flatMap((kind) => {
    const failing = criticals.filter((item) => item.kind === kind && item.blocks && rules.includes(item.grader))
    const ids = [...new Set(failing.map(({ caseId }) => plain(caseId)))]
    const graders = some([...new Set(failing.map(({ grader }) => plain(grader)))])
    if (ids.length === 0) return []
    return [
      ids.length === 1
        ? `${kind} case ${ids[0]} fails ${graders}`
        : `${plural(ids.length, `${kind} case`)} fail ${graders} (${some(ids)})`,
    ]
  })
}

function passSentence(comparison: Comparison, judged: readonly Judged[]): string {
  const metrics = metricsOf(judged)
  const margins = [...new Set(metrics.map(({ margin }) => margin))].sort((a, b) => a - b)
  const { baseline, candidate } = labels(comparison)
  const inside = margins.map(settingInPoints).join(' or ')
  const names = some(metrics.map(({ name }) => plain(name)))
  const measures = judged.flatMap((item) => (item.about === 'measure' ? [item.measure.measure] : []))
  const shown = [
    ...(metrics.length === 0 ? [] : [`by ${inside} or more on ${names}`]),
    ...(measures.length === 0 ? [] : [`by more than is allowed on ${some(measures)}`]),
  ]
  if (shown.length === 0) return 'PASS: every other rule holds.'
  const each = metrics.length + measures.length > 1 ? 'each ' : ''
  return `PASS: ${candidate} is not worse than ${baseline} ${shown.join(' or ')}, ${each}shown with ${settingInPercent(1 - comparison.alpha)} confidence.`
}

/** `INCONCLUSIVE: a drop of up to 4.1 points cannot be ruled out; 180 more cases, or 3 repeats, would settle 3 points.` */
function doubtSentence(comparison: Comparison, judged: readonly Judged[]): string {
  const open = judged.filter(({ verdict }) => verdict === 'inconclusive')
  const [worst, ...others] = open.toSorted((a, b) => room(a) - room(b))
  if (worst === undefined) return 'INCONCLUSIVE: not every rule could be judged.'
  const rest =
    others.length === 0 ? '' : `; ${plural(others.length, 'other rule')} ${others.length === 1 ? 'is' : 'are'} open too`
  return `INCONCLUSIVE: ${doubt(worst, comparison)}${rest}${asking(open)}.`
}

/** How far the bound is inside the margin; negative where it is not. */
function room(judged: Judged): number {
  return isScore(judged) ? judged.test.lowerBound + judged.margin : Number.POSITIVE_INFINITY
}

/** @param others whether a regression was found that is waived */
function quietSentence(judged: readonly Judged[], others: boolean): string {
  return quietOnMetrics(judged, others) + untestedMeasures(judged)
}

/** Measures with rules that nothing could be held against. */
function untestedMeasures(judged: readonly Judged[]): string {
  const untested = judged.flatMap((item) =>
    item.about === 'measure' && !isTestable(item) ? [item.measure.measure] : [],
  )
  return untested.length === 0
    ? ''
    : ` Too few cases tell ${some(untested)} to test ${untested.length === 1 ? 'it' : 'them'}.`
}

function quietOnMetrics(judged: readonly Judged[], others: boolean): string {
  const none = `No ${others ? 'other ' : ''}regression found`
  const drops = metricsOf(judged).map((item) => ({ item, drop: detectableDrop(item) }))
  if (drops.length === 0) return `${none}.`
  const blind = drops.filter(({ drop }) => drop === null)
  if (blind.length > 0) {
    const names = some(blind.map(({ item }) => plain(item.name)))
    return `${none}, but there are too few cases for a drop to show on ${names}.`
  }
  return `${none}; drops of ${pointsInWords(Math.max(0, ...drops.map(({ drop }) => drop ?? 0)))} or more would show.`
}

/** Names that tell the two apart: targets, else their versions, else their roles. */
function labels({ baseline, candidate }: Comparison): { baseline: string; candidate: string } {
  if (baseline.target !== candidate.target)
    return { baseline: plain(baseline.target), candidate: plain(candidate.target) }
  if (baseline.version !== undefined && candidate.version !== undefined && baseline.version !== candidate.version) {
    return {
      baseline: plain(`${baseline.target} ${baseline.version}`),
      candidate: plain(`${candidate.target} ${candidate.version}`),
    }
  }
  return { baseline: 'the baseline', candidate: 'the candidate' }
}
