import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toolCalls } from '../../src/graders/toolCalls.ts'
import { faultsOf, gradeOf, partsOf, scoreOf } from './grading.ts'

const call = (name: string, given: object = {}) => ({ name, arguments: given as Record<string, string> })
const weather = call('weather', { city: 'Paris', days: 3 })
const mail = call('mail', { to: 'ada' })

const calls = fc.array(
  fc.record({ name: fc.constantFrom('a', 'b'), arguments: fc.record({ x: fc.integer({ min: 0, max: 2 }) }) }),
  { minLength: 1, maxLength: 5 },
)

describe('toolCalls', () => {
  it('gives 1 for the expected calls, wherever the case tells them', () => {
    const output = { toolCalls: [weather, mail] }
    expect(scoreOf(toolCalls(), { expected: { toolCalls: [mail, weather] }, output })).toBe(1)
    expect(scoreOf(toolCalls(), { expected: 'Done.', metadata: { toolCalls: [weather, mail] }, output })).toBe(1)
    expect(scoreOf(toolCalls(), { expected: JSON.stringify([weather, mail]), output })).toBe(1)
    expect(scoreOf(toolCalls(), { expected: weather, output: { toolCalls: [weather] } })).toBe(1)
    expect(scoreOf(toolCalls(), { metadata: { toolCalls: ['weather', 'mail'] }, output })).toBe(1)
  })

  it('reads arguments that are JSON in a string, and the shape of OpenAI’s API', () => {
    const wire = { function: { name: 'weather', arguments: '{"days": 3, "city": "Paris"}' } }
    const output = { toolCalls: [{ name: 'weather', arguments: '{"city":"Paris","days":3}' }] }
    expect(scoreOf(toolCalls(), { metadata: { toolCalls: [wire] }, output })).toBe(1)
    expect(
      scoreOf(toolCalls(), {
        metadata: { toolCalls: [call('now')] },
        output: { toolCalls: [{ name: 'now', arguments: '' }] },
      }),
    ).toBe(1)
  })

  it('scores F1, with precision, recall, names and arguments as parts', () => {
    const trial = {
      metadata: { toolCalls: [weather, mail] },
      output: { toolCalls: [call('weather', { city: 'Rome', days: 3 }), mail, call('search')] },
    }
    expect(scoreOf(toolCalls(), trial)).toBeCloseTo(2 / 5)
    expect(partsOf(toolCalls(), trial)).toEqual({ precision: 1 / 3, recall: 0.5, names: 0.8, arguments: 0.5 })
    expect(faultsOf(toolCalls(), trial)).toEqual([
      'call 1, "weather": city: expected "Paris", got "Rome"',
      'call 3, "search", was not expected',
    ])
  })

  it('gives arguments partial credit, or none counts, by option', () => {
    const trial = {
      metadata: { toolCalls: [weather] },
      output: { toolCalls: [call('weather', { city: 'Rome', days: 3.1 })] },
    }
    expect(scoreOf(toolCalls(), trial)).toBe(0)
    expect(scoreOf(toolCalls({ arguments: 'diff', tolerance: 0.2 }), trial)).toBe(0.5)
    expect(scoreOf(toolCalls({ ignore: ['city'], tolerance: 0.2 }), trial)).toBe(1)
    expect(scoreOf(toolCalls({ arguments: 'ignore' }), trial)).toBe(1)
    expect(partsOf(toolCalls({ arguments: 'ignore' }), trial)).not.toHaveProperty('arguments')
  })

  it('pairs calls of one name by what they say', () => {
    const trial = {
      metadata: { toolCalls: [call('get', { id: 1 }), call('get', { id: 2 })] },
      output: { toolCalls: [call('get', { id: 2 }), call('get', { id: 1 })] },
    }
    expect(scoreOf(toolCalls(), trial)).toBe(1)
    expect(scoreOf(toolCalls({ ordered: true }), trial)).toBe(0.5)
    expect(partsOf(toolCalls({ ordered: true }), trial)).toMatchObject({ names: 1 })
  })

  it('lets calls that nobody expected be, on request', () => {
    const trial = { metadata: { toolCalls: [mail] }, output: { toolCalls: [weather, mail] } }
    expect(scoreOf(toolCalls(), trial)).toBeCloseTo(2 / 3)
    expect(scoreOf(toolCalls({ ignoreExtra: true }), trial)).toBe(1)
    expect(scoreOf(toolCalls({ ignoreExtra: true }), { ...trial, metadata: { toolCalls: [] } })).toBe(1)
  })

  it('tells no calls from none expected and none told', () => {
    expect(gradeOf(toolCalls(), { metadata: { toolCalls: [mail] } })).toMatchObject({
      score: 0,
      reason: 'no tool was called, 1 call expected',
    })
    expect(scoreOf(toolCalls(), { metadata: { toolCalls: [] } })).toBe(1)
    expect(scoreOf(toolCalls(), { metadata: { toolCalls: [] }, output: { toolCalls: [mail] } })).toBe(0)
    expect(scoreOf(toolCalls(), { output: { toolCalls: [mail] } })).toBe('unscored')
    expect(scoreOf(toolCalls(), { expected: 'words', output: { toolCalls: [mail] } })).toBe('unscored')
    expect(scoreOf(toolCalls(), { expected: { answer: 'words' }, output: { toolCalls: [mail] } })).toBe('unscored')
  })

  it('counts calls beyond two hundred as not expected', () => {
    const many = Array.from({ length: 5_000 }, () => mail)
    expect(scoreOf(toolCalls(), { metadata: { toolCalls: [mail] }, output: { toolCalls: many } })).toBeCloseTo(
      2 / 5_001,
    )
  })

  it('gives 1 for the same calls, the same both ways, and no more in order', () => {
    fc.assert(
      fc.property(calls, calls, (a, b) => {
        const score = (ordered: boolean, wanted: typeof a, found: typeof a) =>
          Number(
            scoreOf(toolCalls({ ordered, arguments: 'diff' }), {
              metadata: { toolCalls: wanted },
              output: { toolCalls: found },
            }),
          )
        expect(score(true, a, a)).toBe(1)
        expect(score(false, a, b)).toBeCloseTo(score(false, b, a))
        expect(score(true, a, b)).toBeLessThanOrEqual(score(false, a, b) + 1e-9)
      }),
    )
  })
})
