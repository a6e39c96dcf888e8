import { describe, expect, it } from 'vitest'
import type { PowerPlan } from '../../src/core/power.ts'
import type { Finding } from '../../src/core/verdict.ts'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { waveringProject } from '../support/waver.ts'

async function power(root: string, ...args: string[]): Promise<PowerPlan> {
  const { stdout, stderr } = await assay(root, ['power', 'waver', ...args, '--json'])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const run = (root: string, ...args: string[]) => assay(root, ['run', 'waver', '--target', ...args])

describe('assay power', () => {
  it('takes what one run tells: at worst its pass rate, better its repeats', async () => {
    const root = project(waveringProject())
    const none = await assay(root, ['power', 'waver'])
    expect(none).toMatchObject({ code: 3, stdout: '' })
    expect(none.stderr).toMatch(/has no run yet.*; assay run waver --target NAME/)

    await run(root, 'v1')
    const bound = await power(root)
    expect(bound).toMatchObject({ source: 'worstCase', measured: { cases: 120, repeats: 1 } })
    await run(root, 'v1', '--repeats', '3')
    const repeats = await power(root)
    expect(repeats).toMatchObject({ source: 'repeats', measured: { cases: 120, repeats: 3 } })
    expect(repeats.rules[0]?.detectable).toBeLessThan(bound.rules[0]?.detectable ?? 0)
  })

  it('takes two versions before that, and two runs of one version before all', async () => {
    const root = project(waveringProject())
    await run(root, 'v1', 'v2')
    expect(await power(root)).toMatchObject({ source: 'versions', runs: [{ target: 'v1' }, { target: 'v2' }] })
    await assay(root, ['aa', 'waver', '--target', 'v1', '--draws', '10'])
    expect(await power(root)).toMatchObject({ source: 'aa', runs: [{ target: 'v1' }, { target: 'v1' }] })
    expect(await power(root, '--against', 'v1')).toMatchObject({ source: 'versions' })
  })

  it('gives the very numbers of the verdict', async () => {
    const root = project(waveringProject())
    await run(root, 'v1', 'v2', '--repeats', '2')
    const gate = await assay(root, ['gate', '--against', 'v1', 'v2', '--json', '-'])
    const findings: Finding[] = JSON.parse(gate.stdout).findings
    const told = findings.find(({ kind, rule }) => kind === 'inconclusive' && rule === 'right')?.message ?? ''
    const plan = await power(root, '--against', 'v1', '--target', 'v2')
    const drop = ((plan.rules[0]?.detectable ?? 0) * 100).toFixed(1)
    expect(told).toContain(`${drop} points or more would show in 4 of 5 tries`)
    const { stdout } = await assay(root, ['power', 'waver', '--against', 'v1', '--target', 'v2'])
    expect(stdout.replace(/\s+/g, ' ')).toContain(`a drop of ${drop} points would show in 4 of 5 tries`)
  })

  it('prices what is planned by what answers cost', async () => {
    const root = project(waveringProject())
    await run(root, 'v1', '--repeats', '3')
    const plan = await power(root, '--drop', '4', '--cases', '200', '--repeats', '2')
    expect(plan).toMatchObject({
      planned: { cases: 200, repeats: 2 },
      concurrency: 4,
      perAnswer: { usd: expect.closeTo(0.002, 9) },
    })
    // 400 answers of half a second, four at a time.
    expect(plan.cost.planned).toEqual({ cases: 200, repeats: 2, calls: 400, usd: expect.closeTo(0.8, 9), ms: 50_000 })
    expect(plan.rules[0]?.forDrop).toMatchObject({ size: 0.04, isMet: false })
    expect(plan.cost.moreCases?.cases).toBe(plan.rules[0]?.forDrop.cases)
    const enough = await power(root, '--drop', '40')
    expect(enough.cost).toMatchObject({ moreCases: null, moreRepeats: null })
  })

  it('reads points as people say them', async () => {
    const root = project(waveringProject())
    await run(root, 'v1')
    expect((await power(root, '--margin', '2.5')).rules[0]).toMatchObject({
      forDrop: { size: 0.025 },
      forMargin: { size: 0.025 },
    })
    const share = await assay(root, ['power', 'waver', '--drop', '0.03'])
    expect(share.stderr).toContain('0.03 is taken as points; for 3 points write 3')
    for (const bad of ['0', '100', '3%']) {
      const refused = await assay(root, ['power', 'waver', '--drop', bad])
      expect(refused).toMatchObject({ code: 3, stdout: '' })
      expect(refused.stderr).toContain('3 stands for 3 points')
    }
  })
})
