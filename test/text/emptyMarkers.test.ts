import { describe, expect, it } from 'vitest'
import { findEmptyMarkers } from '../../src/text/emptyMarkers.ts'

const found = (text: string) => findEmptyMarkers(text).map(({ start, end }) => text.slice(start, end))

describe('findEmptyMarkers', () => {
  it.each<[string, string[]]>([
    ['Refunds take 5 days [].', ['[]']],
    ['Refunds take 5 days. []', ['[]']],
    ['Refunds take 5 days [ , ].', ['[ , ]']],
    ['Refunds take 5 days [^].', ['[^]']],
    ['Refunds take 5 days 【】.', ['【】']],
    ['Refunds take 5 days <cite></cite>.', ['<cite></cite>']],
    ['Refunds take 5 days <source id=""/>.', ['<source id=""/>']],
  ])('finds that of %j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it.each([
    'It returns [].',
    'An empty list [] is fine.',
    'An int[] is fine.',
    'x = [];',
    '- [ ] to do',
    '[ ] to do',
    'Use `a []`.',
    '[](https://a.org)',
    'Empty [] and [ ].',
    'A [b][] link.',
  ])('sees none in %j', (text) => {
    expect(found(text)).toEqual([])
  })
})
