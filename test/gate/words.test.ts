import { describe, expect, it } from 'vitest'
import { joined, plain, signedPoints, some } from '../../src/gate/words.ts'

describe('words', () => {
  it('write differences in points with one decimal', () => {
    expect(signedPoints(-0.092)).toBe('-9.2 points')
    expect(signedPoints(0.004)).toBe('+0.4 points')
    expect(signedPoints(-0.0001)).toBe('0.0 points')
    expect(signedPoints(0.0001)).toBe('0.0 points')
    expect(signedPoints(-0.01)).toBe('-1.0 point')
  })

  it('list', () => {
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
