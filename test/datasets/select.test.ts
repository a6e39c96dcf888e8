import { expect, it } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { selectCases } from '../../src/datasets/index.ts'

const all: Case[] = [
  { id: 'a', input: '', tags: ['x'] },
  { id: 'b', input: '' },
  { id: 'c', input: '', tags: ['y', 'x'] },
  { id: 'd', input: '', tags: ['y'] },
]

let read = 0
async function* cases() {
  read = 0
  for (const item of all) {
    read += 1
    yield item
  }
}
const ids = async (selection: Parameters<typeof selectCases>[1]) =>
  (await Array.fromAsync(selectCases(cases(), selection))).map(({ id }) => id)

it('takes all cases, those with any of the tags, or the first few of them', async () => {
  expect(await ids({})).toEqual(['a', 'b', 'c', 'd'])
  expect(await ids({ tags: [] })).toEqual(['a', 'b', 'c', 'd'])
  expect(await ids({ tags: ['x'] })).toEqual(['a', 'c'])
  expect(await ids({ tags: ['x', 'y'] })).toEqual(['a', 'c', 'd'])
  expect(await ids({ tags: ['z'] })).toEqual([])
  expect(await ids({ limit: 0 })).toEqual([])
})

it('reads no further than the last case it needs', async () => {
  expect(await ids({ tags: ['x'], limit: 1 })).toEqual(['a'])
  expect(read).toBe(1)
})
