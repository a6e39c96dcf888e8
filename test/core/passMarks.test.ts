import { describe, expect, it } from 'vitest'
import { passAtOf, withMarks } from '../../src/core/grade.ts'

describe('the pass mark of a part', () => {
  const grader = { passAt: 0.9, partPassAt: { a: 0.5, 'a.b.c': 0.7 } }

  it('is its own, else that of the part it belongs to, else that of the grader', () => {
    expect(passAtOf(grader, 'a')).toBe(0.5)
    expect(passAtOf(grader, 'a.b')).toBe(0.5)
    expect(passAtOf(grader, 'a.b.c.d')).toBe(0.7)
    expect(passAtOf(grader, 'ab')).toBe(0.9)
    expect(passAtOf(grader, 'constructor')).toBe(0.9)
    expect(passAtOf({ passAt: 0.3 }, 'a')).toBe(0.3)
  })

  it('is the one of today where the grader is still there', () => {
    const kept = { name: 'g', fingerprint: 'f', ...grader }
    expect(withMarks(kept, { passAt: 1 })).toEqual({ name: 'g', fingerprint: 'f', passAt: 1 })
    expect(withMarks(kept, undefined)).toEqual(kept)
  })
})
