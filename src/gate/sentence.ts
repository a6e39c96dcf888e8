import type { Comparison } from '../core/comparison.ts'
import type { Decision } from '../core/verdict.ts'
import { plural, pointsInWords, settingInPoints } from '../text/format.ts'
import { waitingCriticals } from './absolute.ts'
import type { Draft } from './draft.ts'
import type { Judged } from './hypotheses.ts'
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
  if (decision === 'fail') return failSentence(comparison, drafts)
  if (decision === 'inconclusive' && certify) return doubtSentence(comparison, judged)
  return (decision === 'pass' ? passSentence(comparison, judged) : quietSentence(judged)) + waiting(comparison, judged)
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
  const owners = [...new Set(blocking.flatMap(({ owner }) => owner ?? []))].map(plain)
  const reasons = [...worse, ...clauses].join('; ')
  return `FAIL: ${reasons}${owners.length === 0 ? '' : `; ask ${some(owners)}`}.`
}

/** What findings of one kind come to, however many rules and cases they are about. */
function clausesOf(group: readonly Draft[], comparison: Comparison): string[] {
  const rules = [...new Set(group.map(({ rule }) => rule))]
  if (group[0]?.kind === 'critical') return criticalClauses(rules, comparison)
  if (rules.length < 2) return group.flatMap(({ clause }) => clause ?? []).slice(-1)
  const names = some(rules.map(plain))
  return [
    group[0]?.kind === 'floor' ? `${names} are under their floors` : `too few cases could be compared on ${names}`,
  ]
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
  const metrics = judged.filter(({ about }) => about === 'metric')
  const margins = [...new Set(metrics.map(({ rule }) => rule.margin))].sort((a, b) => a - b)
  const { baseline, candidate } = labels(comparison)
  const inside = margins.map(settingInPoints).join(' or ')
  const names = some(metrics.map(({ name }) => plain(name)))
  return `PASS: ${candidate} is not worse than ${baseline} by ${inside} or more on ${names}, ${metrics.length > 1 ? 'each ' : ''}shown with 95% confidence.`
}

/** `INCONCLUSIVE: a drop of up to 4.1 points cannot be ruled out; 180 more cases, or 3 repeats, would settle 3 points.` */
function doubtSentence(comparison: Comparison, judged: readonly Judged[]): string {
  const open = judged.filter(({ verdict }) => verdict === 'inconclusive')
  const [worst, ...others] = open.toSorted((a, b) => room(a) - room(b))
  if (worst === undefined) return 'INCONCLUSIVE: not every rule could be judged.'
  const rest =
    others.length === 0 ? '' : `; ${plural(others.length, 'other rule')} ${others.length === 1 ? 'is' : 'are'} open too`
  return `INCONCLUSIVE: ${doubt(worst, comparison)}${rest}.`
}

/** How far the bound is inside the margin; negative where it is not. */
function room({ test, rule }: Judged): number {
  return test.lowerBound + rule.margin
}

function quietSentence(judged: readonly Judged[]): string {
  const drops = judged.filter(({ about }) => about === 'metric').map((item) => ({ item, drop: detectableDrop(item) }))
  const blind = drops.filter(({ drop }) => drop === null)
  if (blind.length > 0) {
    const names = some(blind.map(({ item }) => plain(item.name)))
    return `No regression found, but there are too few cases for a drop to show on ${names}.`
  }
  return `No regression found; drops of ${pointsInWords(Math.max(0, ...drops.map(({ drop }) => drop ?? 0)))} or more would show.`
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
