import { describe, expect, it } from 'vitest'
import type { Calibration } from '../../src/core/calibration.ts'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'

const source = [{ id: 'handbook', text: 'Goods may be returned within 30 days. Return shipping costs $5.' }]
const good = [
  'Goods may be returned within 30 days.',
  'Return shipping costs $5.',
  'You may return goods within 30 days of purchase.',
]
const bad = [
  'Goods may be returned within 90 days, says Nora Whitfield.',
  'Return shipping is paid by our partner in Lisbon.',
  'A voucher of $50 is sent to every new member.',
]
const rows = Array.from({ length: 12 }, (_, at) => ({
  id: `c${at}`,
  input: 'How do returns work?',
  cluster: `u${at}`,
  sources: source,
  output: at % 2 === 0 ? good[(at / 2) % 3] : bad[((at - 1) / 2) % 3],
  label: at % 2 === 0 ? 'good' : 'hallucinated',
}))
const lines = (items: readonly object[]) => `${items.map((item) => JSON.stringify(item)).join('\n')}\n`

const evalFiles = {
  'data/cases.jsonl': lines(
    rows.slice(0, 6).map(({ output: _, label: __, ...item }) => ({ ...item, expected: '30 days' })),
  ),
  'data/v1.jsonl': lines(rows.slice(0, 6).map(({ id, output }) => ({ id, text: output }))),
  'evals/returns.eval.yaml':
    'name: returns\nowner: us\ndataset: data/cases.jsonl\ntargets:\n  v1: { recorded: data/v1.jsonl }\ngraders: [contains, groundedness]\ngate: { contains: { tier: blocking } }\n',
}
const labels = lines(rows.slice(0, 6).map(({ id, label }) => ({ id, label })))

describe('assay calibrate', () => {
  it('grades labelled answers without an eval, and finds the mark that parts them', async () => {
    const root = project({ 'labels.jsonl': lines(rows) })
    const { code, stdout, stderr } = await assay(root, [
      'calibrate',
      'groundedness',
      '--labels',
      'labels.jsonl',
      '--json',
    ])
    expect(stderr).toContain('calibrate groundedness')
    expect(code).toBe(0)
    const report: Calibration = JSON.parse(stdout)
    expect(report).toMatchObject({
      by: 'builtIn',
      answers: 12,
      faulty: 6,
      good: 6,
      auroc: { value: 1 },
      allFlagged: { flagged: 12 },
    })
    expect(report.chosen.f1?.value).toBe(1)
    expect(report.warnings.join()).toContain('label 25 or more of each')
    const told = await assay(root, ['calibrate', 'groundedness', '--labels', 'labels.jsonl'])
    expect(told.stdout).toContain(`Write in the eval: groundedness: { passAt: ${report.passAt} }`)
    expect(told.stdout).toMatch(/everything called bad +12 +\.500/)
  })

  it('takes grades of a run, and grades its answers by a grader that was not there', async () => {
    const root = project({ ...evalFiles, 'labels.jsonl': labels })
    await assay(root, ['run', 'returns', '--target', 'v1'])
    const args = ['--labels', 'labels.jsonl', '--run', 'v1', '--json']
    const graded = JSON.parse((await assay(root, ['calibrate', 'groundedness', ...args])).stdout)
    expect(graded).toMatchObject({ by: 'grading', eval: 'returns', answers: 6, auroc: { value: 1 } })
    const part = JSON.parse((await assay(root, ['calibrate', 'groundedness.claims', ...args])).stdout)
    expect(part).toMatchObject({ grader: 'groundedness.claims', answers: 6 })
    expect(part.current).toBeUndefined()
    const anew = JSON.parse((await assay(root, ['calibrate', 'citations', ...args])).stdout)
    expect(anew).toMatchObject({ by: 'builtIn', run: graded.run, auroc: { value: 0.5 } })
  })

  it('counts several labels of an answer by majority, and tells how far they agree', async () => {
    const people = ['ann', 'bob'].flatMap((labeller) => rows.map((row) => ({ ...row, labeller })))
    const root = project({
      'labels.jsonl': lines(people.map((row, at) => (at === 0 ? { ...row, label: 'bad' } : row))),
    })
    const { stdout } = await assay(root, ['calibrate', 'groundedness', '--labels', 'labels.jsonl', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      answers: 11,
      leftOut: { tied: 1 },
      labels: { rows: 24, agreement: { answers: 12, unanimous: 11, statistic: 'kappa' } },
    })
  })

  it.each([
    [
      'a label that is none',
      ['groundedness'],
      lines([{ ...rows[0], label: 'meh' }]),
      /labels\.jsonl:1: "label" is "meh"; labels are good or bad/,
    ],
    [
      'labels that are all alike',
      ['groundedness'],
      lines([rows[0] ?? {}]),
      /all 1 answer that groundedness scored are labelled good; a pass mark needs good and bad answers/,
    ],
    [
      'an answer that is none',
      ['groundedness'],
      lines([{ ...rows[0], output: 7 }]),
      /labels\.jsonl:1: "output": it must be text/,
    ],
    [
      'another answer to the same case',
      ['groundedness'],
      lines([rows[0] ?? {}, { ...rows[0], output: 'Other.' }]),
      /labels\.jsonl:2: case "c0" stands in line 1 with another answer/,
    ],
    [
      'a grader that there is none of',
      ['groundednes'],
      lines(rows),
      /no grader "groundednes"; did you mean "groundedness"\?/,
    ],
    ['a grader that needs options', ['regex'], lines(rows), /regex does not go without options.*--eval NAME/],
    [
      'an aim that is none',
      ['groundedness', '--for', 'recall'],
      lines(rows),
      /precision=SHARE or recall=SHARE is wanted/,
    ],
    ['a run that is not there', ['groundedness', '--run', 'v9'], labels, /v9/],
  ])('says in one line what is wrong with %s', async (_, args, text, message) => {
    const root = project({ 'labels.jsonl': text })
    const { code, stdout, stderr } = await assay(root, ['calibrate', ...args, '--labels', 'labels.jsonl'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })
})
