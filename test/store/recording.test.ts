import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Recording } from '../../src/store/index.ts'
import { project } from '../support/project.ts'
import { text } from '../support/trials.ts'

const about = { target: 'v1', case: 'a' }

async function open(path: string): Promise<Recording> {
  const recording = await Recording.open(path)
  onTestFinished(() => recording.close())
  return recording
}

const newFile = () => join(project({}), 'deep/down/s.answers.jsonl')

describe('a recording', () => {
  it('gives back whatever was put in, to itself and to the next process', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), text), async (values) => {
        const path = newFile()
        const written = await open(path)
        for (const [key, value] of Object.entries(values)) written.put({ key, value, about })
        const read = await open(path)
        for (const [key, value] of Object.entries(values)) {
          expect(written.get(key)).toEqual(value)
          expect(read.get(key)).toEqual(value)
        }
        expect(read.size).toBe(Object.keys(values).length)
      }),
      { numRuns: 50 },
    )
  })

  it('is a file for people: a line each, with what it is about', async () => {
    const path = newFile()
    ;(await open(path)).put({ key: 'k', value: { text: 'yes' }, about })
    expect(readFileSync(path, 'utf8')).toBe('{"target":"v1","case":"a","key":"k","value":{"text":"yes"}}\n')
  })

  it('keeps the first of two answers under one key', async () => {
    const recording = await open(newFile())
    recording.put({ key: 'k', value: 1, about })
    recording.put({ key: 'k', value: 2, about })
    expect(recording.get('k')).toBe(1)
  })

  it('passes over lines that are not whole, and writes on after them', async () => {
    const path = newFile()
    ;(await open(path)).put({ key: 'a', value: 1, about })
    appendFileSync(path, '\n{"key":"b","va')
    const recording = await open(path)
    expect([recording.get('a'), recording.get('b'), recording.broken]).toEqual([1, undefined, 1])
    recording.put({ key: 'c', value: 3, about })
    expect((await open(path)).get('c')).toBe(3)
  })

  it('reads lines that lie across what is read at a time', async () => {
    const path = newFile()
    const first = await open(path)
    const long = 'ü'.repeat(100_000)
    for (const key of ['a', 'b', 'c']) first.put({ key, value: `${key}${long}`, about })
    const again = await open(path)
    expect(['a', 'b', 'c'].map((key) => again.get(key))).toEqual(['a', 'b', 'c'].map((key) => `${key}${long}`))
  })

  it('says in one line why it cannot be written', async () => {
    const root = project({ file: '' })
    const recording = await open(join(root, 'other.jsonl'))
    writeFileSync(join(root, 'block'), '')
    const blocked = await open(join(root, 'block/x.jsonl'))
    expect(() => blocked.put({ key: 'k', value: 1, about })).toThrow(/block\/x\.jsonl: cannot be written: /)
    expect(recording.size).toBe(0)
  })
})
