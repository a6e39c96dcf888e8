import { unitOf } from '../core/case.ts'
import type { CaseFacts, PairedTest } from '../core/comparison.ts'
import { AssayError } from '../core/errors.ts'
import type { GraderInfo } from '../core/grade.ts'
import { withMarks } from '../core/grade.ts'
import type { Decay, History, HistoryRun, MetricHistory } from '../core/history.ts'
import type { Grading, Run } from '../core/run.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Tier } from '../core/tier.ts'
import { CaseBook, type CasePage, commonCases } from './historyCases.ts'
import { type Entry, type HeldRun, MetricSeries } from './historySeries.ts'
import { keyOf, type Statistics } from './metricKeys.ts'
import { type CasePair, pairCases } from './pair.ts'
import type { MetricKey } from './reading.ts'

/** One run of a history; its cases may be read more than once. */
export interface HistorySource {
  run: Run
  /** Its newest complete grading. */
  grading: Grading
  cases(): AsyncIterable<CaseFacts>
  approvals: HistoryRun['approvals']
  baseline: boolean
}

export interface HistoryOptions {
  /** `citations`, or `citations.exists` for a part; default: all graders of the newest run as wholes. */
  metrics?: readonly string[]
  statistics?: Statistics
  /** Tiers of the gate's rules, by metric. */
  tiers?: Readonly<Record<string, Tier>>
  /** The graders as the eval has them today: what `assay regrade` would grade with, and their thresholds. */
  graders?: readonly GraderInfo[]
  owner?: string
}

/** Runs that are compiled, all but what only the store can tell of those left out. */
export type CompiledHistory = Omit<History, 'leftOut'> & { leftOut: Pick<History['leftOut'], 'otherCases'> }

/**
 * Each metric over the runs of an eval, oldest first. Reads one run after the other and keeps two of them, beside a few numbers a case
 * of all: 50 runs of 1,000 cases take seconds, and little memory.
 *
 * @throws AssayError when a metric is asked for that the newest run does not have
 */
export async function compileHistory(
  sources: readonly HistorySource[],
  options: HistoryOptions = {},
): Promise<CompiledHistory> {
  const newest = sources.at(-1)
  if (newest === undefined) throw new RangeError('sources must hold at least 1 run')
  const series = metricsOf(newest, options).map((key) => new MetricSeries(key))
  const { book, pages, last } = await readAll(sources, newest, series)
  requireParts(series, last, options)
  const common = commonCases(pages, book.size)
  const shown = sources.slice(common.first)
  const place = { pages, common, units: unitsOf(last, common.ids, pages) }
  const metrics: MetricHistory[] = []
  for (const one of series) {
    const { fall, ...history } = one.compile(place)
    const decay = fall === null ? null : await testedFall(fall, one, sources, last)
    metrics.push({
      ...history,
      tier: options.tiers?.[one.key.metric] ?? null,
      ...otherwiseGraded(one.key, shown, newest, options.graders),
      control: { ...history.control, decay },
    })
  }
  return {
    eval: newest.run.eval,
    ...(options.owner !== undefined && { owner: options.owner }),
    runs: shown.map(historyRun),
    cases: { common: common.ids.length, newest: last.length },
    leftOut: {
      otherCases: { runIds: sources.slice(0, common.first).map(({ run }) => run.id), regrade: common.regrade },
    },
    metrics,
  }
}

/** Reads the runs one after the other. A run is held as long as it is the newest of some metric. */
async function readAll(
  sources: readonly HistorySource[],
  newest: HistorySource,
  series: readonly MetricSeries[],
): Promise<{ book: CaseBook; pages: CasePage[]; last: CaseFacts[] }> {
  const book = new CaseBook()
  const pages: CasePage[] = []
  let last: CaseFacts[] = []
  for (const [index, source] of sources.entries()) {
    last = await collect(source.cases())
    pages.push(book.add(last))
    const held: HeldRun = { index, run: source.run, cases: last, units: unitNumbers(last) }
    const pairsWith = remembered((before) => pairCases(before.cases, held.cases).pairs)
    for (const one of series) {
      if (isGradedAlike(one.key, source, newest)) one.add(held, pairsWith)
    }
  }
  return { book, pages, last }
}

async function collect(cases: AsyncIterable<CaseFacts>): Promise<CaseFacts[]> {
  const found: CaseFacts[] = []
  for await (const facts of cases) found.push(facts)
  return found
}

/** Metrics mostly have the same run before. */
function remembered(pair: (before: HeldRun) => CasePair[]): (before: HeldRun) => CasePair[] {
  const known = new Map<number, CasePair[]>()
  return (before) => {
    const pairs = known.get(before.index) ?? pair(before)
    known.set(before.index, pairs)
    return pairs
  }
}

function unitNumbers(cases: readonly CaseFacts[]): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(cases, (facts) => {
    const name = unitOf(facts)
    const unit = numbers.get(name) ?? numbers.size
    numbers.set(name, unit)
    return unit
  })
}

/** Units of the common cases as the newest run groups them: pairing it with itself follows variants to their roots. */
function unitsOf(last: readonly CaseFacts[], ids: readonly number[], pages: readonly CasePage[]): Int32Array {
  const numbers = pages.at(-1)?.ids ?? new Int32Array()
  const unitAt = new Map(pairCases(last, last).pairs.map(({ id, unit }) => [id, unit]))
  const unitOfNumber = new Map(last.map(({ id }, position) => [numbers[position], unitAt.get(id) ?? 0]))
  return Int32Array.from(ids, (id) => unitOfNumber.get(id) ?? 0)
}

function isGradedAlike({ grader }: MetricKey, { grading }: HistorySource, newest: HistorySource): boolean {
  return fingerprintOf(grading.graders, grader) === fingerprintOf(newest.grading.graders, grader)
}

function fingerprintOf(graders: readonly GraderInfo[] | undefined, name: string): string | undefined {
  return graders?.find((grader) => grader.name === name)?.fingerprint
}

/** Who is left out of a metric, and which runs are to be graded again: those that today's grader did not grade, where it is known. */
function otherwiseGraded(
  { grader }: MetricKey,
  shown: readonly HistorySource[],
  newest: HistorySource,
  today: readonly GraderInfo[] | undefined,
): Pick<MetricHistory, 'otherwiseGraded' | 'regrade'> {
  const wanted = fingerprintOf(newest.grading.graders, grader)
  const differing = (fingerprint: string | undefined): string[] =>
    shown.filter(({ grading }) => fingerprintOf(grading.graders, grader) !== fingerprint).map(({ run }) => run.id)
  const left = differing(wanted)
  const regrade = left.length === 0 ? [] : differing(fingerprintOf(today, grader) ?? wanted)
  return { otherwiseGraded: left, regrade }
}

function metricsOf(
  { grading }: HistorySource,
  { metrics, statistics = {}, graders = [] }: HistoryOptions,
): MetricKey[] {
  const known = grading.graders.map((grader) => {
    const current = graders.find(({ name }) => name === grader.name)
    return withMarks(grader, current)
  })
  if (metrics === undefined) return known.map((grader) => keyOf(grader, undefined, statistics))
  return [...new Set(metrics)].map((metric) => {
    const grader = known.find(({ name }) => metric === name || metric.startsWith(`${name}.`))
    if (grader !== undefined) {
      return keyOf(grader, metric === grader.name ? undefined : metric.slice(grader.name.length + 1), statistics)
    }
    const names = known.map(({ name }) => name)
    throw unknownMetric(metric, names)
  })
}

/** @throws AssayError when a part is asked for that the newest run does not have, while it has others */
function requireParts(series: readonly MetricSeries[], last: readonly CaseFacts[], { metrics }: HistoryOptions): void {
  if (metrics === undefined) return
  for (const { key, points } of series) {
    if (key.part === undefined || points.some(({ side }) => side.scored > 0)) continue
    const known = new Set<string>()
    for (const { trials } of last) {
      for (const { grades } of trials) {
        for (const part of Object.keys(grades[key.grader]?.parts ?? {})) known.add(`${key.grader}.${part}`)
      }
    }
    throw unknownMetric(key.metric, [key.grader, ...known])
  }
}

function unknownMetric(metric: string, known: readonly string[]): AssayError {
  return new AssayError({
    message: `no metric is called "${metric}"`,
    mend: didYouMean(metric, known, `there are ${known.join(', ')}`),
  })
}

function historyRun({ run, approvals, baseline }: HistorySource): HistoryRun {
  return {
    id: run.id,
    target: run.target.name,
    ...(run.target.version !== undefined && { version: run.target.version }),
    fingerprint: run.target.fingerprint,
    createdAt: run.createdAt,
    cases: run.cases,
    repeats: run.repeats,
    approvals,
    baseline,
  }
}

/** The fall as a comparison of the run at its start with the newest tells it; null where that is none. */
async function testedFall(
  fall: { start: Entry; decay: Omit<Decay, 'fall'> },
  series: MetricSeries,
  sources: readonly HistorySource[],
  last: readonly CaseFacts[],
): Promise<Decay | null> {
  const source = sources[fall.start.index]
  if (source === undefined) return null
  const { pairs } = pairCases(await collect(source.cases()), last)
  const test: PairedTest | null = series.test(pairs)
  return test === null || test.meanDiff >= 0 ? null : { ...fall.decay, fall: test }
}
