import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'

const evalText = `name: support
dataset: cases.jsonl
targets:
  steady: { recorded: steady.jsonl }
  wavering: { recorded: wavering.jsonl }
graders:
  - exactMatch: { normalize: true }
repeats: 3
gate:
  exactMatch: { tier: advisory }
  consistency: { margin: 0.1, minEffect: 0.05 }
`
const ids = Array.from({ length: 24 }, (_, index) => index)
/** Says the same three times, each time in another writing. */
const steady = (index: number) => [`${index} days`, `${index} days [s${index}].`, `The ${index}  Days`]
/** Says something else the third time, of every second case. */
const wavering = (index: number) => [`${index} days`, `${index} days`, index % 2 === 0 ? 'No idea' : `${index} days`]

const answers = (said: (index: number) => string[]) =>
  jsonl(ids.flatMap((index) => said(index).map((text, repeat) => ({ id: `q${index}`, repeat, text }))))

const files = {
  'evals/support.eval.yaml': evalText,
  'cases.jsonl': jsonl(
    ids.map((index) => ({
      id: `q${index}`,
      input: `How many days for ${index}?`,
      expected: `${index} days`,
      sources: [{ id: `s${index}`, text: `${index} days.` }],
    })),
  ),
  'steady.jsonl': answers(steady),
  'wavering.jsonl': answers(wavering),
}

async function gateJson(root: string, against: string) {
  const gate = await assay(root, ['gate', '--against', against, 'wavering', '--json', '-'])
  return { ...gate, report: gate.stdout === '' ? undefined : JSON.parse(gate.stdout) }
}

describe('cases that are asked several times', () => {
  it('show how a version wavers, from the run to the report, and can block it', async () => {
    const root = project(files)
    const run = await assay(root, ['run'])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('asked 3 times, 0 of 24 cases waver; all 3 pass: exactMatch 100.0%')
    expect(run.stdout).toContain('asked 3 times, 12 of 24 cases waver; all 3 pass: exactMatch 50.0%')

    const compare = await assay(root, ['compare', 'steady', 'wavering'])
    expect(compare.stdout).toContain('asked 3 times, 0 of 24 cases waver in the baseline and 12 in the candidate')
    expect(compare.stdout).toContain('two answers to a case agree: 100.0% → 66.7% (consistency)')
    expect(compare.stdout).toMatch(/^▼ consistency +100\.0% +66\.7% +-33\.3/m)

    const { code, report } = await gateJson(root, 'steady')
    expect(code).toBe(1)
    expect(report.findings[0]).toMatchObject({ kind: 'regression', rule: 'consistency', blocks: true })
    expect(report.findings[0].caseIds).toContain('q0')
    expect(report.findings[0].caseIds).not.toContain('q1')
    expect(report.repeats.wavering.candidate).toEqual({ repeats: [3, 3], cases: 24, flaky: 12 })
    expect(report.repeats.flaky).toHaveLength(12)
    expect(report.repeats.metrics[0]).toMatchObject({
      metric: 'exactMatch',
      candidate: { passAtK: { k: 3, all: 0.5 } },
    })
    expect(report.metrics.map(({ metric }: { metric: string }) => metric)).toEqual(['exactMatch', 'consistency'])

    expect((await assay(root, ['report', '--against', 'steady', 'wavering', '--out', 'r.html'])).code).toBe(0)
    const html = readFileSync(join(root, 'r.html'), 'utf8')
    expect(html).toContain('Asked 3 times, 0 of 24 cases waver in the baseline and 12 in the candidate.')
    expect(html).toContain('<a href="#case-q0"><bdi>q0</bdi></a>')
  })

  it('are compared with a baseline file as with the run it came from', async () => {
    const root = project(files)
    await assay(root, ['run'])
    await assay(root, ['baseline', 'approve', 'steady', '--reason', 'first'])
    await assay(root, ['baseline', 'export', 'steady-baseline.jsonl'])
    const [fromStore, fromFile] = [await gateJson(root, 'steady'), await gateJson(root, 'steady-baseline.jsonl')]
    expect(fromFile.code).toBe(1)
    expect(fromFile.report.metrics).toEqual(fromStore.report.metrics)
    expect(fromFile.report.repeats).toEqual(fromStore.report.repeats)
  })

  it('are asked for where consistency has a rule and a run asked once', async () => {
    const root = project(files)
    await assay(root, ['run', '--repeats', '1'])
    const gate = await assay(root, ['gate', '--against', 'steady', 'wavering'])
    expect(gate.code).toBe(3)
    expect(gate.stderr).toContain('ask cases several times (repeats: 3)')
    const compare = await assay(root, ['compare', 'steady', 'wavering'])
    expect(compare.stdout).not.toMatch(/consistency|waver\b/)
  })

  it('can be compared by a grader, one answer as expected by the other', async () => {
    const root = project({ ...files, 'evals/support.eval.yaml': `${evalText}consistency: contains\n` })
    const longer = (index: number) => [`${index} days`, `It is ${index} days`, `${index} days`]
    addFiles(root, { 'wavering.jsonl': answers(longer) })
    await assay(root, ['run'])
    const { report } = await gateJson(root, 'steady')
    // Of three pairs one is the same both ways, in two the longer answer holds the shorter one.
    expect(report.metrics[1]).toMatchObject({ metric: 'consistency', candidate: { mean: expect.closeTo(2 / 3, 9) } })
    const check = await assay(root, ['check'])
    expect(check).toMatchObject({ code: 0, stderr: '' })
  })
})
