import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFailure } from '../../src/core/failure.ts'
import { entailmentScore } from '../../src/models/entailmentReply.ts'

const three = [
  { label: 'contradiction', score: 0.1 },
  { label: 'entailment', score: 0.7 },
  { label: 'neutral', score: 0.2 },
]

function scoreOf(value: unknown, place = {}): number {
  return entailmentScore(JSON.stringify(value), place)
}

function faultOf(text: string, place = {}) {
  try {
    return { score: entailmentScore(text, place) }
  } catch (error) {
    return toFailure(error)
  }
}

describe('the score of entailment', () => {
  it.each([
    ['a list', three],
    ['a list for each of one pair', [three]],
    ['lists of labels and of scores', { labels: ['neutral', 'ENTAILED'], scores: [0.3, 0.7] }],
    ['an object by label', { entailment: 0.7, contradiction: 0.3 }],
    ['one label alone', [{ label: 'Entailment', score: 0.7 }]],
    [
      'a pair of classes',
      [
        { label: 'not_entailment', score: 0.3 },
        { label: 'entailment', score: 0.7 },
      ],
    ],
  ])('is read from %s', (_, value) => {
    expect(scoreOf(value)).toBe(0.7)
  })

  it('is that of the label that was named, to the letter but for case', () => {
    const value = [
      { label: 'LABEL_0', score: 0.9 },
      { label: 'LABEL_2', score: 0.1 },
    ]
    expect(scoreOf(value, { label: 'label_2' })).toBe(0.1)
    expect(faultOf(JSON.stringify(value), { label: 'LABEL' })).toMatchObject({ code: 'bad_reply' })
  })

  it('is a number at a path, or labels there', () => {
    expect(scoreOf({ out: { p: 0.25 } }, { score: '$.out.p' })).toBe(0.25)
    expect(scoreOf({ out: three }, { score: '$.out' })).toBe(0.7)
    expect(scoreOf({ out: three }, { score: '$.out[*]' })).toBe(0.7)
    expect(scoreOf({ out: three }, { score: '$.out[?@.label=="entailment"].score' })).toBe(0.7)
  })

  it('may come out a little above 1', () => {
    expect(scoreOf([{ label: 'entailment', score: 1.0000001 }])).toBe(1)
  })

  it.each([
    ['[]', {}, 'no labels with scores'],
    ['7', {}, 'no labels with scores'],
    ['null', {}, 'no labels with scores'],
    ['{"error":"model is loading"}', {}, 'model is loading'],
    ['[[{"label":"entailment","score":1}],[{"label":"entailment","score":0}]]', {}, 'no labels with scores'],
    ['[{"label":"contradiction","score":0.9}]', {}, 'it has no label of entailment, but "contradiction"'],
    ['[{"label":"not_entailment","score":0.9}]', {}, 'it has no label of entailment'],
    ['{"entailment":0.1,"entailed":0.2}', {}, 'several labels'],
    ['[{"label":"entailment","score":4.2}]', {}, 'the score of "entailment" is 4.2'],
    ['[{"label":"entailment","score":-1}]', {}, 'is -1'],
    ['[{"label":"entailment","score":"0.9"}]', {}, 'is "0.9"'],
    ['[{"label":"entailment","score":null}]', {}, 'is null'],
    ['{"labels":["entailment"],"scores":[]}', {}, 'no labels with scores'],
    ['{"p":0.5}', { score: '$.q' }, 'there is nothing at $.q'],
    ['{"p":7}', { score: '$.p' }, 'what is at $.p is 7'],
  ])('is none in %s', (text, place, message) => {
    expect(faultOf(text, place)).toMatchObject({
      code: 'bad_reply',
      message: expect.stringContaining(message),
      retryable: false,
    })
  })

  it('is asked for again where the reply is no JSON, or nothing', () => {
    expect(faultOf('<html>Bad gateway</html>')).toMatchObject({ code: 'bad_reply', retryable: true })
    expect(faultOf('[{"label":"ent')).toMatchObject({ code: 'bad_reply', retryable: true })
    expect(faultOf(' ')).toMatchObject({ code: 'empty', retryable: true })
  })

  it('lies in 0..1 or is a failure, whatever is said', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const found = faultOf(text)
        if ('score' in found) expect(found.score >= 0 && found.score <= 1).toBe(true)
        else expect(found.code).toBe('bad_reply')
      }),
    )
  })
})
