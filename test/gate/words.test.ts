import { describe, expect, it } from 'vitest'
import {
  count,
  grouped,
  joined,
  level,
  percent,
  plain,
  points,
  pValue,
  settingLevel,
  settingPoints,
  signedPoints,
  some,
} from '../../src/gate/words.ts'

describe('words', () => {
  it('write differences in points with one decimal', () => {
    expect(signedPoints(-0.092)).toBe('-9.2 points')
    expect(signedPoints(0.004)).toBe('+0.4 points')
    expect(signedPoints(-0.0001)).toBe('0.0 points')
    expect(signedPoints(0.0001)).toBe('0.0 points')
    expect(signedPoints(-0.01)).toBe('-1.0 point')
    expect(points(-0.041)).toBe('4.1 points')
    expect(points(0.01)).toBe('1.0 point')
  })

  it('write settings without the digits they do not need', () => {
    expect(settingPoints(0.03)).toBe('3 points')
    expect(settingPoints(0.01)).toBe('1 point')
    expect(settingPoints(0.025)).toBe('2.5 points')
    expect(settingLevel(0.8)).toBe('80')
    expect(level(0.78)).toBe('78.0')
    expect(percent(0.042)).toBe('4.2%')
  })

  it('write p values with three digits', () => {
    expect(pValue(0.0041)).toBe('p = .004')
    expect(pValue(0.5)).toBe('p = .500')
    expect(pValue(0.0004)).toBe('p < .001')
    expect(pValue(1)).toBe('p > .999')
  })

  it('count and list', () => {
    expect(count(1, 'case')).toBe('1 case')
    expect(count(1240, 'case')).toBe('1,240 cases')
    expect(grouped(1234567)).toBe('1,234,567')
    expect(grouped(999)).toBe('999')
    expect(joined([])).toBe('')
    expect(joined(['a'])).toBe('a')
    expect(joined(['a', 'b', 'c'])).toBe('a, b and c')
    expect(some(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
    expect(some(['a', 'b', 'c'])).toBe('a, b and c')
  })

  it('let nothing through that steers a terminal or breaks a line', () => {
    expect(plain('a\u001b[2Jb\r\nc\u202ed')).toBe('a [2Jb c d')
  })
})
