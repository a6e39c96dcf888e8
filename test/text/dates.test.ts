import { describe, expect, it } from 'vitest'
import { findDates } from '../../src/text/dates.ts'
import { findTimes } from '../../src/text/times.ts'

describe('findDates', () => {
  const march3 = { year: 2024, month: 3, day: 3 }

  it.each([
    '3 March 2024',
    '3rd March 2024',
    'the 3rd of March 2024',
    'the 3rd of March, 2024',
    'March 3, 2024',
    'March 3rd, 2024',
    'March 3 2024',
    'Mar. 3, 2024',
    '2024-03-03',
    '2024/03/03',
    '3-Mar-2024',
    'MARCH 3RD 2024',
    '3.3.2024',
    '２０２４-０３-０３',
    '2024-03-03T10:00:00Z',
    'the third of March 2024',
    'March the third, 2024',
    'March Third, 2024',
    '2024年3月3日',
    '２０２４年３月３日',
    '二〇二四年三月三日',
  ])('reads %s', (text) => {
    expect(findDates(`on ${text} we open`).map(({ readings }) => readings)).toEqual([[march3]])
  })

  it('reads both ends of a range', () => {
    const days = (text: string) => findDates(text).flatMap(({ readings }) => readings.map(({ day }) => day))
    expect(days('3-5 March 2024')).toEqual([3, 5])
    expect(days('March 3–5, 2024')).toEqual([3, 5])
    expect(days('from 3 March to 5 April 2024')).toEqual([3, 5])
  })

  it('reads what may be day or month first both ways', () => {
    expect(findDates('03/04/2024')[0]?.readings).toEqual([
      { year: 2024, month: 4, day: 3 },
      { year: 2024, month: 3, day: 4 },
    ])
    expect(findDates('25/12/2024')[0]?.readings).toEqual([{ year: 2024, month: 12, day: 25 }])
  })

  it('reads quarters and short years', () => {
    expect(findDates('in Q3 2024')[0]?.readings).toEqual([{ quarter: 3, year: 2024 }])
    expect(findDates('in the third quarter of fiscal 2024')[0]?.readings).toEqual([{ quarter: 3, year: 2024 }])
    expect(findDates('in Q4')[0]?.readings).toEqual([{ quarter: 4 }])
    expect(findDates("in March '24")[0]?.readings).toEqual([{ month: 3, year: 2024 }])
  })

  it('reads months of a year and days of any year', () => {
    expect(findDates('in March 2024')[0]?.readings).toEqual([{ year: 2024, month: 3 }])
    expect(findDates('on 1 May')[0]?.readings).toEqual([{ month: 5, day: 1 }])
    expect(findDates('on May 1')[0]?.readings).toEqual([{ month: 5, day: 1 }])
  })

  it.each([
    'you may 5 times',
    'March on',
    'in 2024',
    '1.2.3',
    '10/20',
    '99/99/2024',
    'may be 3',
    '13 marches',
    'they may first ask',
    '3月',
    '13月3日',
  ])('sees no date in %s', (text) => {
    expect(findDates(text).filter(({ readings }) => readings[0]?.day !== 5)).toEqual([])
  })
})

describe('findTimes', () => {
  const minutes = (text: string) => findTimes(text).map(({ readings }) => readings)

  it.each([
    ['17:00', [[1020]]],
    ['5 pm', [[1020]]],
    ['5pm', [[1020]]],
    ['5 p.m.', [[1020]]],
    ['5.30 pm', [[1050]]],
    ['17h30', [[1050]]],
    ['12 am', [[0]]],
    ['12:15 pm', [[735]]],
    ['09:30', [[570]]],
    ['9:30', [[570, 1290]]],
    ['noon', [[720]]],
    ['midnight', [[0]]],
    ["7 o'clock", [[420, 1140]]],
    ['9 to 5 pm', [[540, 1260], [1020]]],
    ['9:00–17:00', [[540, 1260], [1020]]],
    ['2024-03-03T10:15', [[615, 1335]]],
    ['half past nine', [[570, 1290]]],
    ['half past nine in the evening', [[1290]]],
    ['quarter to five', [[285, 1005]]],
    ['a quarter past 3 pm', [[915]]],
    ['ten past six', [[370, 1090]]],
    ['five minutes to eight', [[475, 1195]]],
    ['five to twelve at night', [[1435]]],
    ['ten to one pm', [[770]]],
    ['10 to 5 pm', [[600, 1320], [1020]]],
    ['nine pm', [[1260]]],
    ['nine thirty a.m.', [[570]]],
    ["nine o'clock", [[540, 1260]]],
    ["9 o'clock in the evening", [[1260]]],
    ['at 7 in the morning', [[420]]],
    ['12 noon', [[720]]],
    ['twelve midnight', [[0]]],
    ['2130 hours', [[1290]]],
    ['21.30 Uhr', [[1290]]],
    ['9pm-5am', [[1260], [300]]],
    ['下午三点', [[900]]],
    ['上午9点30分', [[570]]],
    ['晚上10:15', [[1335]]],
    ['三点半', [[210, 930]]],
    ['15点', [[900]]],
  ])('reads %s', (text, expected) => {
    expect(minutes(text)).toEqual(expected)
  })

  it.each(['5 apples', '10:99', 'a 16:9 screen', '1.5 amps', '5 parts', 'five to ten days', '3点建议', '第三点'])(
    'sees no time in %s',
    (text) => {
      expect(minutes(text)).toEqual([])
    },
  )
})
