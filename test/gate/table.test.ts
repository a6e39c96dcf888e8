import { describe, expect, it } from 'vitest'
import { AssayError } from '../../src/core/errors.ts'
import { verdictExitCode } from '../../src/core/verdict.ts'
import type { GateOptions } from '../../src/gate/index.ts'
import { gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, type RunSketch, times } from '../support/gradedRun.ts'

type Cases = CaseSketch[] | RunSketch

/** What may go wrong with a comparison that is no change of quality, and how the gate ends: its exit code, and why. */
interface Row {
  what: string
  before: Cases
  after: Cases
  rules?: Parameters<typeof policyOf>[0]
  changes?: Parameters<typeof policyOf>[1]
  options?: GateOptions
  code: 0 | 1 | 2 | 3
  why: RegExp
}

const good = (count = 100): CaseSketch[] => times<CaseSketch>(count, 1)
/** So many cases of one kind, then good ones. */
const some = (count: number, kind: CaseSketch, of = 100): CaseSketch[] => [
  ...times<CaseSketch>(count, kind),
  ...good(of - count),
]
const lenient = { maxErrorRate: 1 }
const critical = (...repeats: number[]): RunSketch => ({
  cases: { x: { critical: true, repeats }, ...numbered(times(30, [1, 1, 1])) },
})
const strict = (score: number): RunSketch => ({
  cases: { x: { strict: true, repeats: [score] }, ...numbered(good(30)) },
})
const { c000: _, ...fewer } = numbered(good())
const by = (fingerprint: string): RunSketch => ({
  cases: numbered(good()),
  graders: [{ name: 'quality', fingerprint, passAt: 0.5 }],
})

const rows: Row[] = [
  { what: 'nothing changed', before: good(), after: good(), code: 0, why: /PASS/ },
  {
    what: 'errors that will not go away (context length, content filter): they score 0',
    before: good(),
    after: some(10, 'refused'),
    changes: lenient,
    code: 1,
    why: /worse than v1 on quality/,
  },
  {
    what: 'retryable errors, a few: the pairs are left out, and the error rate is tested',
    before: good(400),
    after: some(8, 'timeout', 400),
    changes: lenient,
    code: 1,
    why: /errors rose by 2\.0 points/,
  },
  {
    what: 'retryable errors, many: too little of the baseline is comparable, by the fault of the candidate',
    before: good(),
    after: some(6, 'timeout'),
    changes: lenient,
    code: 1,
    why: /could be compared on only 94\.0% of the cases/,
  },
  {
    what: 'errors above maxErrorRate, though the baseline errs as much',
    before: some(3, 'timeout'),
    after: some(3, 'timeout'),
    code: 1,
    why: /3\.0% of the answers are errors \(2% allowed\)/,
  },
  {
    what: 'abstentions: what the candidate gives nothing to score on is counted, not forgotten',
    before: good(),
    after: some(6, 'none'),
    code: 1,
    why: /could be compared on only 94\.0%/,
  },
  {
    what: 'abstentions, a few: the share that can be scored is tested',
    before: good(400),
    after: some(10, 'none', 400),
    code: 1,
    why: /could be scored on fewer answers, by 2\.5 points/,
  },
  {
    what: 'nothing to judge on both sides: those cases stand apart',
    before: some(40, 'none'),
    after: some(40, 'none'),
    code: 0,
    why: /No regression found/,
  },
  {
    what: 'a grader that breaks, a little: the pairs are left out, and that is told',
    before: good(),
    after: some(3, 'broken'),
    code: 0,
    why: /No regression found|PASS/,
  },
  {
    what: 'a grader that breaks often: nobody is at fault but the harness',
    before: good(),
    after: some(6, 'broken'),
    code: 3,
    why: /the grader broke on 6 answers/,
  },
  {
    what: 'a baseline that gave no answers: nor is the candidate at fault',
    before: some(6, 'timeout'),
    after: good(),
    code: 3,
    why: /run the baseline again/,
  },
  {
    what: 'a dataset that lost cases',
    before: good(),
    after: { cases: fewer },
    code: 1,
    why: /1 baseline case is missing/,
  },
  {
    what: 'a dataset that lost cases, where that is allowed',
    before: good(),
    after: { cases: fewer },
    options: { allowDatasetChange: true },
    code: 0,
    why: /PASS|No regression/,
  },
  {
    what: 'a question that was reworded',
    before: good(),
    after: { cases: { ...fewer, c000: { inputHash: 'reworded', repeats: [1] } } },
    code: 1,
    why: /1 baseline case changed/,
  },
  {
    what: 'a golden answer that was changed, with only one side graded by it',
    before: good(),
    after: { cases: { ...fewer, c000: { goldenHash: 'new', repeats: [1] } } },
    code: 3,
    why: /what counts as right differs .*assay regrade/,
  },
  {
    what: 'new cases: unpaired, and not counted',
    before: { cases: fewer },
    after: { cases: { ...fewer, c000: 0 } },
    code: 0,
    why: /PASS|No regression/,
  },
  {
    what: 'a blocking grader that changed between the gradings',
    before: by('1'),
    after: by('2'),
    code: 3,
    why: /"quality" has changed .*assay regrade/,
  },
  {
    what: 'a run of a part of the dataset',
    before: good(),
    after: { cases: numbered(good()), run: { selection: { limit: 100 } } },
    code: 3,
    why: /covers only some of the cases/,
  },
  {
    what: 'a run of a part of the dataset, where that is allowed',
    before: good(),
    after: { cases: fewer, run: { selection: { limit: 99 } } },
    options: { allowPartial: true },
    code: 0,
    why: /PASS|No regression/,
  },
  {
    what: 'a run that was not finished',
    before: good(),
    after: { cases: numbered(good()), run: { status: 'interrupted' } },
    code: 3,
    why: /is not complete; finish it with/,
  },
  {
    what: 'a run whose grading was not finished',
    before: good(),
    after: { cases: numbered(good()), gradingComplete: false },
    code: 3,
    why: /assay regrade cand/,
  },
  {
    what: 'a critical case that passed all of 3 repeats and fails all of 3',
    before: critical(1, 1, 1),
    after: critical(0, 0, 0),
    code: 1,
    why: /critical case x fails quality/,
  },
  {
    what: 'a critical case that wavers',
    before: critical(1, 1, 1),
    after: critical(0, 1, 0),
    code: 0,
    why: /No regression/,
  },
  {
    what: 'a critical case that fails on too few repeats to tell',
    before: critical(1),
    after: critical(0, 0, 0),
    code: 0,
    why: /But 1 critical case turned from pass to fail, on too few repeats to block/,
  },
  { what: 'a strict case that fails once', before: strict(1), after: strict(0), code: 1, why: /strict case x fails/ },
  {
    what: 'no rule that could fail',
    before: good(),
    after: good(),
    rules: { quality: { tier: 'advisory' } },
    code: 3,
    why: /no blocking rule/,
  },
  {
    what: 'a rule on a grader that no run has',
    before: good(),
    after: good(),
    rules: { tone: {} },
    code: 3,
    why: /neither run has a grader "tone"/,
  },
  {
    what: 'fewer than 6 independent cases, however bad',
    before: good(5),
    after: times(5, 0),
    code: 0,
    why: /too few cases for a drop to show/,
  },
  {
    what: 'doubt, where certainty was asked for',
    before: good(50),
    after: good(50),
    options: { certify: true },
    code: 2,
    why: /cannot be ruled out/,
  },
]

describe('the gate, where something else than quality may have changed', () => {
  it.each(rows)('$what: exit $code', ({ before, after, rules, changes, options, code, why }) => {
    expect(outcome(before, after, policyOf(rules, changes), options)).toEqual({
      code,
      why: expect.stringMatching(why),
    })
  })
})

function outcome(before: Cases, after: Cases, policy: ReturnType<typeof policyOf>, options?: GateOptions) {
  try {
    const verdict = gate(before, after, policy, options)
    return { code: verdictExitCode(verdict), why: verdict.sentence }
  } catch (error) {
    if (error instanceof AssayError) return { code: 3, why: error.message }
    throw error
  }
}
