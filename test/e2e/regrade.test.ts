import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'

const cases = (expected: (index: number) => string) =>
  jsonl(Array.from({ length: 20 }, (_, index) => ({ id: `c${index}`, input: `${index}`, expected: expected(index) })))
const answers = jsonl(Array.from({ length: 20 }, (_, index) => ({ id: `c${index}`, text: `The ${index}` })))
const evalText = (graders: string) => `name: e
dataset: cases.jsonl
targets:
  v1: { recorded: answers.jsonl }
  v2: { recorded: answers2.jsonl }
graders: ${graders}
gate: { exactMatch: { tier: blocking } }
`
const files = {
  'evals/e.eval.yaml': evalText('[exactMatch]'),
  'cases.jsonl': cases((index) => `${index}`),
  'answers.jsonl': answers,
  'answers2.jsonl': answers,
}

async function mean(root: string, target: string): Promise<number> {
  const { stdout } = await assay(root, ['compare', target, target === 'v1' ? 'v2' : 'v1', '--json'])
  return JSON.parse(stdout).metrics[0].baseline.mean
}

describe('assay regrade', () => {
  it('grades stored answers with changed graders, asking no target', async () => {
    const root = project(files)
    await assay(root, ['run'])
    expect(await mean(root, 'v1')).toBe(0)
    addFiles(root, { 'evals/e.eval.yaml': evalText('[{ exactMatch: { normalize: true } }]') })
    expect((await assay(root, ['regrade', 'v1'])).code).toBe(0)
    const mixed = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(mixed.code).toBe(3)
    expect(mixed.stderr).toMatch(/assay regrade \S+/)
    expect((await assay(root, ['regrade', 'v2'])).code).toBe(0)
    expect(await mean(root, 'v1')).toBe(1)
    expect((await assay(root, ['gate', '--against', 'v1', 'v2'])).code).toBe(0)
  })

  it('grades with changed golden answers, which both sides then need', async () => {
    const root = project(files)
    await assay(root, ['run'])
    addFiles(root, { 'cases.jsonl': cases((index) => `The ${index}`) })
    await assay(root, ['regrade', 'v1'])
    const mixed = await assay(root, ['gate', '--against', 'v1', 'v2'])
    expect(mixed.code).toBe(3)
    expect(mixed.stderr).toContain('regrade')
    await assay(root, ['regrade', 'v2'])
    expect(await mean(root, 'v1')).toBe(1)
  })

  it('wants no regrading of a case that was never answered, as none could help', async () => {
    const failing = answers.replace('"text":"The 3"', '"error":"out of order"')
    const root = project({ ...files, 'answers2.jsonl': failing })
    await assay(root, ['run'])
    addFiles(root, { 'cases.jsonl': cases((index) => `The ${index}`) })
    for (const target of ['v1', 'v2']) await assay(root, ['regrade', target])
    const { stdout } = await assay(root, ['compare', 'v1', 'v2', '--json'])
    expect(JSON.parse(stdout).pairing).toMatchObject({ paired: 20, regrade: [] })
  })

  it('grades a committed baseline file again, with no store at hand', async () => {
    const root = project(files)
    await assay(root, ['run', '--target', 'v1'])
    await assay(root, ['baseline', 'export', 'base line.jsonl', '--run', 'v1'])
    rmSync(join(root, '.assay'), { recursive: true })
    addFiles(root, {
      'evals/e.eval.yaml': evalText('[{ exactMatch: { normalize: true } }]'),
      'cases.jsonl': cases((index) => `the ${index}`),
    })
    const regraded = await assay(root, ['regrade', 'base line.jsonl'])
    expect(regraded).toMatchObject({ code: 0, stdout: expect.stringContaining('20 of 20 trials') })
    expect(existsSync(join(root, '.assay'))).toBe(false)
    await assay(root, ['run', '--target', 'v2'])
    expect((await assay(root, ['gate', '--against', 'base line.jsonl', 'v2'])).code).toBe(0)

    addFiles(root, { 'evals/e.eval.yaml': evalText('[exactMatch]') })
    await assay(root, ['run', '--target', 'v2'])
    const gate = await assay(root, ['gate', '--against', 'base line.jsonl', 'v2'])
    expect(gate).toMatchObject({ code: 3, stderr: expect.stringContaining("`assay regrade 'base line.jsonl' && ") })
  })

  it('exports the golden answer by which a case was graded, whichever of its repeats failed', async () => {
    const twice = jsonl(
      Array.from({ length: 20 }, (_, index) => [
        { id: `c${index}`, repeat: 0, ...(index === 3 ? { error: 'out of order' } : { text: 'x' }) },
        { id: `c${index}`, repeat: 1, text: 'x' },
      ]).flat(),
    )
    const root = project({ ...files, 'answers.jsonl': twice, 'answers2.jsonl': twice })
    await assay(root, ['run', '--repeats', '2'])
    addFiles(root, { 'cases.jsonl': cases((index) => `The ${index}`) })
    for (const target of ['v1', 'v2']) await assay(root, ['regrade', target])
    await assay(root, ['baseline', 'export', 'base.jsonl', '--run', 'v1'])
    const { stdout } = await assay(root, ['compare', 'base.jsonl', 'v2', '--json'])
    expect(JSON.parse(stdout).pairing).toMatchObject({ paired: 20, regrade: [] })
  })

  it('leaves the answer to another question with its own golden answer, and says so', async () => {
    const root = project(files)
    await assay(root, ['run', '--target', 'v1'])
    addFiles(root, { 'cases.jsonl': cases((index) => `The ${index}`).replace('"input":"3"', '"input":"three"') })
    const regraded = await assay(root, ['regrade', 'v1'])
    expect(regraded.code).toBe(0)
    expect(regraded.stderr).toMatch(/1 case \(c3\)/)
  })
})
