import type { CaseInput, Expected, Source } from '../../core/case.ts'

/** One golden case, as a line of the dataset has it. */
interface ExampleCase {
  id: string
  input: CaseInput
  expected: Expected
  sources: Source[]
  tags: string[]
  critical?: boolean
}

const membership: Source = {
  id: 'membership',
  title: 'Membership',
  text: 'Membership of the Larkfield Tool Library costs €28 a year, or €14 for students and pensioners. Members must be at least 18 years old.',
}
const loans: Source = {
  id: 'loans',
  title: 'Loans',
  text: 'A member may have up to 5 tools at a time. Tools are lent for 7 days. A loan may be renewed once, for another 7 days, unless somebody else has reserved the tool.',
}
const fees: Source = {
  id: 'fees',
  title: 'Late and lost tools',
  text: 'A tool that comes back late costs €1.50 a day. After 30 days it counts as lost, and its price when new is charged.',
}
const hours: Source = {
  id: 'hours',
  title: 'Opening hours',
  text: 'The library is open from Tuesday to Friday from 15:00 to 19:00 and on Saturday from 10:00 to 16:00. It is closed on public holidays.',
}
const safety: Source = {
  id: 'safety',
  title: 'Dangerous tools',
  text: 'Chainsaws and angle grinders are lent only to members who have taken the safety course, which takes 2 hours and costs €12. Helmet, visor and gloves are lent along with them.',
}
const reservations: Source = {
  id: 'reservations',
  title: 'Reservations',
  text: 'Tools can be reserved up to 14 days ahead, online or by telephone. A reserved tool is kept for 2 days and then goes to the next in line.',
}

/** An invented tool library and what its members ask: small enough to be read, and of every kind that the graders know. */
export const exampleCases: ExampleCase[] = [
  {
    id: 'membership-price',
    input: 'What does a membership cost?',
    expected: '€28',
    sources: [membership, fees],
    tags: ['membership'],
  },
  {
    id: 'membership-student',
    input: "I'm a student. What do I pay a year?",
    expected: '€14',
    sources: [membership, safety],
    tags: ['membership'],
  },
  {
    id: 'membership-age',
    input: 'Can my son join? He is 16.',
    expected: ['18', 'eighteen'],
    sources: [membership, loans],
    tags: ['membership'],
  },
  {
    id: 'loan-limit',
    input: 'How many tools may I have at the same time?',
    expected: ['5', 'five'],
    sources: [loans, reservations],
    tags: ['loans'],
  },
  {
    id: 'loan-second-week',
    input: 'Can I keep a ladder for a second week?',
    expected: ['renew', 'renewed', 'another 7 days'],
    sources: [loans, fees],
    tags: ['loans'],
  },
  {
    id: 'late-fee',
    input: 'What does it cost to bring a drill back late?',
    expected: '€1.50',
    sources: [fees, loans],
    tags: ['fees'],
  },
  {
    id: 'late-lost',
    input: 'When does a tool that is late count as lost?',
    expected: '30 days',
    sources: [fees, reservations],
    tags: ['fees'],
  },
  {
    id: 'hours-saturday',
    input: 'Until when are you open on Saturdays?',
    expected: ['16:00', '4 pm'],
    sources: [hours, reservations],
    tags: ['hours'],
  },
  {
    id: 'reserve-ahead',
    input: 'How long ahead can I reserve a cement mixer?',
    expected: ['14 days', 'two weeks'],
    sources: [reservations, loans],
    tags: ['loans'],
  },
  {
    id: 'chainsaw-without-course',
    input: 'May I borrow the chainsaw today and take the course later?',
    expected: 'No',
    sources: [safety, loans],
    tags: ['safety'],
    critical: true,
  },
  {
    id: 'delivery',
    input: 'Do you deliver tools to my home?',
    expected: null,
    sources: [hours, loans],
    tags: ['unanswerable'],
  },
  {
    id: 'family-discount',
    input: 'Is there a discount for families?',
    expected: null,
    sources: [membership, fees],
    tags: ['unanswerable'],
  },
]

/** A recorded answer. */
interface ExampleAnswer {
  id: string
  text: string
  latencyMs: number
}

/** Terse, and right but for one question that it does not quite answer. */
export const answersV1: ExampleAnswer[] = [
  { id: 'membership-price', text: 'A membership costs €28 a year [membership].', latencyMs: 812 },
  { id: 'membership-student', text: 'Students pay €14 a year [membership].', latencyMs: 744 },
  { id: 'membership-age', text: 'No, members must be at least 18 years old [membership].', latencyMs: 861 },
  { id: 'loan-limit', text: 'You may have up to 5 tools at a time [loans].', latencyMs: 790 },
  { id: 'loan-second-week', text: 'Tools are lent for 7 days [loans].', latencyMs: 705 },
  { id: 'late-fee', text: 'It costs €1.50 for every day that it is late [fees].', latencyMs: 838 },
  { id: 'late-lost', text: 'It counts as lost after 30 days [fees].', latencyMs: 699 },
  { id: 'hours-saturday', text: 'On Saturdays we are open until 16:00 [hours].', latencyMs: 776 },
  { id: 'reserve-ahead', text: 'You can reserve it up to 14 days ahead [reservations].', latencyMs: 815 },
  {
    id: 'chainsaw-without-course',
    text: 'No, chainsaws are lent only to members who have taken the safety course [safety].',
    latencyMs: 921,
  },
  { id: 'delivery', text: 'The passages do not say whether tools are delivered.', latencyMs: 802 },
  { id: 'family-discount', text: 'The passages do not mention a discount for families.', latencyMs: 764 },
]

/** Friendlier, and mends that one; but it makes up a limit, a passage and a discount. */
export const answersV2: ExampleAnswer[] = [
  { id: 'membership-price', text: 'A membership of the tool library costs €28 a year [membership].', latencyMs: 1034 },
  { id: 'membership-student', text: 'As a student you pay only €14 a year [membership].', latencyMs: 967 },
  {
    id: 'membership-age',
    text: "I'm afraid not: members must be at least 18 years old [membership].",
    latencyMs: 1011,
  },
  { id: 'loan-limit', text: 'You may have up to 5 tools at the same time [loans].', latencyMs: 943 },
  {
    id: 'loan-second-week',
    text: 'Yes, you may renew the loan once, for another 7 days, unless somebody else has reserved the ladder [loans].',
    latencyMs: 1198,
  },
  {
    id: 'late-fee',
    text: 'It costs €1.50 for every day that it is late, and never more than €45 [fees].',
    latencyMs: 1143,
  },
  { id: 'late-lost', text: 'A tool counts as lost after 30 days [fees].', latencyMs: 902 },
  { id: 'hours-saturday', text: 'On Saturdays we are open until 16:00 [hours-2].', latencyMs: 955 },
  { id: 'reserve-ahead', text: 'You can reserve the cement mixer up to 14 days ahead [reservations].', latencyMs: 1007 },
  {
    id: 'chainsaw-without-course',
    text: 'No, chainsaws are lent only to members who have already taken the safety course [safety].',
    latencyMs: 1120,
  },
  { id: 'delivery', text: 'The passages do not say whether tools are delivered.', latencyMs: 988 },
  { id: 'family-discount', text: 'Yes, families get a small discount on their membership.', latencyMs: 1026 },
]
