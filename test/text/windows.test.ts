import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowsOf } from '../../src/text/windows.ts'

describe('windowsOf', () => {
  it('leaves a text as it is that is short enough, or where no length is given', () => {
    expect(windowsOf('')).toEqual([''])
    expect(windowsOf('a'.repeat(64), 64)).toEqual(['a'.repeat(64)])
    expect(windowsOf('a b '.repeat(999))).toEqual(['a b '.repeat(999)])
  })

  it('cuts between words, each window half over the one before', () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${String(index).padStart(2, '0')}`)
    const windows = windowsOf(words.join(' '), 70)
    expect(windows.length).toBeGreaterThan(2)
    for (const window of windows) for (const word of window.trim().split(' ')) expect(words).toContain(word)
    expect(windows[0]).toContain('word05')
    expect(windows[1]).toContain('word05')
  })

  it('has every part of up to half a window whole in one of them, and none too long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 40 }),
        fc.integer({ min: 64, max: 200 }),
        fc.nat(),
        (parts, length, at) => {
          const text = parts.join(' ')
          const windows = windowsOf(text, length)
          expect(windows.every((window) => window.length <= length)).toBe(true)
          expect(windows.length).toBeLessThanOrEqual(1 + (4 * text.length) / (length - 8))
          const start = text.length === 0 ? 0 : at % text.length
          const part = text.slice(start, start + Math.floor(length / 4) - 2)
          expect(windows.some((window) => window.includes(part))).toBe(true)
        },
      ),
    )
  })

  it('cuts no character in two', () => {
    for (const window of windowsOf('😀'.repeat(500), 65)) expect(window.isWellFormed()).toBe(true)
  })
})
