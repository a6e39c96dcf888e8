import type { AlarmCheck, RuleAlarms } from '../core/aa.ts'
import { measureKeys, measureLabels } from '../core/measures.ts'
import { formatCount, formatInterval, formatPercent, settingInPercent } from '../text/format.ts'

/** Whether the version fails its own limits, and not only once in a while where its mean is near one. */
export function failsByItself({ absolutes, allowed, draws }: AlarmCheck): boolean {
  return absolutes.some((alarm) => alarm.draws > allowed * draws)
}

/** How often the gate failed where nothing got worse, and by what; first what fails on the version itself. */
export function alarmWords(alarms: AlarmCheck): string {
  const { draws, blocked, interval, allowed, rules, isTooOften } = alarms
  const counts = rules.map((alarm) => `${testedName(alarm)} ${formatCount(alarm.draws)}`)
  const sentences = [
    ...(failsByItself(alarms) ? itself(alarms) : []),
    `Nothing got worse, and of ${formatCount(draws)} redraws, in which the two answers to a case change sides at random, the gate failed ${formatCount(blocked)} (${formatPercent(blocked / draws)} ${formatInterval(interval, formatPercent)}); it allows itself ${settingInPercent(allowed)}.`,
    ...(counts.length === 0 ? [] : [`By rule: ${counts.join(', ')}.`]),
    // The one false alarm that is the dataset's doing.
    ...(isTooOften && rules[0]?.kind === 'critical' ? ['A case that wavers should not be critical.'] : []),
    ...(failsByItself(alarms) ? [] : itself(alarms)),
  ]
  return sentences.join(' ')
}

function itself({ absolutes, draws }: AlarmCheck): string[] {
  if (absolutes.length === 0) return []
  const named = absolutes.map(
    (alarm) => `${absoluteName(alarm)} (in ${formatPercent(alarm.draws / draws)} of the redraws)`,
  )
  const fails = absolutes.length === 1 ? 'fails' : 'fail'
  const mostly = absolutes.some((alarm) => alarm.draws > draws / 2) ? 'will' : 'may'
  return [
    `${capitalised(named.join(', '))} ${fails} on the version itself: one that is as good ${mostly} be blocked too.`,
  ]
}

/** What holds one side against the other, in words. */
function testedName({ rule, kind }: RuleAlarms): string {
  if (kind === 'critical') return `critical cases of ${rule}`
  return kind === 'coverage' ? `coverage of ${rule}` : measureName(rule)
}

/** What holds one side alone against a limit, in words. */
function absoluteName({ rule, kind }: RuleAlarms): string {
  if (kind === 'floor') return `the floor of ${rule}`
  if (kind === 'critical') return `strict cases of ${rule}`
  return kind === 'errors' ? 'maxErrorRate' : `the limit of ${measureName(rule)}`
}

function measureName(rule: string): string {
  const measure = measureKeys.find((key) => key === rule)
  return measure === undefined ? rule : measureLabels[measure]
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
