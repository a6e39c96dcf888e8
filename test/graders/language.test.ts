import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { language } from '../../src/graders/language.ts'
import { gradeOf, scoreOf } from './grading.ts'

describe('language', () => {
  it.each<[string, string | string[], number | 'unscored']>([
    ['Hello', 'Latin', 1],
    ['Hello', 'latn', 1],
    ['Привет', 'Cyrillic', 1],
    ['Привет', 'Latin', 0],
    ['Привет abcd', 'Cyrillic', 0.6],
    ['γειά', 'el', 1],
    ['我在北京', 'zh', 1],
    ['東京タワーは高い', 'ja', 1],
    ['東京タワー', 'zh', 2 / 5],
    ['北京', 'ja', 'unscored'],
    ['Hello', 'ja', 0],
    ['안녕', 'ko', 1],
    ['مرحبا', 'Arabic', 1],
    ['Hello Привет', ['Latin', 'Cyrillic'], 1],
    ['Привет `code` https://example.org/path', 'Cyrillic', 1],
    ['12 + 3 = 15 😀', 'Latin', 'unscored'],
    ['', 'Latin', 'unscored'],
  ])('%j for %j scores %s', (text, script, score) => {
    const got = scoreOf(language({ script }), { text })
    if (score === 'unscored') expect(got).toBe(score)
    else expect(got).toBeCloseTo(score, 12)
  })

  it('shows the words of other scripts', () => {
    expect(gradeOf(language({ script: 'Cyrillic' }), { text: 'Это API' })).toMatchObject({
      reason: '3 of 6 letters are Cyrillic',
      evidence: [{ kind: 'script', verdict: 'bad', message: '"API" is not Cyrillic', start: 4, end: 7 }],
    })
  })

  it('refuses languages that share their script, and names the script', () => {
    expect(() => language({ script: 'en' })).toThrow('"en" is written in Latn, as other languages are')
    expect(() => language({ script: ['el', 'ru'] })).toThrow('"ru" is written in Cyrl')
    expect(() => language({ script: 'Klingonese' })).toThrow('"Klingonese" is no script of Unicode')
    expect(() => language({ script: 'Common' })).toThrow('is no script')
    expect(() => language({ script: '}' })).toThrow('is no script')
  })

  it('lies in 0..1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const score = scoreOf(language({ script: 'Latin' }), { text })
        if (score === 'unscored') return
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }),
    )
  })
})
