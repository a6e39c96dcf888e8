import type { CaseSketch } from './bikeShare.ts'
import type { Note } from './reportFixture.ts'

const claim = (support: NonNullable<Note['support']>, words: string, source?: Note['source']): Note => ({
  grader: 'figures',
  kind: 'claim',
  verdict: support === 'supported' ? 'good' : 'bad',
  words,
  message: `The sources leave this ${support}.`,
  support,
  score: support === 'supported' ? 0.97 : 0.12,
  ...(source === undefined ? {} : { source }),
})

/** Claims of every kind, with a figure made up and a warning inside, one from right to left and one that is hostile. */
export function claimSketch(): CaseSketch {
  const day = 'A day pass costs €19 and is valid for 24 hours.'
  const basket = 'You may carry 8 kg in the basket.'
  const bells = 'Bells are never required.'
  const hebrew = 'הקסדה \u202eחובה.'
  const hostile = '<img src=x onerror=alert(1)> is “free”.'
  return {
    case: {
      id: 'claims <of> every kind',
      input: 'What does a day pass cost, and what may I carry?',
      expected: 'A day pass costs €9; the basket holds 8 kg.',
      tags: ['fares'],
      sources: [
        {
          id: 'fares',
          title: 'Fares & passes',
          text: 'A single ride costs €1.80. A day pass costs €9. Members pay €14.',
        },
        { id: 'safety', text: `${'Ride with care. '.repeat(80)}The basket holds at most 8 kg. Lock your bike.` },
      ],
    },
    baseline: {
      text: `A day pass costs €9. ${basket}`,
      scores: { correct: 1, figures: 1 },
      notes: [
        claim('supported', 'A day pass costs €9.', ['fares', 'A day pass costs €9.']),
        claim('supported', basket, ['safety', 'The basket holds at most 8 kg.']),
      ],
    },
    candidate: {
      text: [day, basket, bells, hebrew, hostile].join(' '),
      scores: { correct: 0, figures: 0.2 },
      notes: [
        claim('contradicted', day, ['fares', 'A day pass costs €9.']),
        { grader: 'figures', kind: 'money', verdict: 'bad', words: '€19', message: '"€19" stands in no source' },
        {
          grader: 'figures',
          kind: 'time',
          verdict: 'bad',
          words: '24 hours',
          message: '"24 hours" stands in no source',
        },
        claim('supported', basket, ['safety', 'The basket holds at most 8 kg.']),
        claim('unsupported', bells),
        { grader: 'figures', kind: 'negation', verdict: 'info', words: 'never', message: 'check the negation' },
        claim('unsupported', hebrew, ['safety', 'Ride with care.']),
        claim('unsupported', hostile),
      ],
    },
  }
}
