import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { boost, predict } from '../../bench/groundedness/boost.ts'
import type { Row } from '../../bench/groundedness/data.ts'
import { setsIn, weightsOf } from '../../bench/groundedness/data.ts'
import { bestF1, f1At, priorScores, spanF1 } from '../../bench/groundedness/measures.ts'

const item = (score: number, positive: boolean, weight = 1) => ({ score, positive, weight })
const row = (more: Partial<Row>): Row => ({
  ds: 'x',
  id: 'r',
  src: 'The fee is $5.',
  obj: null,
  hyp: 'The fee is $5.',
  ctx: '',
  y: 0,
  spans: null,
  ...more,
})

describe('measures of the benchmark', () => {
  it('finds the best F1, and the F1 at a threshold', () => {
    // Called from .6 on: 2 of 3 right, both positives found: precision 2/3, recall 1.
    const items = [item(0.9, true), item(0.7, false), item(0.6, true), item(0.1, false)]
    expect(bestF1(items)).toEqual({ f1: 0.8, threshold: 0.6 })
    expect(f1At(items, 0.9)).toEqual({ f1: 2 / 3, precision: 1, recall: 0.5 })
  })

  it('weighs answers, takes those of one score together, and has 0 where nothing is called', () => {
    // Both of .5 are called or neither: 3 of 4 weight right, all 3 found.
    expect(bestF1([item(0.5, true, 3), item(0.5, false, 1)])).toEqual({ f1: 6 / 7, threshold: 0.5 })
    expect(bestF1([item(0.5, false)])).toEqual({ f1: 0, threshold: Number.POSITIVE_INFINITY })
    expect(f1At([item(0.4, true)], 0.5)).toEqual({ f1: 0, precision: 0, recall: 0 })
    expect(f1At([item(0.5, true, 3), item(0.7, false, 1)], 0.5)).toEqual({ f1: 6 / 7, precision: 0.75, recall: 1 })
  })

  it('has a span F1 of 0 where nothing is called or marked', () => {
    expect(spanF1([{ called: [], marked: [] }])).toEqual({ f1: 0, precision: 0, recall: 0 })
    expect(spanF1([{ called: [[3, 3]], marked: [[4, 2]] }])).toEqual({ f1: 0, precision: 0, recall: 0 })
  })

  it('counts characters of spans once, over all answers', () => {
    const answers = [
      {
        called: [[0, 10] as const],
        marked: [
          [5, 15],
          [5, 8],
        ] as [number, number][],
      },
      { called: [], marked: [[0, 5]] as [number, number][] },
    ]
    expect(spanF1(answers)).toEqual({ f1: 0.4, precision: 0.5, recall: 1 / 3 })
  })

  it('gives each task the base rate of the official test', () => {
    const rows = [...Array(4).fill(row({ task: 'qa', y: 1 })), ...Array(10).fill(row({ task: 'qa', y: 0 }))]
    const weights = weightsOf(rows)
    const positives = weights.slice(0, 4).reduce((a, b) => a + b)
    expect(positives / weights.reduce((a, b) => a + b)).toBeCloseTo(160 / 900, 10)
  })

  it('knows by generator and task what may be known without reading', () => {
    const rows = [
      row({ task: 'qa', model: 'a', y: 1 }),
      row({ task: 'qa', model: 'a', y: 0 }),
      row({ task: 'qa', model: 'b', y: 1 }),
    ]
    expect(priorScores(rows, [1, 1, 1])).toEqual([0.5, 0.5, 1])
  })
})

describe('boost', () => {
  const rows = Array.from({ length: 400 }, (_, i) => Float64Array.of((i * 37) % 101, (i * 53) % 97))
  const labels = rows.map(([a = 0, b = 0]) => (a > 50 !== b > 40 ? 1 : 0))
  const options = { trees: 60, depth: 3, rate: 0.3, rows: 0.8, columns: 1, lambda: 1, least: 1, seed: 5 }

  it('learns what no line can, the same way each time', () => {
    const model = boost(
      rows,
      labels,
      labels.map(() => 1),
      options,
    )
    const right = rows.filter((values, i) => predict(model, values) > 0 === (labels[i] === 1)).length
    expect(right / rows.length).toBeGreaterThan(0.97)
    expect(
      boost(
        rows,
        labels,
        labels.map(() => 1),
        options,
      ),
    ).toEqual(model)
  })
})

describe('npm run bench:groundedness', () => {
  const run = (...args: string[]) => promisify(execFile)(process.execPath, ['bench/groundedness/run.ts', ...args])

  it('prints every set of a folder, by the protocol', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-groundedness-'))
    const write = (name: string, rows: readonly Row[]) =>
      writeFileSync(join(folder, `${name}_dev.jsonl.gz`), gzipSync(rows.map((one) => JSON.stringify(one)).join('\n')))
    const answers = ['The fee is $5.', 'Penguins in Lisbon pay 80 euros.']
    const ragtruth = Array.from({ length: 24 }, (_, i) =>
      row({
        ds: 'ragtruth',
        id: `r${i}`,
        sid: `s${i >> 2}`,
        task: 'qa',
        model: `m${i % 3}`,
        official: true,
        y: i % 2 === 0 ? 0 : 1,
        hyp: answers[i % 2] ?? '',
        spans: i % 2 === 0 ? [] : [[0, 32, 'Evident']],
      }),
    )
    write('ragtruth', ragtruth)
    write(
      'other',
      ragtruth.map((one) => ({ ...one, ds: 'other' })),
    )
    expect(setsIn(folder)).toEqual(['ragtruth', 'other'])
    const { stdout } = await run('--data', folder)
    expect(stdout).toMatch(/^within shipped +AUROC 1\.000/m)
    expect(stdout).toMatch(/^shipped +AUROC 1\.000 .*F1 1\.000 .*span F1 1\.000/m)
    expect(stdout).toMatch(/^other +24 +transfer 1\.000/m)
  })

  it.each([
    ['no folder', [], 'usage: npm run bench:groundedness -- --data FOLDER [--cv]\n'],
    ['a folder that is not there', ['--data', 'no/such/folder'], 'no/such/folder holds no NAME_dev.jsonl.gz\n'],
  ])('says in one line what it needs: %s', async (_, args, stderr) => {
    await expect(run(...args)).rejects.toMatchObject({ code: 3, stdout: '', stderr })
  })

  it('says in one line that a folder is empty', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-groundedness-'))
    writeFileSync(join(folder, 'notes.txt'), 'no data')
    const stderr = `${folder} holds no NAME_dev.jsonl.gz\n`
    await expect(run('--data', folder)).rejects.toMatchObject({ code: 3, stdout: '', stderr })
  })
})
