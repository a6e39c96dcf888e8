import { describe, expect, it } from 'vitest'
import { readAttributes } from '../../src/grounding/attributes.ts'
import { checkHours, findHours, readHours } from '../../src/grounding/hours.ts'
import { MentionFinder } from '../../src/grounding/mentions.ts'
import { wordsOf } from '../../src/grounding/words.ts'

const mentionsOf = (record: unknown, text: string) =>
  new MentionFinder(readAttributes(record, 0))
    .find(wordsOf(text), text)
    .map(({ attribute, negated, sure }) => ({ path: attribute.path, holds: attribute.holds, negated, sure }))

describe('readAttributes', () => {
  it('finds yes, no and unknown at any depth', () => {
    const record = {
      product: { waterproof: true, battery: { removable: 'no' }, wireless: 'Yes' },
      warranty: null,
      price: 12,
      title: 'A long text that is no yes or no',
    }
    expect(readAttributes(record, 0).map(({ path, holds }) => [path, holds])).toEqual([
      ['product.waterproof', true],
      ['product.battery.removable', false],
      ['product.wireless', true],
      ['warranty', null],
    ])
  })

  it('leaves out fields in which the records of a list differ', () => {
    expect(
      readAttributes(
        [
          { wireless: true, waterproof: true },
          { wireless: false, waterproof: true },
        ],
        0,
      ).map(({ path }) => path),
    ).toEqual(['waterproof'])
  })

  it.each([
    [
      'a person',
      { person: { name: 'Nora Whitfield', retired: false, license: null } },
      [
        ['person.retired', false],
        ['person.license', null],
      ],
    ],
    [
      'settings',
      { settings: { dark_mode: 'yes', 'auto-save': 'n/a', theme: 'two words' } },
      [
        ['settings.dark_mode', true],
        ['settings.auto-save', false],
      ],
    ],
    ['records of a list', [{ stock: { available: true, fragile: 'no' } }], [['stock.fragile', false]]],
    ['numbers and texts', { age: 7, note: 'It is said to be true.' }, []],
  ])('reads %s', (_, record, expected) => {
    expect(readAttributes(record, 0).map(({ path, holds }) => [path, holds])).toEqual(expected)
  })

  it('keeps out for good what two records of a list tell differently', () => {
    const list = [true, false, true, true].map((wireless) => ({ wireless }))
    expect(readAttributes(list, 0)).toEqual([])
  })

  it('survives any depth', () => {
    let deep: unknown = true
    for (let depth = 0; depth < 50_000; depth += 1) deep = { a: deep }
    expect(readAttributes(deep, 0)).toEqual([])
  })
})

describe('MentionFinder', () => {
  const record = { OutdoorSeating: false, WiFi: 'free', parking: { valet: true, lot: false }, RefundsAllowed: true }

  it.each([
    ['It has outdoor seating.', 'OutdoorSeating', false],
    ['It does not offer outdoor seating or live music.', 'OutdoorSeating', true],
    ['Outdoor seating is not available.', 'OutdoorSeating', true],
    ['It lacks outdoor seating.', 'OutdoorSeating', true],
    ['It is not only cheap; it has outdoor seating.', 'OutdoorSeating', false],
    ['There is no music, but it has outdoor seating.', 'OutdoorSeating', false],
    ['They offer Wi-Fi.', 'WiFi', false],
    ['Refunds are not allowed.', 'RefundsAllowed', true],
    ['Valet parking is offered.', 'parking.valet', false],
  ])('%s', (text, path, negated) => {
    expect(mentionsOf(record, text)).toContainEqual(expect.objectContaining({ path, negated, sure: true }))
  })

  it('is not sure of a word that may mean something else', () => {
    expect(mentionsOf(record, 'They sell a lot of bread.')).toEqual([])
    expect(mentionsOf(record, 'The lot is empty.')).toMatchObject([{ path: 'parking.lot', sure: false }])
  })
})

describe('hours', () => {
  const record = {
    hours: {
      Monday: '9:0-17:0',
      Tuesday: '9:0-17:0',
      Wednesday: '9:0-17:0',
      Thursday: '9:0-17:0',
      Friday: '9:0-22:30',
      Saturday: '10 am - 2 pm',
    },
  }
  const [hours] = readHours(record, 0)
  const check = (text: string) =>
    findHours(text).map((claim) => (hours === undefined ? undefined : checkHours(claim, hours)))

  it.each([
    ['open Monday to Thursday from 9 am to 5 pm', [{ right: 4, wrong: 0 }]],
    ['open from 09:00 to 17:00 on Monday and Tuesday', [{ right: 2, wrong: 0 }]],
    ['open Monday to Friday from 9 am to 5 pm', [{ right: 4, wrong: 1 }]],
    [
      'open Monday to Thursday from 9 to 5 and Friday from 9 to 10:30 pm',
      [
        { right: 4, wrong: 0 },
        { right: 1, wrong: 0 },
      ],
    ],
    ['open daily from 10 am to 2 pm', [{ right: 1, wrong: 6 }]],
    ['closed on Sundays', [{ right: 1, wrong: 0 }]],
    ['closed on Saturdays', [{ right: 0, wrong: 1 }]],
    ['not open on Sundays', [{ right: 1, wrong: 0 }]],
    ['open on weekends', [{ right: 1, wrong: 1 }]],
    ['a table for two', []],
    ['Our Daily Bread is a bakery', []],
  ])('%s', (text, expected) => {
    expect(check(text)).toEqual(expected)
  })

  it('lets the exception speak for its day', () => {
    expect(check('open from 9 am to 5 pm Monday through Friday, until 10:30 pm on Friday')[0]).toEqual({
      right: 4,
      wrong: 0,
    })
    expect(check('Monday to Friday from 9 am to 5 pm, with extended hours on Friday')[0]).toEqual({
      right: 4,
      wrong: 0,
    })
  })

  it.each([
    ['open Monday 9 a.m. – 5 p.m.', [{ right: 1, wrong: 0 }]],
    ['open Monday from 9 to 17:00', [{ right: 1, wrong: 0 }]],
    ['open Monday from 9 pm to 5 am', [{ right: 0, wrong: 1 }]],
    ['open Friday from 9 until 22:30', [{ right: 1, wrong: 0 }]],
    ['open Thu–Fri', [{ right: 2, wrong: 0 }]],
    ['open Saturday to Monday', [{ right: 2, wrong: 1 }]],
    ['open on weekdays from 9 to 5', [{ right: 4, wrong: 1 }]],
    ['open every day', [{ right: 6, wrong: 1 }]],
    ['open Monday from 9 to 25', [{ right: 1, wrong: 0 }]],
  ])('by 12 or 24 hours and days in any form: %s', (text, expected) => {
    expect(check(text)).toEqual(expected)
  })

  it('ends a claim where its words end', () => {
    const text = 'open from 9 to 5 , Monday 9 to 5   only'
    expect(findHours(text).map(({ start, end }) => text.slice(start, end))).toEqual(['9 to 5 , Monday'])
  })

  it('says nothing of a day that opens and closes at one time', () => {
    const [odd] = readHours({ Monday: '0:0-0:0', Tuesday: '9:0-17:0' }, 0)
    const [claim] = findHours('open Monday from 9 am to 5 pm')
    expect(odd !== undefined && claim !== undefined && checkHours(claim, odd)).toEqual({ right: 0, wrong: 0 })
  })
})
