import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'

const rows = Array.from({ length: 40 }, (_, index) => ({ index, id: `c${index}` }))
const cases = jsonl(
  rows.map(({ id, index }) => ({
    id,
    input: `How many of ${index}?`,
    expected: `${index} boxes`,
    ...(index === 0 && { strict: true }),
    sources: [{ id: 'doc', text: `There are ${index} boxes in hall B.` }],
  })),
)
const good = (index: number) => `${index} boxes [doc].`
const answersOf = (text: (index: number) => string) => jsonl(rows.map(({ id, index }) => ({ id, text: text(index) })))

const evalText = (graders: string, gate: string) => `name: boxes
dataset: cases.jsonl
targets:
  v1: { recorded: v1.jsonl }
  v2: { recorded: v2.jsonl }
graders:
${graders}
gate: ${gate}
`
const nested = `  - allOf:
      name: right
      graders:
        - contains
        - anyOf: { name: grounded, graders: [figures, { citations: { passAt: 0.5 } }] }
        - not: { grader: { regex: { pattern: "sorry" } } }`

const files = {
  'cases.jsonl': cases,
  'v1.jsonl': answersOf(good),
  // Wrong words in half of the answers, and an invented figure without a citation in one.
  'v2.jsonl': answersOf((index) =>
    index === 0 ? '0 boxes, 77 crates.' : index % 2 === 0 ? good(index) : `Sorry, ${good(index)}`.toLowerCase(),
  ),
  'evals/e.eval.yaml': evalText(nested, '{ right.not: {}, right.grounded.citations: { metric: pass } }'),
}

interface Metric {
  metric: string
  passAt: number
  candidate: { mean: number }
}

async function compared(root: string) {
  const { stdout } = await assay(root, ['compare', 'v1', 'v2', '--json'])
  const { metrics, criticals } = JSON.parse(stdout)
  return { metrics: Object.fromEntries(metrics.map((one: Metric) => [one.metric, one])), criticals }
}

describe('graders of graders', () => {
  it('are run, compared and gated with their parts, and shown in the report', async () => {
    const root = project(files)
    expect((await assay(root, ['check'])).code).toBe(0)
    const ran = await assay(root, ['run'])
    expect(ran.stderr + ran.stdout).not.toContain('rror:')
    const { metrics, criticals } = await compared(root)
    expect(Object.keys(metrics).filter((name) => name.split('.').length < 4)).toEqual(
      expect.arrayContaining(['right', 'right.contains', 'right.grounded', 'right.grounded.figures', 'right.not']),
    )
    expect(metrics['right.not'].candidate.mean).toBe(0.5)
    // Each part is read by its own pass mark.
    expect(metrics['right.grounded.citations']).toMatchObject({ passAt: 0.5 })
    expect(metrics.right).toMatchObject({ passAt: 1 })
    expect(criticals.map(({ grader }: { grader: string }) => grader)).toContain('right.grounded.citations')
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2', '--json', '-'])
    expect(gate.code).toBe(1)
    expect(gate.stdout).toContain('right.not')
    const report = await assay(root, ['report', 'v2', '--against', 'v1', '--out', 'report.html'])
    expect(report.code).toBe(0)
    const page = readFileSync(join(root, 'report.html'), 'utf8')
    for (const part of ['grounded.figures', 'contains', '1 of 3 fail: not']) expect(page).toContain(part)
  })

  it('are graded again when one that stands in them has changed', async () => {
    const root = project(files)
    await assay(root, ['run'])
    addFiles(root, { 'evals/e.eval.yaml': evalText(nested.replace('sorry', 'crates'), '{ right: {} }') })
    const stale = await assay(root, ['regrade', 'v1'])
    expect(stale.code).toBe(0)
    expect((await assay(root, ['gate', '--against', 'v1', 'v2'])).stderr).toMatch(/assay regrade \S+/)
    expect((await assay(root, ['regrade', 'v2'])).code).toBe(0)
    expect((await compared(root)).metrics['right.not'].candidate.mean).toBe(39 / 40)
  })

  it('read a changed pass mark of one that stands in them without grading again', async () => {
    const root = project({
      ...files,
      'evals/e.eval.yaml': evalText('  - weighted: { graders: [contains, figures] }', '{}'),
    })
    await assay(root, ['run'])
    const later = '  - weighted: { graders: [contains, { figures: { passAt: 0.25 } }], passAt: 0.5 }'
    addFiles(root, { 'evals/e.eval.yaml': evalText(later, '{}') })
    const { metrics } = await compared(root)
    expect(metrics.weighted.passAt).toBe(0.5)
    expect(metrics['weighted.figures'].passAt).toBe(0.25)
  })

  it('tell a fault with the line where it stands', async () => {
    const root = project({ ...files, 'evals/e.eval.yaml': files['evals/e.eval.yaml'].replace('pattern', 'patern') })
    const { code, stderr, stdout } = await assay(root, ['check'])
    expect(code).not.toBe(0)
    expect(stderr + stdout).toContain('evals/e.eval.yaml:12: regex: unknown key "patern"; did you mean "pattern"?')
  })
})
