import { expect, it } from 'vitest'
import { didYouMean, nearest } from '../../src/core/suggest.ts'

it.each([
  ['repeets', ['name', 'repeats'], 'repeats'],
  ['ID', ['input', 'id'], 'id'],
  ['nmae', ['name'], 'name'],
  ['x', ['t'], undefined],
  ['v9', ['v1'], 'v1'],
  ['margin', ['owner'], undefined],
])('finds what %s was meant to be among %j: %s', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant)
})

it('says something else where nothing is near', () => {
  expect(didYouMean('x', ['t'], 'targets are t')).toBe('targets are t')
})
