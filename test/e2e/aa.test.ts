import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AaReport } from '../../src/core/aa.ts'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'
import { flipping, waveringProject } from '../support/waver.ts'

async function aa(root: string, ...args: string[]): Promise<{ code: number | null; report: AaReport }> {
  const { code, stdout, stderr } = await assay(root, ['aa', ...args, '--json'])
  if (stdout === '') throw new Error(stderr)
  return { code, report: JSON.parse(stdout) }
}

async function runsOf(root: string): Promise<{ id: string; target: string; status: string; purpose: string | null }[]> {
  return JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs
}

describe('assay aa', () => {
  it('asks a version twice, shows how much it wavers and lets it pass', async () => {
    const root = project(waveringProject())
    const { code, report } = await aa(root, 'waver', '--target', 'v1')
    expect(code).toBe(0)
    // Each run asks for repeats of its own: what differs is what the system says on the first and on the second.
    expect(flipping().length).toBeGreaterThan(20)
    expect(report.metrics).toMatchObject([{ metric: 'right', cases: 120, flips: { caseIds: flipping() } }])
    expect(report.flipping.map(({ caseId }) => caseId)).toEqual(flipping())
    expect(report.answers).toEqual({ answers: 120, same: 120 - flipping().length })
    expect(report.alarms).toMatchObject({ draws: 400, allowed: 0.05, isTooOften: false, absolutes: [] })
    expect(report.alarms?.blocked).toBeGreaterThan(0)

    const text = await assay(root, ['aa', '--from', report.first.id, report.second.id])
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toContain(`${flipping().length} of 120`)
    expect(text.stdout).toMatch(/^OK {2}Nothing got worse, and of 400 redraws/m)
    expect(await aa(root, '--from', report.first.id, report.second.id)).toEqual({ code: 0, report })
  })

  it('makes runs that no reference but their id means', async () => {
    const root = project(waveringProject())
    const { report } = await aa(root, 'waver', '--target', 'v1', '--draws', '20')
    expect((await assay(root, ['runs'])).stdout.match(/complete, aa/g)).toHaveLength(2)
    expect((await runsOf(root)).map(({ purpose }) => purpose)).toEqual(['aa', 'aa'])
    expect((await assay(root, ['gate', '--against', report.first.id, 'latest'])).code).toBe(3)
    await assay(root, ['run', '--target', 'v1'])
    const [own] = (await runsOf(root)).filter(({ purpose }) => purpose === null)
    const compared = await assay(root, ['compare', report.second.id, 'v1', '--json'])
    expect(JSON.parse(compared.stdout)).toMatchObject({
      baseline: { id: report.second.id },
      candidate: { id: own?.id },
    })
  })

  it('reads other repeats of a recording than before, and refuses one that has not enough', async () => {
    const root = project(waveringProject())
    const { report } = await aa(root, 'waver', '--target', 'taped', '--draws', '20')
    expect(report.metrics[0]?.flips.caseIds).toEqual(flipping())
    const refused = await assay(root, ['aa', 'waver', '--target', 'once'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('two runs of 1 repeat need 2; record more repeats')
    expect((await runsOf(root)).map(({ target }) => target)).toEqual(['taped', 'taped'])
  })

  it('finds a system that does not waver still', async () => {
    const root = project(waveringProject())
    const { code, report } = await aa(root, 'waver', '--target', 'steady')
    expect(code).toBe(0)
    expect(report).toMatchObject({
      flipping: [],
      answers: { answers: 120, same: 120 },
      alarms: { blocked: 0, rules: [] },
    })
  })

  it('tells what fails on the version itself from false alarms', async () => {
    const root = project(waveringProject('right: { min: 0.99 }'))
    const { code, report } = await aa(root, 'waver', '--target', 'v1')
    expect(code).toBe(0)
    expect(report.alarms).toMatchObject({
      isTooOften: false,
      absolutes: [{ rule: 'right', kind: 'floor', draws: 400 }],
    })
    const text = await assay(root, ['aa', '--from', report.first.id, report.second.id])
    expect(text.stdout).toMatch(/^FAILS BY ITSELF {2}The floor of right/m)
  })

  it('fails where the gate fails one and the same version too often, as by critical cases that are a toss-up', async () => {
    const root = project(waveringProject("right: { tier: 'blocking' }", true))
    const { code, report } = await aa(root, 'waver', '--target', 'coin', '--repeats', '3', '--draws', '60')
    expect(code).toBe(1)
    expect(report.alarms).toMatchObject({
      isTooOften: true,
      rules: expect.arrayContaining([expect.objectContaining({ rule: 'right', kind: 'critical' })]),
      absolutes: [],
    })
    const text = await assay(root, ['aa', '--from', report.first.id, report.second.id, '--draws', '60'])
    expect(text.code).toBe(1)
    expect(text.stdout).toMatch(/^CRIES WOLF {2}Nothing got worse/m)
  })

  it('goes on where it was interrupted, with the repeats of each run', async () => {
    const root = project({ ...waveringProject(), 'wait.txt': '' })
    let interrupted = false
    const stopped = await assay(root, ['aa', 'waver', '--target', 'v1', '--draws', '20'], {
      onStderr: (child, stderr) => {
        if (interrupted || !stderr.includes('waver × v1')) return
        interrupted = true
        void untilWaiting(root).then(() => child.kill('SIGINT'))
      },
    })
    expect(stopped.code).toBe(130)
    const [, ids = ''] = /assay aa --resume (\S+ \S+)/.exec(stopped.stderr) ?? []
    const { code, report } = await aa(root, '--resume', ...ids.split(' '), '--draws', '20')
    expect(code).toBe(0)
    expect([report.first.id, report.second.id]).toEqual(ids.split(' '))
    expect(report.metrics[0]?.flips.caseIds).toEqual(flipping())

    async function untilWaiting(folder: string): Promise<void> {
      while (!existsSync(join(folder, 'waiting.txt'))) await new Promise((resolve) => setImmediate(resolve))
      setTimeout(() => rmSync(join(folder, 'wait.txt')), 50)
    }
  })

  it('refuses what it cannot do in one clear line', async () => {
    const root = project(waveringProject())
    await assay(root, ['run', '--target', 'v1', 'v2'])
    for (const [args, told] of [
      [[], 'which eval?'],
      [['waver'], 'name one with --target: v1 | v2'],
      [['waver', '--target', 'v3'], 'did you mean "v1"?'],
      [['waver', '--from', 'a'], '--from takes two runs'],
      [['waver', '--target', 'v1', '--from', 'a', 'b'], 'leave out --target'],
      [['--from', 'v1', 'v2'], 'different versions'],
      [['--from', 'v1', 'v1'], 'both are run'],
    ] as const) {
      const refused = await assay(root, ['aa', ...args])
      expect(refused).toMatchObject({ code: 3, stdout: '' })
      expect(refused.stderr).toContain(told)
      expect(refused.stderr.trim().split('\n')).toHaveLength(1)
    }
  })
})
