import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatCount,
  formatDuration,
  formatFactor,
  formatInterval,
  formatMs,
  formatP,
  formatPercent,
  formatPoints,
  formatRatio,
  formatScore,
  formatTime,
  formatUsd,
  percentBeside,
  plural,
  pointsInWords,
  probability,
  settingInPercent,
  settingInPoints,
} from '../../src/text/format.ts'

const table = (format: (value: number) => string, rows: [number, string][]) =>
  it.each(rows)('%s', (value, text) => {
    expect(format(value)).toBe(text)
  })

describe('formatPoints signs differences and writes no negative zero', () =>
  table(formatPoints, [
    [-0.0918, '-9.2'],
    [0.1721, '+17.2'],
    [0, '0.0'],
    [-0.0004, '0.0'],
    [0.0004, '0.0'],
    [-1, '-100.0'],
  ]))

describe('formatPercent keeps 0 and 1 for what is exactly that', () =>
  table(formatPercent, [
    [0, '0.0%'],
    [0.0004, '<0.1%'],
    [0.001, '0.1%'],
    [0.912, '91.2%'],
    [0.9999, '>99.9%'],
    [1, '100.0%'],
  ]))

describe('formatP never lets what lies beside .05 read as .05', () =>
  table(formatP, [
    [0, '<.001'],
    [0.0009999, '<.001'],
    [0.004, '.004'],
    [0.0449, '.045'],
    [0.0496, '<.05'],
    [0.05, '.050'],
    [0.0502, '>.05'],
    [0.5, '.500'],
    [0.9996, '>.999'],
    [1, '1'],
  ]))

describe('probability', () =>
  table(probability, [
    [0.0041, 'p = .004'],
    [0.0004, 'p < .001'],
    [0.0496, 'p < .05'],
    [1, 'p = 1'],
  ]))

describe('what is held to a limit', () => {
  it('gets the decimals that tell it from the limit', () => {
    expect(pointsInWords(-0.041)).toBe('4.1 points')
    expect(pointsInWords(0.01)).toBe('1.0 point')
    expect(pointsInWords(0.0299, 0.03)).toBe('2.99 points')
    expect(pointsInWords(0.03, 0.03)).toBe('3.0 points')
    expect(pointsInWords(0.0296, 0.03)).toBe('2.96 points')
    expect(percentBeside(0.0204, 0.02)).toBe('2.04%')
    expect(percentBeside(0.042, 0.02)).toBe('4.2%')
    expect(percentBeside(0.95, 0.95)).toBe('95.0%')
  })

  it('is a setting without the digits it does not need', () => {
    expect(settingInPoints(0.03)).toBe('3 points')
    expect(settingInPoints(0.01)).toBe('1 point')
    expect(settingInPoints(0.0025)).toBe('0.25 points')
    expect(settingInPercent(0.8)).toBe('80%')
  })
})

describe('formatMs', () =>
  table(formatMs, [
    [0, '0 ms'],
    [0.42, '0.42 ms'],
    [0.996, '1.0 ms'],
    [4.21, '4.2 ms'],
    [9.97, '10 ms'],
    [842.4, '842 ms'],
    [999.7, '1.00 s'],
    [1240.4, '1.24 s'],
    [9_996, '10.0 s'],
    [72_400, '72.4 s'],
    [125_000, '2 min 05 s'],
  ]))

describe('formatDuration', () =>
  table(formatDuration, [
    [-5, '0.0 s'],
    [420, '0.4 s'],
    [9_980, '10 s'],
    [59_600, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_599_700, '1 h 00 min'],
    [12_000_000, '3 h 20 min'],
    [187_200_000, '2 d 4 h'],
  ]))

describe('formatUsd keeps small amounts apart', () =>
  table(formatUsd, [
    [0, '$0'],
    [0.0000001, '<$0.000001'],
    [0.000012, '$0.000012'],
    [0.0123, '$0.0123'],
    [0.01, '$0.01'],
    [0.4187, '$0.419'],
    [0.5, '$0.50'],
    [0.9996, '$1.00'],
    [3.12, '$3.12'],
    [1234.5, '$1,234.50'],
    [-0.5, '-$0.50'],
  ]))

describe('formatCount', () =>
  table(formatCount, [
    [0, '0'],
    [-0, '0'],
    [92.44, '92.4'],
    [143.9, '144'],
    [1_234_567, '1,234,567'],
  ]))

describe('formatRatio', () =>
  table(formatRatio, [
    [0.134, '×0.13'],
    [9.996, '×10.0'],
    [12.36, '×12.4'],
    [1240, '×1,240'],
  ]))

it('plural counts one apart from the rest', () => {
  expect(plural(1, 'case')).toBe('1 case')
  expect(plural(0, 'case')).toBe('0 cases')
  expect(plural(1204, 'query', 'queries')).toBe('1,204 queries')
})

it('formatInterval uses points unless told otherwise', () => {
  expect(formatInterval([-0.1411, 0.0432])).toBe('[-14.1, +4.3]')
  expect(formatInterval([0.75, 12.34], formatFactor)).toBe('[0.75, 12.3]')
})

it('what does not exist reads as a dash everywhere', () => {
  const formats = [
    formatPoints,
    formatPercent,
    formatScore,
    formatP,
    formatMs,
    formatDuration,
    formatUsd,
    formatCount,
    formatRatio,
  ]
  for (const format of formats) {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(format(value)).toBe('–')
  }
  expect(formatInterval(null)).toBe('–')
  expect(formatInterval([Number.NaN, 1])).toBe('–')
})

it('amounts read back within half a percent, or as less than a millionth', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1e7, noNaN: true }), (usd) => {
      const read = Number(formatUsd(usd).replace(/[$,]/g, ''))
      expect(Math.abs(read - usd) / usd).toBeLessThan(0.006)
    }),
  )
})

describe('times', () => {
  it('formatTime is UTC to the minute, whatever zone was written', () => {
    expect(formatTime('2025-11-23T17:40:03+02:00')).toBe('2025-11-23 15:40')
    expect(formatTime('yesterday')).toBe('yesterday')
  })
})
