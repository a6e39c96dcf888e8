import { describe, expect, it } from 'vitest'
import { blocking, caveatsOf, findingOf, gate, policyOf } from '../support/gate.ts'
import { type CaseSketch, numbered, times } from '../support/gradedRun.ts'

const graders = ['quality', 'tone']
const sketch = (rows: { quality: number; tone: number }[]) => ({ cases: numbered(rows), graders })
const even = sketch(times(60, { quality: 1, tone: 1 }))

describe('advisory findings', () => {
  it('tell a regression that no rule blocks', () => {
    const worse = sketch([...times(20, { quality: 1, tone: 0 }), ...times(40, { quality: 1, tone: 1 })])
    for (const rules of [{ quality: {} }, { quality: {}, tone: { tier: 'advisory' as const, owner: 'brand' } }]) {
      const verdict = gate(even, worse, policyOf(rules))
      expect(blocking(verdict)).toEqual([])
      const finding = findingOf(verdict, 'regression', 'tone')
      expect(finding).toMatchObject({ tier: 'advisory', blocks: false })
      expect(finding.message).toBe(
        'tone (advisory) got worse by 33.3 points: 20 of 60 cases fell and 0 rose, p < .001 after correcting for 1 metric (exact sign-flip permutation)'.replace(
          ' after correcting for 1 metric',
          '',
        ),
      )
    }
    expect(
      findingOf(gate(even, worse, policyOf({ quality: {}, tone: { tier: 'advisory', owner: 'brand' } })), 'regression')
        .owner,
    ).toBe('brand')
  })

  it('tell an improvement', () => {
    const before = sketch([...times(20, { quality: 0, tone: 1 }), ...times(40, { quality: 1, tone: 1 })])
    const finding = findingOf(gate(before, even), 'improvement')
    expect(finding).toMatchObject({ rule: 'quality', blocks: false })
    expect(finding.message).toMatch(
      /^quality got better by 33\.3 points: 0 of 60 cases fell and 20 rose, p < \.001 after correcting for 2 metrics/,
    )
  })

  it('put what blocks first', () => {
    const worse = sketch(times(60, { quality: 0, tone: 0 }))
    const verdict = gate(even, worse)
    expect(verdict.findings.map(({ blocks }) => blocks)).toEqual(
      verdict.findings.map(({ blocks }) => blocks).toSorted((a, b) => Number(b) - Number(a)),
    )
    expect(verdict.findings[0]).toMatchObject({ kind: 'regression', rule: 'quality', blocks: true })
  })
})

describe('caveats', () => {
  it('flag slices that got worse', () => {
    const cases = (score: number): CaseSketch[] => [
      ...times(12, { tags: ['refunds'], repeats: [score] }),
      ...times(400, 1),
    ]
    expect(caveatsOf(gate(cases(1), cases(0)))).toContain(
      'worse on some tags: quality on refunds (-100.0 points over 12 cases); of such findings one in ten may be chance',
    )
  })

  it('tell of answers that only the candidate can be judged on', () => {
    const before = [...times<CaseSketch>(30, 1), ...times<CaseSketch>(4, 'none')]
    const after = [...times<CaseSketch>(30, 1), 0, 0, 0.5, 1]
    expect(caveatsOf(gate(before, after))).toContainEqual(
      expect.stringMatching(
        /^on 4 cases only the candidate gave quality something to judge, with a mean of 37\.5%; .* no test counts them$/,
      ),
    )
    expect(caveatsOf(gate(before, before)).join()).not.toContain('only the candidate')
  })

  it('say how little a small sample shows', () => {
    expect(caveatsOf(gate(times(20, 1), times(20, 1)))).toContainEqual(
      expect.stringMatching(/^this is a small sample: with 20 cases only drops of \d+\.\d points or more would show/),
    )
    expect(caveatsOf(gate(times(2000, 1), times(2000, 1)))).toEqual([])
  })

  it('say when a run was compared with itself', () => {
    const run = { cases: numbered(times(10, 1)), run: { id: 'one' } }
    expect(caveatsOf(gate(run, run))).toContainEqual(expect.stringContaining('are the same run, one'))
  })

  it('cannot be used to steer a terminal', () => {
    const evil = { 'a\u001b[31m\nb': { critical: true, strict: true, repeats: [0] }, c: 1 }
    const verdict = gate({ cases: evil }, { cases: evil })
    expect(verdict.sentence).toBe('FAIL: strict case a [31m b fails quality; ask support-platform.')
    expect(verdict.findings.map(({ message }) => message).join('')).not.toMatch(/\p{Cc}/u)
  })
})
