import { describe, expect, it } from 'vitest'
import { verdictExitCode } from '../../src/core/verdict.ts'
import { findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, times } from '../support/gradedRun.ts'

const certify = { certify: true }

describe('certification', () => {
  it('asks for no more cases where the drop lies between the margin and minEffect', () => {
    const verdict = gate(
      times(1000, 1),
      [...times(8, 0), ...times(992, 1)],
      policyOf({ quality: { margin: 0.005 } }),
      certify,
    )
    expect(verdict.decision).toBe('inconclusive')
    expect(verdict.sentence).toContain(
      'no more cases would settle it, as a drop between the margin (0.5 points) and minEffect (1 point) neither passes nor blocks',
    )
  })

  it('passes when every bound is inside its margin', () => {
    const verdict = gate(times(300, 1), times(300, 1), policyOf(), certify)
    expect(verdict).toMatchObject({
      decision: 'pass',
      certify: true,
      sentence: 'PASS: v2 is not worse than v1 by 3 points or more on quality, shown with 95% confidence.',
    })
    expect(verdictExitCode(verdict)).toBe(0)
    expect(findingOf(verdict, 'certified', 'quality').message).toBe(
      'quality is at most 0.9 points worse (95% sure), inside the margin of 3 points',
    )
  })

  it('needs ln(alpha) / ln(1 - margin) cases, however well they go', () => {
    const repeated = (count: number) => times<CaseSketch>(count, [1, 1, 1])
    expect(gate(repeated(98), repeated(98), policyOf(), certify).decision).toBe('inconclusive')
    expect(gate(repeated(99), repeated(99), policyOf(), certify).decision).toBe('pass')
    const wide = policyOf({ quality: { margin: 0.05 } })
    expect(gate(times(59, [1, 1]), times(59, [1, 1]), wide, certify).findings[0]?.kind).toBe('certified')
  })

  it('counts independent units, not copies', () => {
    const copies = times<CaseSketch>(400, { cluster: 'copied', repeats: [1] }).concat(times(50, 1))
    expect(gate(copies, copies, policyOf(), certify).decision).toBe('inconclusive')
  })

  it('is inconclusive while a bound is outside, exits 2, and says what would settle it', () => {
    const before = [...times(100, 1), ...times(100, 0)]
    const after = [...times(92, 1), ...times(8, 0), ...times(93, 0), ...times(7, 1)]
    const verdict = gate(before, after, policyOf(), certify)
    expect(verdict.decision).toBe('inconclusive')
    expect(verdictExitCode(verdict)).toBe(2)
    expect(verdict.sentence).toBe(
      'INCONCLUSIVE: a drop of up to 3.9 points on quality cannot be ruled out; 547 more cases would settle 3 points (the margin); a run with --repeats 3 would tell whether repeats help; ask support-platform.',
    )
  })

  it('names repeats where they would settle it, and says where they would not', () => {
    const coin = (index: number, toss: number) => (index >> toss) & 1
    const tosses = (first: number) =>
      Array.from({ length: 128 }, (_, index): CaseSketch => [coin(index, first), coin(index, first + 1)])
    const helped = gate(tosses(0), tosses(2), policyOf(), certify)
    expect(findingOf(helped, 'inconclusive', 'quality').message).toMatch(
      /more cases, or \d+ repeats, would settle 3 points/,
    )
    const few = gate(tosses(0).slice(0, 64), tosses(2).slice(0, 64), policyOf(), certify)
    expect(findingOf(few, 'inconclusive', 'quality').message).toMatch(/; more repeats alone would not$/)
    const steady = (worse: number, better: number): [CaseSketch[], CaseSketch[]] => [
      [...times<CaseSketch>(worse, [1, 1]), ...times<CaseSketch>(better, [0, 0]), ...times<CaseSketch>(100, [1, 1])],
      [...times<CaseSketch>(worse, [0, 0]), ...times<CaseSketch>(better, [1, 1]), ...times<CaseSketch>(100, [1, 1])],
    ]
    const useless = gate(...steady(10, 10), policyOf(), certify)
    expect(findingOf(useless, 'inconclusive', 'quality').message).toMatch(/; more repeats alone would not$/)
  })

  it('asks for cases that would show whether a drop is real where the drop is as large as the margin', () => {
    const verdict = gate(times(60, 1), [...times(3, 0), ...times(57, 1)], policyOf(), certify)
    expect(verdict.sentence).toMatch(/\d+ more cases would show whether the drop of 5\.0 points is real/)
  })

  it('is asked of every blocking rule, without Holm', () => {
    const graders = ['x', 'y']
    const sketch = (y: number[]) => ({
      cases: Object.fromEntries(y.map((score, index) => [`c${index}`, { x: 1, y: score }])),
      graders,
    })
    const before = sketch([...times(100, 1), ...times(20, 0)])
    const after = sketch([...times(95, 1), ...times(5, 0), ...times(15, 0), ...times(5, 1)])
    const verdict = gate(before, after, policyOf({ x: {}, y: {} }), certify)
    expect(findingOf(verdict, 'certified', 'x').blocks).toBe(false)
    expect(findingOf(verdict, 'inconclusive', 'y').blocks).toBe(false)
    expect(verdict.decision).toBe('inconclusive')
    expect(gate(before, after, policyOf({ x: {}, y: { tier: 'advisory' } }), certify).decision).toBe('pass')
  })

  it('does not pass a candidate that gives less to score, though what is scored is as good', () => {
    const after: CaseSketch[] = [...times<CaseSketch>(4, 'none'), ...times<CaseSketch>(106, 1)]
    const verdict = gate(times(110, 1), after, policyOf(), certify)
    expect(findingOf(verdict, 'certified', 'quality').kind).toBe('certified')
    expect(findingOf(verdict, 'inconclusive', 'quality').message).toMatch(
      /^a loss of up to \d\.\d points of the answers that quality can score cannot be ruled out/,
    )
    expect(verdict.decision).toBe('inconclusive')
  })
})

describe('detection', () => {
  it('exits 0 on doubt and says what would have shown', () => {
    const before = [...times(40, 1), ...times(40, 0)]
    const verdict = gate(before, before)
    expect(verdict.decision).toBe('inconclusive')
    expect(verdictExitCode(verdict)).toBe(0)
    expect(verdict.sentence).toMatch(/^No regression found; drops of \d+\.\d points or more would show\.$/)
  })

  it('does not pretend that a drop would show in a handful of cases', () => {
    const verdict = gate(times(5, 1), times(5, 1))
    expect(verdict.sentence).toBe('No regression found, but there are too few cases for a drop to show on quality.')
    expect(findingOf(verdict, 'inconclusive', 'quality').message).toBe(
      'quality cannot be tested on 5 independent cases; 6 is the fewest',
    )
  })

  it('says pass where certainty was reached without being asked for', () => {
    expect(gate(times(300, 1), times(300, 1)).sentence).toMatch(/^PASS: /)
  })
})
