import { compareRuns } from '../../src/compare/index.ts'
import type { Case } from '../../src/core/case.ts'
import type { CaseFacts, GradedRun, TrialFacts } from '../../src/core/comparison.ts'
import { caseFacts, trialFacts } from '../../src/core/facts.ts'
import { fingerprint } from '../../src/core/fingerprint.ts'
import type { Evidence, Grade } from '../../src/core/grade.ts'
import type { GatePolicy } from '../../src/core/rules.ts'
import { rulesSchema, slicesSchema } from '../../src/core/rules.ts'
import { comparisonOptions, decide } from '../../src/gate/index.ts'
import type { CaseDetail, ReportInput, SideTrial } from '../../src/report/index.ts'
import { type AnswerSketch, type CaseSketch, handWritten, routine } from './bikeShare.ts'

export interface ReportFixture extends ReportInput {
  /** What `details` answers from. */
  stored: Map<string, CaseDetail>
  /** How many cases were asked for in each call of `details`. */
  calls: number[]
}

const policy: GatePolicy = {
  eval: 'bike-share-help',
  owner: 'rider-support',
  rules: rulesSchema.parse({
    correct: { tier: 'blocking' },
    citations: { tier: 'blocking' },
    figures: { tier: 'safety', owner: 'trust-and-safety' },
    tone: { tier: 'advisory', metric: 'pass' },
  }),
  slices: slicesSchema.parse({ fares: { correct: { min: 0.2 }, figures: { tier: 'advisory' } } }),
  maxErrorRate: 0.02,
}

/** A help desk of a bike-share scheme, v2 against v1: every kind of change, errors, repeats, hostile texts and evidence. */
export function reportFixture(
  sketches: readonly CaseSketch[] = [...handWritten, ...routine()],
  repeats = 3,
): ReportFixture {
  return fixtureOf(sketches, repeats)
}

/** As many cases as asked for, of which some share regressed. */
export function largeFixture(cases: number, regressed: number): ReportFixture {
  const patterns = routine()
  return fixtureOf(
    Array.from({ length: cases }, (_, index) => {
      const pattern = patterns[index % patterns.length]
      if (pattern === undefined) throw new RangeError('no pattern')
      const item = { ...pattern.case, id: `large-${String(index).padStart(5, '0')}` }
      if (index >= regressed) return { ...pattern, case: item }
      const wrong = { text: `Please ask at the dock. ${index}`, scores: { correct: 0, citations: 0 } }
      return { case: item, baseline: pattern.baseline, candidate: wrong }
    }),
    1,
  )
}

function fixtureOf(sketches: readonly CaseSketch[], repeats: number): ReportFixture {
  const stored = new Map(sketches.map((sketch) => [sketch.case.id, detailOf(sketch, repeats)]))
  const before = gradedRun('v1', repeats, sketches, ({ case: item, baseline, asked }) =>
    baseline === null ? null : { item: asked ?? item, trials: trials(item, baseline, repeats) },
  )
  const after = gradedRun('v2', repeats, sketches, ({ case: item, candidate }) =>
    candidate === null ? null : { item, trials: trials(item, candidate, repeats) },
  )
  const comparison = compareRuns(before, after, comparisonOptions(policy))
  const calls: number[] = []
  return {
    comparison,
    verdict: decide(comparison, policy),
    policy,
    generatedAt: '2026-03-04T12:30:00.000Z',
    assayVersion: '0.1.0',
    stored,
    calls,
    details: async (ids) => {
      calls.push(ids.length)
      return new Map(ids.flatMap((id) => (stored.has(id) ? [[id, stored.get(id) as CaseDetail] as const] : [])))
    },
  }
}

function detailOf({ case: item, asked, baseline, candidate }: CaseSketch, repeats: number): CaseDetail {
  return {
    case: item,
    ...(asked === undefined ? {} : { baselineCase: asked }),
    baseline: baseline === null ? [] : trials(item, baseline, repeats),
    candidate: candidate === null ? [] : trials(item, candidate, repeats),
  }
}

function trials(item: Case, sketch: AnswerSketch | AnswerSketch[], repeats: number): SideTrial[] {
  return Array.from({ length: repeats }, (_, repeat) => {
    const answer = Array.isArray(sketch) ? (sketch[repeat % sketch.length] ?? { text: '', scores: {} }) : sketch
    if ('error' in answer) return { repeat, outcome: { status: 'error', error: answer.error }, grades: {} }
    const output = {
      text: answer.text,
      latencyMs: 700 + ((answer.text.length * 37 + repeat * 91) % 900),
      ...answer.output,
    }
    return {
      repeat,
      outcome: {
        status: 'ok',
        output: { ...output, usage: { inputTokens: 812, outputTokens: Math.ceil(answer.text.length / 4) } },
      },
      grades: Object.fromEntries(
        Object.entries(answer.scores).map(([grader, score]) => [grader, gradeOf(item, answer, grader, score)]),
      ),
    }
  })
}

function gradeOf(
  item: Case,
  answer: Exclude<AnswerSketch, { error: unknown }>,
  grader: string,
  score: number | string,
): Grade {
  if (score === 'broken') {
    return {
      status: 'error',
      error: { code: 'thrown', message: 'TypeError: <b>undefined</b> is not iterable', retryable: false },
    }
  }
  if (typeof score === 'string') return { status: 'unscored', reason: score }
  const evidence = (answer.notes ?? [])
    .filter((note) => note.grader === grader)
    .map((note) => evidenceOf(item, answer.text, note))
  return {
    status: 'scored',
    score,
    ...(answer.reasons?.[grader] === undefined ? {} : { reason: answer.reasons[grader] }),
    ...(evidence.length === 0 ? {} : { evidence }),
    ...(grader === 'citations' && answer.parts !== undefined ? { parts: answer.parts } : {}),
  }
}

export interface Note {
  grader: string
  verdict: Evidence['verdict']
  kind: string
  /** Words of the answer. */
  words: string
  message: string
  /** A source, and words of it. */
  source?: [id: string, words: string]
  support?: NonNullable<Evidence['support']>
  score?: number
}

function evidenceOf(item: Case, text: string, note: Note): Evidence {
  const start = text.indexOf(note.words)
  const source = item.sources?.find(({ id }) => id === note.source?.[0])
  const at = source?.text.indexOf(note.source?.[1] ?? '') ?? -1
  return {
    kind: note.kind,
    verdict: note.verdict,
    message: note.message,
    ...(note.support === undefined ? {} : { support: note.support }),
    ...(note.score === undefined ? {} : { score: note.score }),
    ...(start < 0 ? {} : { start, end: start + note.words.length }),
    ...(note.source === undefined ? {} : { sourceId: note.source[0] }),
    ...(at < 0 ? {} : { sourceStart: at, sourceEnd: at + (note.source?.[1].length ?? 0) }),
  }
}

/** Trials as facts; equal numbers for answers of equal words. */
function labelled(list: readonly SideTrial[]): TrialFacts[] {
  const words = list.map(({ outcome }) => (outcome.status === 'ok' ? outcome.output.text : undefined))
  return list.map((trial, index) => ({
    ...trialFacts(trial),
    ...(trial.outcome.status === 'ok' && { answer: words.indexOf(words[index]) }),
  }))
}

function gradedRun(
  target: string,
  repeats: number,
  sketches: readonly CaseSketch[],
  side: (sketch: CaseSketch) => { item: Case; trials: SideTrial[] } | null,
): GradedRun {
  const cases = sketches.flatMap((sketch): CaseFacts[] => {
    const given = side(sketch)
    return given === null ? [] : [caseFacts(given.item, [], labelled(given.trials))]
  })
  const id = target === 'v1' ? '019c8a20f1d07c3e' : '019caf779e4b7f02'
  const createdAt = target === 'v1' ? '2026-02-20T09:14:22.000Z' : '2026-03-04T12:24:03.000Z'
  const graders = ['correct', 'citations', 'figures', 'tone'].map((name) => ({
    name,
    fingerprint: fingerprint(name),
    passAt: name === 'tone' ? 0.5 : 1,
  }))
  return {
    run: {
      id,
      eval: policy.eval,
      owner: 'rider-support',
      target: {
        name: target,
        kind: 'recorded',
        fingerprint: fingerprint(target),
        ...(target === 'v2' ? { version: '2026-03' } : {}),
      },
      dataset: { files: ['data/help.jsonl'], fingerprint: fingerprint('help'), size: cases.length },
      cases: cases.length,
      repeats,
      ...(target === 'v2' && { expect: { correct: 0.02, tone: -0.1 } }),
      selection: {},
      expose: [],
      timeoutMs: 30_000,
      createdAt,
      assayVersion: '0.1.0',
      status: 'complete',
      finishedAt: createdAt,
    },
    grading: { id: `${id}-g`, runId: id, graders, createdAt, complete: true },
    cases,
  }
}
