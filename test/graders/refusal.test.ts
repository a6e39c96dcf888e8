import { describe, expect, it } from 'vitest'
import { refusal } from '../../src/graders/refusal.ts'
import { gradeOf, partsOf, scoreOf } from './grading.ts'

const abstention = 'Sorry, the handbook does not mention this.'

describe('refusal', () => {
  it('wants an abstention where nothing can be answered', () => {
    expect(scoreOf(refusal(), { expected: null, text: abstention })).toBe(1)
    expect(scoreOf(refusal(), { expected: null, text: 'It costs $5.' })).toBe(0)
    expect(partsOf(refusal(), { expected: null, text: abstention })).toEqual({ unanswerable: 1 })
  })

  it('wants an answer where there is one', () => {
    expect(scoreOf(refusal(), { expected: '$5', text: 'It costs $5.' })).toBe(1)
    expect(scoreOf(refusal(), { expected: '$5', text: abstention })).toBe(0)
    expect(partsOf(refusal(), { expected: 5, text: abstention })).toEqual({ answerable: 0 })
  })

  it('takes an expected abstention for what it is', () => {
    expect(scoreOf(refusal(), { expected: 'The handbook does not say.', text: abstention })).toBe(1)
    expect(scoreOf(refusal(), { expected: ["I don't know.", 'Not specified.'], text: 'It costs $5.' })).toBe(0)
  })

  it('heeds the tags unanswerable and answerable before what is expected', () => {
    const tags = ['unanswerable', 'billing']
    expect(partsOf(refusal(), { tags, text: abstention })).toEqual({ unanswerable: 1 })
    expect(partsOf(refusal(), { tags, expected: 'Dieses Buch schweigt.', text: 'It costs $5.' })).toEqual({
      unanswerable: 0,
    })
    expect(partsOf(refusal(), { tags: ['answerable'], text: abstention })).toEqual({ answerable: 0 })
    expect(partsOf(refusal(), { tags: ['answerable'], expected: null, text: 'It costs $5.' })).toEqual({
      answerable: 1,
    })
    expect(scoreOf(refusal(), { tags: ['answerable', 'unanswerable'], expected: null, text: 'x' })).toBe('unscored')
  })

  it.each(['Leider kann ich diese Frage nicht beantworten.', 'Je ne sais pas.', 'El documento no menciona el precio.'])(
    'takes %j for an abstention',
    (text) => {
      expect(partsOf(refusal(), { expected: null, text })).toEqual({ unanswerable: 1 })
      expect(partsOf(refusal(), { expected: 'x', text })).toEqual({ answerable: 0 })
    },
  )

  it('scores an empty answer 0 either way', () => {
    expect(scoreOf(refusal(), { expected: null, text: ' \n' })).toBe(0)
    expect(scoreOf(refusal(), { expected: 'x', text: '' })).toBe(0)
  })

  it('judges nothing where the case does not say', () => {
    expect(scoreOf(refusal(), { text: abstention })).toBe('unscored')
  })

  it('shows the sentence', () => {
    expect(gradeOf(refusal(), { expected: 'x', text: `Hello! ${abstention}` })).toMatchObject({
      reason: 'refuses what can be answered',
      evidence: [{ kind: 'abstention', verdict: 'bad', start: 7, end: 49 }],
    })
  })
})
