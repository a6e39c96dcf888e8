import { describe, expect, it } from 'vitest'
import type { HistoryReport } from '../../src/reporters/index.ts'
import { pcg32 } from '../../src/stats/index.ts'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'
import { supportProject } from '../support/support.ts'

const cases = 240

const evalText = (exactMatch: string) => `name: support
owner: support-platform
dataset: data/support.jsonl
targets:
  assistant: { recorded: data/answers-v1.jsonl }
graders:
  - exactMatch: ${exactMatch}
  - citations
  - refusal
gate:
  exactMatch: { tier: blocking }
  citations: { tier: blocking }
  refusal: { tier: blocking }
`

/** Answers of one week: all are right, and a share of them, drawn anew, cites what does not exist. */
function answers(week: number, share: number): string {
  const draws = pcg32({ seed: 5, stream: week, count: cases })
  return jsonl(
    draws.map((draw, index) => ({
      id: `q${index}`,
      text: `${index + 3} days [${draw / 2 ** 32 < share ? 's999' : `s${index}`}]`,
    })),
  )
}

/** A project whose assistant was run once for each share of bad citations; with the ids of the runs. */
async function ranWeekly(shares: readonly number[], approve: readonly number[] = []) {
  const root = project(supportProject({ cases, eval: evalText('{ normalize: true }') }))
  const ids: string[] = []
  for (const [week, share] of shares.entries()) {
    addFiles(root, { 'data/answers-v1.jsonl': answers(week, share) })
    const run = await assay(root, ['run', '--json'])
    expect(run.code).toBe(0)
    ids.push(JSON.parse(run.stdout).runs[0].id)
    if (approve.includes(week)) {
      const args = ['baseline', 'approve', ids.at(-1) ?? '', '--reason', 'no single step was worse']
      expect((await assay(root, args, { env: { GITHUB_ACTOR: 'ada' } })).code).toBe(0)
    }
  }
  return { root, ids }
}

const line = (text: string, id = '') => text.split('\n').find((item) => item.trim().startsWith(id)) ?? ''

describe('assay history', () => {
  it('finds decay that no step showed, marks approvals, and fails on it where asked', async () => {
    const shares = [0.04, 0.04, 0.04, 0.06, 0.08, 0.1, 0.125, 0.15]
    const { root, ids } = await ranWeekly(shares, [1, 5])
    const { code, stdout } = await assay(root, ['history', 'support'])
    expect(code).toBe(0)
    const words = stdout.replace(/\s+/g, ' ')
    expect(words).toMatch(
      /▼ citations has (been falling|fallen) since run \S+ \(\d{4}-\d\d-\d\d\): -\d+\.\d points over \d runs, though/,
    )
    expect(words).toMatch(/refusal: 100\.0%; no decay in 8 runs \(CUSUM 0\.0, limit 4\)/)
    expect(line(stdout, ids[1])).toMatch(/approved by ada$/)
    expect(line(stdout, ids[5])).toMatch(/baseline, by ada$/)
    expect(line(stdout, ids[2])).not.toContain('approved')

    const failing = await assay(root, ['history', 'support', '--fail-on-decay', '--json'])
    expect(failing.code).toBe(1)
    expect(failing.stderr).toBe('assay: fails for decay, as --fail-on-decay asks: exactMatch, citations\n')
    const report = JSON.parse(failing.stdout) as HistoryReport
    expect(report).toMatchObject({
      schemaVersion: 1,
      exitCode: 1,
      decaying: ['exactMatch', 'citations'],
      owner: 'support-platform',
    })
    expect(report.runs.map(({ id }) => id)).toEqual(ids)
    expect(report.metrics.map(({ metric }) => metric)).toEqual(['exactMatch', 'citations', 'refusal'])
    const citations = report.metrics[1]
    expect(citations?.points.map(({ step }) => step?.significant ?? null)).toEqual(ids.map(() => null))
    expect(citations?.control.decay).toMatchObject({ shown: true })

    const other = await assay(root, ['history', 'support', '--fail-on-decay', '--metric', 'refusal'])
    expect(other.code).toBe(0)
    const parts = await assay(root, ['history', 'support', '--metric', 'citations.exists', '--limit', '4'])
    expect(parts.stdout).toMatch(/4 older runs not shown[\s\S]*citations\.exists: \d/)
    expect(line(parts.stdout, ids[3])).toBe('')
  }, 120_000)

  it('leaves runs of another grader out, and has them back when they are graded again', async () => {
    const { root, ids } = await ranWeekly([0.04, 0.04])
    addFiles(root, { 'evals/support.eval.yaml': evalText('{ normalize: false }') })
    await assay(root, ['run'])
    const runsOf = async (metric: string) => {
      const { stdout } = await assay(root, ['history', 'support', '--json', '--metric', metric])
      return (JSON.parse(stdout) as HistoryReport).metrics[0]?.points.length
    }
    expect([await runsOf('exactMatch'), await runsOf('citations')]).toEqual([1, 3])
    const text = (await assay(root, ['history', 'support'])).stdout.replace(/\s+/g, ' ')
    const told = /2 runs left out, graded by another version[^:]*: (assay regrade \S+ && assay regrade \S+)/.exec(text)
    expect(told?.[1]).toBe(`assay regrade ${ids[0]} && assay regrade ${ids[1]}`)
    for (const id of ids) await assay(root, ['regrade', id])
    expect(await runsOf('exactMatch')).toBe(3)
  }, 60_000)

  it('leaves out what is no whole run, and says what there is', async () => {
    const root = project(supportProject({ cases: 20 }))
    const none = await assay(root, ['history', 'support'])
    expect(none).toMatchObject({ code: 0, stdout: 'No complete run of all of support yet: assay run support\n' })
    await assay(root, ['run', '--target', 'v1', '--limit', '5'])
    expect((await assay(root, ['history', 'support'])).stdout).toBe(none.stdout)
    await assay(root, ['run', '--target', 'v1'])
    const one = await assay(root, ['history', 'support'])
    expect(one.code).toBe(0)
    expect(one.stdout).toContain('exactMatch: 100.0%; one run tells no change.')
    const future = await assay(root, ['history', 'support', '--since', '2999-01-01'])
    expect(future).toMatchObject({
      code: 0,
      stdout: 'No complete run of all of support that fits --since: assay run support\n',
    })
  })

  it('tells what is misspelt in one line', async () => {
    const root = project(supportProject({ cases: 10 }))
    await assay(root, ['run', '--target', 'v1'])
    for (const [args, told] of [
      [['suport'], 'did you mean "support"?'],
      [['support', '--target', 'w1'], 'did you mean "v1"?'],
      [['support', '--metric', 'citation'], 'did you mean "citations"?'],
      [['support', '--metric', 'citations.exist'], 'did you mean "citations.exists"?'],
      [['support', '--since', 'yesterday'], 'a day such as 2026-03-02 is wanted'],
    ] as const) {
      const { code, stderr, stdout } = await assay(root, ['history', ...args])
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toContain(told)
    }
    addFiles(root, { 'evals/support.eval.yaml': 'name: support\n' })
    expect((await assay(root, ['history', 'support'])).code).toBe(0)
    const failing = await assay(root, ['history', 'support', '--fail-on-decay'])
    expect(failing.code).toBe(3)
    expect(failing.stderr).toContain('assay check')
  })
})
