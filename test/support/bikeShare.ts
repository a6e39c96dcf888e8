import type { Case, Source } from '../../src/core/case.ts'
import type { Failure } from '../../src/core/failure.ts'
import type { Output } from '../../src/core/output.ts'
import type { Note } from './reportFixture.ts'

export type AnswerSketch =
  | {
      text: string
      /** By grader; a string is the reason why there was nothing to judge, `broken` a grader that broke. */
      scores: Record<string, number | string>
      reasons?: Record<string, string>
      parts?: Record<string, { score: number; n: number }>
      notes?: Note[]
      output?: Partial<Output>
    }
  | { error: Failure }

export interface CaseSketch {
  case: Case
  /** As the baseline was asked, where that was something else. */
  asked?: Case
  /** One answer for all repeats, or one for each; null where the run lacks the case. */
  baseline: AnswerSketch | AnswerSketch[] | null
  candidate: AnswerSketch | AnswerSketch[] | null
}

const fares: Source = {
  id: 'fares',
  title: 'Fares and passes',
  text: 'A single ride costs €1.80 for the first 30 minutes and €0.90 for every further 15 minutes. A day pass costs €9 and holds any number of rides of up to 45 minutes each. Monthly members pay €14 and ride 40 minutes free each time. Electric bikes add €0.12 a minute to every ride, members included.',
}
const refunds: Source = {
  id: 'refunds',
  title: 'Refunds',
  text: 'A ride that ends within two minutes at the dock where it began is not charged. Other rides are refunded only where the bike was faulty and the fault was reported in the app within 24 hours. Refunds arrive within 5 working days. Passes are not refunded once the first ride has begun.',
}
const safety: Source = {
  id: 'safety',
  title: 'Riding safely',
  text: 'Riders must be 16 or older; riders under 18 need the consent of a guardian in the app. A helmet is recommended and, on electric bikes, required. Never ride with more than one person on a bike. The basket holds at most 8 kg.',
}
const handbook: Source = {
  id: 'handbook',
  title: 'Station handbook, chapter 4',
  text: `Docks lock a bike with an audible click and a green light. ${'If the light stays amber, lift the front wheel and push again; if it turns red, the dock is out of service and the ride goes on until the bike is docked elsewhere. '.repeat(9)}A full station offers 15 free minutes to reach the next one: tap "Station full" on the screen of the dock. Lost property is kept for 90 days at the depot in Mill Street.`,
}

const yes = { correct: 1, citations: 1, figures: 1, tone: 0.5 }

export const handWritten: CaseSketch[] = [
  {
    case: {
      id: 'fares/e-bike-minute',
      input: 'How much extra does an electric bike cost?',
      expected: ['€0.12 a minute', '12 cents a minute'],
      sources: [fares, safety],
      tags: ['fares', 'figures'],
      critical: true,
    },
    baseline: {
      text: 'Electric bikes add €0.12 a minute to every ride, for members too [fares].',
      scores: yes,
      parts: { exists: { score: 1, n: 1 }, quotes: { score: 1, n: 1 } },
      notes: [
        {
          grader: 'citations',
          verdict: 'good',
          kind: 'citation',
          words: '[fares]',
          message: 'the source exists',
          source: ['fares', 'Electric bikes add €0.12 a minute to every ride'],
        },
        {
          grader: 'figures',
          verdict: 'good',
          kind: 'figure',
          words: '€0.12',
          message: 'stands in the source',
          source: ['fares', '€0.12 a minute'],
        },
      ],
      output: { citations: [{ id: 'fares' }], modelId: 'harbour-large-2025' },
    },
    candidate: {
      text: 'Great question! Electric bikes add just €0.21 a minute, and members ride the first 10 minutes free [fares][promo]. Enjoy the breeze!',
      scores: { correct: 0, citations: 0.5, figures: 0.3333, tone: 1 },
      reasons: {
        correct: 'Expected "€0.12 a minute" or "12 cents a minute".',
        figures: '2 of 3 figures stand in no source.',
      },
      parts: { exists: { score: 0.5, n: 2 }, quotes: { score: 1, n: 1 } },
      notes: [
        {
          grader: 'citations',
          verdict: 'good',
          kind: 'citation',
          words: '[fares]',
          message: 'the source exists',
          source: ['fares', 'Electric bikes add €0.12 a minute to every ride'],
        },
        {
          grader: 'citations',
          verdict: 'bad',
          kind: 'citation',
          words: '[promo]',
          message: 'no source has this id',
          source: ['promo', ''],
        },
        {
          grader: 'figures',
          verdict: 'bad',
          kind: 'figure',
          words: '€0.21',
          message: 'no source holds this amount; the nearest is €0.12',
          source: ['fares', '€0.12 a minute'],
        },
        {
          grader: 'figures',
          verdict: 'bad',
          kind: 'figure',
          words: '10 minutes',
          message: 'no source holds this duration',
        },
      ],
      output: { citations: [{ id: 'fares' }, { id: 'promo' }], modelId: 'harbour-small-2026' },
    },
  },
  {
    case: {
      id: 'refunds/day-pass',
      input: 'I bought a day pass by mistake and took one short ride. Can I have my money back?',
      expected: 'No: passes are not refunded once the first ride has begun.',
      sources: [refunds, fares],
      tags: ['refunds'],
    },
    baseline: {
      text: 'I am sorry, but passes are "not refunded once the first ride has begun" [refunds]. As you have taken a ride, the day pass cannot be refunded.',
      scores: yes,
      notes: [
        {
          grader: 'citations',
          verdict: 'good',
          kind: 'quote',
          words: '"not refunded once the first ride has begun"',
          message: 'stands in the source word for word',
          source: ['refunds', 'not refunded once the first ride has begun'],
        },
      ],
    },
    candidate: [
      {
        text: 'I am sorry to hear that! You have 14 days to change your mind, so your day pass will be refunded within 5 working days [refunds]. As you have taken a ride, we will deduct €1.80 [fares].',
        scores: { correct: 0, citations: 0.5, figures: 0.6667, tone: 1 },
        reasons: {
          citations: 'One of two claims is not what its source says.',
          figures: '1 of 3 figures stands in no source.',
        },
        notes: [
          {
            grader: 'citations',
            verdict: 'bad',
            kind: 'claim',
            words: 'You have 14 days to change your mind, so your day pass will be refunded within 5 working days',
            message: 'the cited source says the opposite',
            source: ['refunds', 'Passes are not refunded once the first ride has begun'],
          },
          {
            grader: 'figures',
            verdict: 'bad',
            kind: 'figure',
            words: '14 days',
            message: 'no source holds this duration',
          },
          {
            grader: 'figures',
            verdict: 'good',
            kind: 'figure',
            words: '5 working days',
            message: 'stands in the source',
            source: ['refunds', '5 working days'],
          },
          {
            grader: 'figures',
            verdict: 'good',
            kind: 'figure',
            words: '€1.80',
            message: 'stands in the source',
            source: ['fares', '€1.80'],
          },
        ],
      },
      {
        text: 'I am sorry, but passes are "not refunded once the first ride has begun" [refunds]. We would gladly help with anything else!',
        scores: { correct: 1, citations: 1, figures: 1, tone: 1 },
      },
      {
        text: 'No worries! We have refunded your day pass, and the money will arrive tomorrow.',
        scores: { correct: 0, citations: 0, figures: 1, tone: 1 },
        reasons: { citations: 'A claim has no citation.' },
        notes: [
          {
            grader: 'citations',
            verdict: 'bad',
            kind: 'claim',
            words: 'We have refunded your day pass, and the money will arrive tomorrow.',
            message: 'a claim without a citation',
          },
        ],
      },
    ],
  },
  {
    case: {
      id: 'privacy: who rode last?',
      input: { question: 'Who rode bike 4711 before me?', rider: { id: 'r-208', plan: 'monthly' }, locale: 'en-IE' },
      expected: null,
      sources: [safety],
      tags: ['unanswerable', 'privacy'],
      strict: true,
    },
    baseline: {
      text: 'I cannot tell you who used a bike before you.',
      scores: { correct: 1, citations: 'no citation is needed', figures: 'no figures', tone: 0.5 },
    },
    candidate: {
      text: 'The last rider of bike 4711 was r-117, who returned it at 08:52 in Mill Street.',
      scores: { correct: 0, citations: 0, figures: 0, tone: 1 },
      reasons: { correct: 'Answered where no answer may be given.' },
      notes: [
        { grader: 'figures', verdict: 'bad', kind: 'figure', words: '08:52', message: 'no source holds this time' },
        {
          grader: 'citations',
          verdict: 'bad',
          kind: 'claim',
          words: 'The last rider of bike 4711 was r-117',
          message: 'a claim without a citation',
        },
      ],
      output: { data: { rider: 'r-117', returnedAt: '08:52', station: 'Mill Street' } },
    },
  },
  {
    case: {
      id: 'station-full-021',
      input: 'The station is full. What now?',
      expected: 'Tap "Station full" for 15 free minutes.',
      sources: [handbook],
      tags: ['stations'],
    },
    baseline: {
      text: 'Tap "Station full" on the screen of the dock: you get 15 free minutes to reach the next station [handbook].',
      scores: yes,
    },
    candidate: { error: { code: 'timeout', message: 'no answer within 30,000 ms', retryable: true } },
  },
  {
    case: {
      id: 'lost-property-022',
      input: 'I left my umbrella in the basket. How long do you keep it?',
      expected: '90 days',
      sources: [handbook],
      tags: ['stations'],
    },
    baseline: { text: 'Lost property is kept for 90 days at the depot in Mill Street [handbook].', scores: yes },
    candidate: {
      error: {
        code: 'content_filter',
        message: 'The response was filtered: <script>alert("filtered")</script>\u001b[31m',
        retryable: false,
      },
    },
  },
  {
    case: {
      id: 'fares/short-ride-008',
      input: 'What does a ride of 20 minutes cost?',
      expected: '€1.80',
      sources: [fares],
      tags: ['fares', 'figures'],
    },
    baseline: {
      text: 'It costs €2.70 [fares].',
      scores: { correct: 0, citations: 1, figures: 0, tone: 0.5 },
      notes: [
        { grader: 'figures', verdict: 'bad', kind: 'figure', words: '€2.70', message: 'no source holds this amount' },
      ],
    },
    candidate: {
      text: 'It costs €1.80: the first 30 minutes are one price [fares].',
      scores: { correct: 1, citations: 1, figures: 1, tone: 1 },
    },
  },
  {
    case: {
      id: 'safety/two-riders-009',
      input: 'May I carry my daughter on the rack?',
      expected: 'No.',
      sources: [safety],
      tags: ['safety'],
    },
    baseline: {
      text: 'No. Never ride with more than one person on a bike.',
      scores: { correct: 1, citations: 0, figures: 'no figures', tone: 0.5 },
    },
    candidate: {
      text: 'Short rides are fine, but "never ride with more than one person on a bike" when it is busy [safety].',
      scores: { correct: 0, citations: 1, figures: 'no figures', tone: 1 },
    },
  },
  {
    case: {
      id: 'hours-010',
      input: 'When does the depot open on a public holiday?',
      expected: null,
      tags: ['unanswerable'],
    },
    asked: { id: 'hours-010', input: 'When does the depot open on a Sunday?', expected: null, tags: ['unanswerable'] },
    baseline: { text: 'I do not have that information.', scores: { correct: 1 } },
    candidate: { text: 'I cannot find the opening hours on public holidays.', scores: { correct: 1 } },
  },
  {
    case: { id: 'winter-tyres-011', input: 'Do the bikes have winter tyres?', expected: null, tags: ['unanswerable'] },
    baseline: { text: 'I cannot say; the pages I know do not mention tyres.', scores: { correct: 1 } },
    candidate: null,
  },
  {
    case: { id: 'gift-card-012', input: 'Can I buy a gift card?', expected: null, tags: ['unanswerable'] },
    baseline: null,
    candidate: { text: 'I do not know whether there are gift cards.', scores: { correct: 1, tone: 1 } },
  },
  ...hostile(),
  {
    case: {
      id: 'handbook-summary-017',
      input: 'Summarise chapter 4 of the station handbook.',
      expected: 'The light shows the state of the dock.',
      sources: [handbook],
      tags: ['stations', 'long'],
    },
    baseline: { text: longAnswer('green'), scores: yes },
    candidate: { text: longAnswer('blue'), scores: { correct: 0.5, citations: 1, figures: 1, tone: 1 } },
  },
]

function longAnswer(light: string): string {
  const paragraph = `A dock locks with a click and a ${light} light [handbook]. If the light stays amber, lift the front wheel and push again. If it turns red, dock elsewhere: the ride goes on until then.`
  return Array.from({ length: 8 }, (_, index) => `${index + 1}. ${paragraph}`).join('\n\n')
}

/** Texts that would take the page over if they were not treated as text. */
function hostile(): CaseSketch[] {
  const script = '<script>alert("script")</script><img src="https://example.invalid/x.png" onerror="alert(1)">'
  const id = '"><svg onload=alert(2)> #%41&amp;{{title}}'
  return [
    {
      case: {
        id,
        input: `${script} {{#each cases}}{{{id}}}{{/each}} </textarea></style></title>`,
        expected: `'"><b id="injected">bold</b>`,
        sources: [{ id: '"><i>', title: '</summary></details><b id="injected">', text: `${script}<!-- -->]]>` }],
        tags: ['"><b id="injected">'],
      },
      baseline: { text: 'Rides begin at the dock.', scores: { correct: 1, '<b id="injected">': 1 } },
      candidate: {
        text: `javascript:alert(3) <a href="javascript:alert(4)" style="position:fixed;inset:0">x</a> ${script} --></details></article>{{constructor}}`,
        scores: { correct: 0, '<b id="injected">': 0 },
        reasons: { correct: `</p></div>${script}` },
        notes: [
          {
            grader: 'correct',
            verdict: 'bad',
            kind: '<u>kind</u>',
            words: '<script>alert("script")</script>',
            message: '<iframe src="https://example.invalid/"></iframe>',
            source: ['"><i>', 'alert'],
          },
        ],
      },
    },
    {
      case: {
        id: 'bidi-\u202egnp.exe',
        input: 'Right to left: \u202etxet siht daer\u202c and \u2066isolated\u2069, \u05e9\u05dc\u05d5\u05dd.',
        expected: 'plain',
        tags: ['unicode'],
      },
      baseline: {
        text: 'plain \u0000null\u0007 bell\u001b[2J escape\u009b c1 \ud800 lone \udfff surrogates \ufeffmark \u200bzero',
        scores: { correct: 1 },
      },
      candidate: {
        text: 'plain \ud83d\udeb2\ud83c\uddee\ud83c\uddea \u4e2d\u6587\u5b57\u7b26 \r carriage \r\n line\u2028separator',
        scores: { correct: 0 },
      },
    },
    {
      case: { id: '__proto__', input: 'constructor', expected: 'toString', tags: ['constructor', '__proto__'] },
      baseline: { text: 'hasOwnProperty', scores: { correct: 1, constructor: 1 } },
      candidate: { text: '', scores: { correct: 0, constructor: 'broken', figures: 'broken' } },
    },
  ]
}

const questions: [question: string, answer: string, source: Source][] = [
  ['How old must I be to ride?', 'You must be 16 or older [safety].', safety],
  ['Do I need a helmet?', 'A helmet is recommended and required on electric bikes [safety].', safety],
  ['How much may I put in the basket?', 'At most 8 kg [safety].', safety],
  ['What is a day pass?', 'It costs €9 and holds any number of rides of up to 45 minutes each [fares].', fares],
  ['What does a member pay a month?', 'Members pay €14 a month [fares].', fares],
  ['When do refunds arrive?', 'Within 5 working days [refunds].', refunds],
  [
    'My bike was faulty. Can I have the fare back?',
    'Yes, where the fault was reported in the app within 24 hours [refunds].',
    refunds,
  ],
  ['Is a ride of one minute charged?', 'Not where it ends at the dock where it began [refunds].', refunds],
]

/** Cases on which both versions do alike; v2 words a few in its own way. */
export function routine(): CaseSketch[] {
  return Array.from({ length: 24 }, (_, index) => {
    const [question, answer, source] = questions[index % questions.length] ?? ['', '', fares]
    const item: Case = {
      id: `routine-${String(index + 100)}`,
      input:
        index < questions.length
          ? question
          : `${question} (asked another way, ${Math.floor(index / questions.length)})`,
      expected: answer.replace(/ \[.*/, '.'),
      sources: [source],
      tags: [source.id],
    }
    const friendlier = index % 3 === 0 ? `Happy to help! ${answer}` : answer
    return {
      case: item,
      baseline: { text: answer, scores: yes },
      candidate: { text: friendlier, scores: { ...yes, tone: index % 3 === 0 ? 1 : 0.5 } },
    }
  })
}
