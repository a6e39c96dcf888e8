import { describe, expect, it } from 'vitest'
import { answerableByTag, goldenHash } from '../../src/core/case.ts'

const item = { id: 'a', input: 'x', expected: 'y' }

describe('answerableByTag', () => {
  it('is what one of the two tags says', () => {
    expect(answerableByTag({ tags: ['a', 'answerable'] })).toBe(true)
    expect(answerableByTag({ tags: ['unanswerable'] })).toBe(false)
  })

  it('is undefined without them, and with both', () => {
    expect(answerableByTag({})).toBeUndefined()
    expect(answerableByTag({ tags: ['answerable', 'unanswerable'] })).toBeUndefined()
  })
})

describe('goldenHash', () => {
  it('changes with tags that graders read, and with no others', () => {
    expect(goldenHash({ ...item, tags: ['unanswerable'] })).not.toBe(goldenHash(item))
    expect(goldenHash({ ...item, tags: ['answerable'] })).not.toBe(goldenHash({ ...item, tags: ['unanswerable'] }))
    expect(goldenHash({ ...item, tags: ['refunds'] })).toBe(goldenHash(item))
  })
})
