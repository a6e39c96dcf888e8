import { describe, expect, it } from 'vitest'
import { figures } from '../../src/graders/figures.ts'
import type { Trial } from './grading.ts'
import { faultsOf, gradeOf, partsOf, scoreOf } from './grading.ts'

const sources = [
  {
    id: 'plans',
    title: 'Plans of 2025',
    text: 'The Pro plan costs $1,200 a year (20% off). It allows 1,000 users and 30 days of history.',
  },
  { id: 'dates', text: 'It started on 3 March 2024. Support answers from 9:00 to 17:00.' },
]
const of = (text: string, more: Omit<Trial, 'text'> = {}): Trial => ({ sources, text, ...more })

describe('figures', () => {
  it('judges the figures in the words that a citation wraps, and not those of its sign', () => {
    const linked = 'It keeps <cite id="2">31 days</cite> of history <ref>1</ref>.'
    expect(faultsOf(figures(), of(linked))).toEqual(['"31 days" stands in no source'])
  })

  it('is 1 where the sources hold every figure, whatever its form', () => {
    const text =
      'Pro is 1200 dollars, 20 per cent less. 1 000 users, thirty days. Since March 3rd, 2024; until 5 pm. The 2025 plans.'
    expect(scoreOf(figures(), of(text))).toBe(1)
    expect(partsOf(figures(), of(text))).toEqual({ money: 1, percent: 1, number: 1, date: 1, time: 1 })
  })

  it('finds the figures that nothing holds', () => {
    const trial = of('Pro costs $1,300, 20% off, for 10,000 users since 3 April 2024.')
    expect(scoreOf(figures(), trial)).toBe(0.25)
    expect(partsOf(figures(), trial)).toEqual({ money: 0, percent: 1, number: 0, date: 0 })
    expect(faultsOf(figures(), trial)).toEqual([
      '"$1,300" stands in no source',
      '"10,000" stands in no source',
      '"3 April 2024" stands in no source',
    ])
  })

  it('shows where a figure stands', () => {
    const grade = gradeOf(figures(), of('It keeps 30 days.'))
    const [found] = grade.status === 'scored' ? (grade.evidence ?? []) : []
    expect(found).toMatchObject({ verdict: 'good', sourceId: 'plans' })
    expect(sources[0]?.text.slice(found?.sourceStart, found?.sourceEnd)).toBe('30 days')
  })

  it('takes the question for a source too, also one that is an object', () => {
    expect(scoreOf(figures(), of('For 77 people it works.', { input: 'Does it work for 77 people?' }))).toBe(1)
    expect(scoreOf(figures(), of('For 77 people it works.', { input: { people: 77 } }))).toBe(1)
    expect(scoreOf(figures(), of('For 77 people it works.'))).toBe(0)
  })

  it.each([
    'It is so [1][2].',
    '1. Open it.\n2. Close it.',
    '**1.** Open it.\n- 2) Close it.',
    'Step 1: Open it.\nStep 2: Close it.',
    'Open it in step 1. Then go on with step 2.',
    '(1) Open it; (2) close it; and (3) rest.',
    '1️⃣ Open it\n2️⃣ Close it',
    '1.2.3 Overview of it',
    'It is so.¹ It is (source 1).',
    'There are 2 ways:\n- by car\n- by train',
    'One of the two ways.',
    'See https://example.com/2019/77 or mail a77@example.com.',
    '```\nx = 77\n```',
    'As with COVID-19 and B12.',
    'No figures here.',
  ])('sees no figures in %j', (text) => {
    expect(gradeOf(figures(), of(text))).toEqual({ status: 'unscored', reason: 'the answer holds no figures' })
  })

  it('does count small numbers with a unit, and counts of no list', () => {
    expect(scoreOf(figures(), of('It takes two weeks.'))).toBe(0)
    expect(scoreOf(figures(), of('There are 4 ways:\n- by car\n- by train'))).toBe(0)
  })

  it('takes a number in parentheses behind its word for a figure', () => {
    expect(faultsOf(figures(), of('It has two (2) doors and three (3) seats.'))).toEqual(['"2" stands in no source'])
  })

  it('judges nothing without sources', () => {
    expect(scoreOf(figures(), { text: 'It costs $5.' })).toBe('unscored')
    expect(scoreOf(figures(), { text: 'It costs $5.', sources: [] })).toBe('unscored')
    expect(scoreOf(figures(), { text: 'It costs $1,200.', output: { sources } })).toBe(1)
  })
})
