import type { Case } from '../../core/case.ts'

const hours = {
  id: 'hours',
  title: 'Opening hours',
  text: 'Fernhill Library is open from 9:00 to 18:00 on Monday to Friday and from 10:00 to 14:00 on Saturday. It is closed on Sunday.',
}
const loans = {
  id: 'loans',
  title: 'Loans',
  text: 'Members may borrow up to 8 items at a time. Books are lent for 28 days, films for 7 days. A loan can be renewed twice unless someone else has reserved the item.',
}
const fees = {
  id: 'fees',
  title: 'Fees',
  text: 'Membership costs $12 a year and is free for people under 18. Late items cost $0.20 a day, at most $6 an item. A lost card is replaced for $3.',
}
const rooms = {
  id: 'rooms',
  title: 'Rooms',
  text: 'The library has 3 study rooms for up to 6 people each. They can be booked for 2 hours a day, up to 14 days ahead, at the desk or by phone.',
}

/** A question about a small invented library, what is expected, and what two versions of a system answered. */
interface Example extends Case {
  v1: string
  v2: string
}

const examples: Example[] = [
  {
    id: 'hours-saturday',
    input: 'When is the library open on Saturday?',
    expected: ['10:00 to 14:00', '10:00–14:00'],
    sources: [hours],
    tags: ['hours'],
    v1: 'On Saturday it is open from 10:00 to 14:00 [hours].',
    v2: 'It is open from 10:00 to 14:00 on Saturday [hours].',
  },
  {
    id: 'hours-weekday',
    input: 'Until when can I come on a Tuesday?',
    expected: '18:00',
    sources: [hours],
    tags: ['hours'],
    v1: 'Until 18:00 [hours].',
    v2: 'The library is open until 18:00 on Tuesday [hours].',
  },
  {
    id: 'hours-sunday',
    input: 'Is the library open on Sunday?',
    expected: ['closed', 'not open'],
    sources: [hours],
    tags: ['hours'],
    v1: 'No, it is closed on Sunday [hours].',
    v2: 'No, the library is closed on Sunday [hours].',
  },
  {
    id: 'loans-number',
    input: 'How many items may I borrow?',
    expected: ['8 items', 'eight items'],
    sources: [loans],
    tags: ['loans'],
    v1: 'Members may borrow up to 8 items at a time [loans].',
    v2: 'Up to 8 items at a time [loans].',
  },
  {
    id: 'loans-books',
    input: 'How long may I keep a book?',
    expected: '28 days',
    sources: [loans, fees],
    tags: ['loans'],
    critical: true,
    v1: 'Books are lent for 28 days [loans].',
    v2: 'A book is lent for 28 days [loans].',
  },
  {
    id: 'loans-films',
    input: 'And a film?',
    expected: '7 days',
    sources: [loans],
    tags: ['loans'],
    v1: 'Films are lent for 14 days [loans].',
    v2: 'Films are lent for 7 days [loans].',
  },
  {
    id: 'loans-renew',
    input: 'How often can I renew a loan?',
    expected: ['twice', 'two times'],
    sources: [loans],
    tags: ['loans'],
    v1: 'A loan can be renewed twice, unless someone else has reserved the item [loans].',
    v2: 'Twice, unless someone else has reserved the item [loans].',
  },
  {
    id: 'fees-year',
    input: 'What does membership cost?',
    expected: '$12',
    sources: [fees],
    tags: ['fees'],
    v1: 'Membership costs $12 a year [fees].',
    v2: 'It costs $12 a year [fees].',
  },
  {
    id: 'fees-child',
    input: 'My son is 12. Does he have to pay?',
    expected: ['free', 'no'],
    sources: [fees],
    tags: ['fees'],
    v1: 'No, membership is free for people under 18 [fees].',
    v2: 'Membership is free for people under 18 [fees].',
  },
  {
    id: 'fees-late',
    input: 'What is the most I pay for one late book?',
    expected: '$6',
    sources: [fees, loans],
    tags: ['fees'],
    v1: 'Late items cost at most $6 an item [fees].',
    v2: 'At most $6 an item [fees].',
  },
  {
    id: 'rooms-people',
    input: 'How many people fit into a study room?',
    expected: ['6 people', 'six people', 'up to 6'],
    sources: [rooms],
    tags: ['rooms'],
    v1: 'Up to 6 people [rooms].',
    v2: 'A study room is for up to 6 people [rooms].',
  },
  {
    id: 'rooms-ahead',
    input: 'How far ahead can I book a room?',
    expected: '14 days',
    sources: [rooms],
    tags: ['rooms'],
    v1: 'Up to 14 days ahead [rooms].',
    v2: 'Rooms can be booked up to 14 days ahead [rooms].',
  },
  {
    id: 'unknown-parking',
    input: 'Where can I park?',
    expected: null,
    sources: [hours, rooms],
    tags: ['unanswerable'],
    v1: 'I do not know: the library does not say anything about parking.',
    v2: 'I do not know: the library does not say where to park.',
  },
  {
    id: 'unknown-wifi',
    input: 'What is the password of the wireless network?',
    expected: null,
    sources: [rooms],
    tags: ['unanswerable'],
    v1: 'I do not have that information.',
    v2: 'I do not know; the sources do not mention it.',
  },
]

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Golden cases, as a dataset. */
export const exampleCases = lines(examples.map(({ v1: _, v2: __, ...item }) => item))

/** What a version answered, as a recording. */
export function exampleAnswers(version: 'v1' | 'v2'): string {
  return lines(examples.map((item) => ({ id: item.id, text: item[version] })))
}
