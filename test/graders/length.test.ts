import { describe, expect, it } from 'vitest'
import type { LengthOptions } from '../../src/graders/length.ts'
import { length } from '../../src/graders/length.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('length', () => {
  it.each<[string, LengthOptions, number]>([
    ['one two three', { min: 3, max: 3 }, 1],
    ['one two three', { min: 4 }, 0.75],
    ['one two three', { max: 2 }, 2 / 3],
    ["it's 1,000 - yes!", { min: 3, max: 3 }, 1],
    ['', { min: 1 }, 0],
    ['', { max: 1 }, 1],
    ['我在北京', { min: 4, max: 4 }, 1],
    ['안녕 세상', { min: 2, max: 2 }, 1],
    ['我在北京。你好！', { unit: 'sentences', min: 2, max: 2 }, 1],
    ['One. Two? Three!', { unit: 'sentences', max: 3 }, 1],
    ['我在北京。', { unit: 'characters', min: 5, max: 5 }, 1],
    [' cafe\u0301 ', { unit: 'characters', min: 4, max: 4 }, 1],
    ['😀😀', { unit: 'characters', min: 2, max: 2 }, 1],
    ['nine char', { unit: 'tokens', min: 3, max: 3 }, 1],
  ])('%j with %j scores %d', (text, options, score) => {
    expect(scoreOf(length(options), { text })).toBeCloseTo(score, 12)
  })

  it('says how long it is, and how long it should be', () => {
    expect(gradeOf(length({ max: 1 }), { text: 'one two' })).toMatchObject({ reason: '2 words, more than 1' })
  })

  it('refuses limits that are none', () => {
    expect(() => length({})).toThrow('give "min", "max" or both')
    expect(() => length({ min: 3, max: 2 })).toThrow('"min" is more than "max"')
  })
})
