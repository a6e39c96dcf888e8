import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../src/compare/index.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { comparisonOptions, decideEach, overallVerdict } from '../../src/gate/index.ts'
import { policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, runPair, times } from '../support/gradedRun.ts'

const verdict = (decision: Verdict['decision'], certify = false, owner = 'ada'): Verdict => ({
  decision,
  sentence: `${decision.toUpperCase()}: so.`,
  certify,
  method: [],
  findings:
    decision === 'fail'
      ? [{ kind: 'regression', tier: 'blocking', blocks: true, rule: 'x', owner, message: 'worse' }]
      : [],
})
const item = (name: string, decision: Verdict['decision'], certify = false) => ({
  eval: name,
  verdict: verdict(decision, certify),
})

describe('one verdict over several evals', () => {
  it('fails where one fails, and names it and whom to ask', () => {
    expect(overallVerdict([item('a', 'pass'), item('b', 'fail'), item('c', 'inconclusive')])).toEqual({
      decision: 'fail',
      sentence: 'FAIL: 1 of 3 evals fails (b); ask ada.',
      exitCode: 1,
    })
  })

  it('fails where one fails, though another could not be judged, and says both', () => {
    const overall = overallVerdict([item('a', 'fail'), { eval: 'b', problem: 'no runs' }])
    expect(overall).toMatchObject({ decision: 'fail', exitCode: 1 })
    expect(overall.sentence).toBe('FAIL: 1 of 2 evals fails (a); not judged: b; ask ada.')
  })

  it('never passes what could not be judged', () => {
    expect(overallVerdict([item('a', 'pass'), { eval: 'b', problem: 'no runs' }])).toEqual({
      decision: 'inconclusive',
      sentence: 'INCONCLUSIVE: 1 of 2 evals could not be judged (b).',
      exitCode: 3,
    })
  })

  it('is inconclusive where one is, and exits 2 where certainty was asked for', () => {
    expect(overallVerdict([item('a', 'pass'), item('b', 'inconclusive')])).toMatchObject({ exitCode: 0 })
    const certified = overallVerdict([item('a', 'pass', true), item('b', 'inconclusive', true)])
    expect(certified).toMatchObject({ decision: 'inconclusive', exitCode: 2 })
    expect(certified.sentence).toBe(
      'INCONCLUSIVE: for 1 of 2 evals it is not shown that nothing got worse (b); a passes.',
    )
  })

  it('passes where all pass', () => {
    expect(overallVerdict([item('a', 'pass'), item('b', 'pass')])).toMatchObject({ decision: 'pass', exitCode: 0 })
  })
})

describe('evals judged together', () => {
  const entry = (before: CaseSketch[], after: CaseSketch[], rules = policyOf()) => ({
    comparison: compareRuns(
      ...runPair({ cases: numbered(before) }, { cases: numbered(after) }),
      comparisonOptions(rules),
    ),
    policy: rules,
  })
  const good = times<CaseSketch>(40, 1)

  it('do not keep each other from being judged', () => {
    const judgements = decideEach([
      entry(good, good),
      entry(good, good, policyOf({ nope: {} })),
      entry(good, times(40, 0)),
    ])
    expect(judgements.map((judgement) => judgement.verdict?.decision)).toEqual(['inconclusive', undefined, 'fail'])
    expect(judgements[1]?.problems).toHaveLength(1)
  })

  it('share the chance of a false alarm', () => {
    // 4 fell: mid-p 2^-5 = .031.
    const four = [...times<CaseSketch>(4, 0), ...times<CaseSketch>(36, 1)]
    expect(decideEach([entry(good, four)])[0]?.verdict?.decision).toBe('fail')
    expect(decideEach([entry(good, four), entry(good, good)])[0]?.verdict?.decision).toBe('inconclusive')
  })
})
