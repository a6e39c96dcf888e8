import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { here } from '../support/here.ts'
import { project } from '../support/project.ts'
import { supportEval, supportProject } from '../support/support.ts'

const half = { cases: 60, wrong: (index: number) => index < 20 }
const gated = ['gate', '--against', 'v1', 'v2']

const waive = (rule: string, ...more: string[]) => ['baseline', 'waive', rule, '--reason', 'known', ...more]

describe('a waived rule', () => {
  it('may fail up to and including a day, or until that is taken back', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    const noon = '2026-03-01T12:00:00.000Z'
    expect((await here(root, gated, noon)).code).toBe(1)
    for (const [rule, until] of [
      ['exactMatch', '2026-03-10'],
      ['citations', '2026-03-05'],
    ] as const) {
      const waived = await here(root, waive(rule, '--until', until), noon)
      expect(waived).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`until ${until} (UTC`) })
    }
    const open = await here(root, gated, '2026-03-05T23:59:59.999Z')
    expect(open.code).toBe(0)
    expect(open.stdout).toMatch(/waived[\s\S]*until\s+2026-03-05/)
    expect((await here(root, gated, '2026-03-06T00:00:00.000Z')).code).toBe(1)

    const later = '2026-03-03T12:00:00.000Z'
    const revoked = await here(root, waive('citations', '--revoke'), later)
    expect(revoked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('citations of support fails the gate again'),
    })
    expect((await here(root, gated, later)).code).toBe(1)
    const twice = await here(root, waive('citations', '--revoke'), later)
    expect(twice.stderr).toMatch(/no waiver of "citations" is in force for support; waived are exactMatch\n$/)

    const { stdout } = await here(root, ['baseline', 'list', '--json'], '2026-03-11T00:00:00.000Z')
    expect(JSON.parse(stdout)).toMatchObject({
      baselines: [],
      waivers: [
        { rule: 'citations', expires: '2026-03-05', state: 'revoked', endedAt: later, number: 2 },
        { rule: 'exactMatch', reason: 'known', at: noon, state: 'expired' },
      ],
    })
    const table = (await here(root, ['baseline', 'list'], later)).stdout
    expect(table).toMatch(/exactMatch +in force until 2026-03-10/)
    expect(table).toMatch(/citations +revoked 2026-03-03 12:00/)
  })

  it.each([
    [['citation', '--until', '2099-01-01'], 'has no rule "citation"; did you mean "citations"?'],
    [['citations on refund', '--until', '2099-01-01'], 'did you mean "citations on refunds"?'],
    [
      ['tone', '--until', '2099-01-01'],
      'its rules are exactMatch, citations, refusal, latencyP95, citations on refunds, errors, dataset',
    ],
    [['citations', '--until', '2020-01-01'], '--until 2020-01-01 is past'],
    [['citations', '--until', '2099-02-29'], '"2099-02-29" is no day'],
    [['citations', '--until', 'soon'], '"soon" is no day; write it as YYYY-MM-DD'],
    [['citations'], '--until YYYY-MM-DD'],
    [['citations', '--until', '2099-01-01', '--reason', ' '], '--reason is empty'],
    [['citations', '--until', '2099-01-01', '--eval', 'suport'], 'did you mean "support"?'],
    [['citations', '--revoke'], 'no waiver of "citations" is in force for support'],
    [['citations', '--revoke', '--until', '2099-01-01'], "option '--revoke' cannot be used with option '--until"],
  ])('is one that there is, with a day and a reason: %j', async ([rule = '', ...more], told) => {
    const rules = `${supportEval}  latencyP95: { max: 5000 }\nslices:\n  refunds: { citations: {} }\n`
    const root = project(supportProject({ eval: rules }))
    await here(root, ['run', '--target', 'v1', '--limit', '1'])
    const refused = await here(root, waive(rule, ...more))
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(told)
    expect(refused.stderr).not.toContain('unexpected')
    expect((await here(root, ['baseline', 'list', '--json'])).stdout).toContain('"waivers": []')
  })

  it('may be any that the gate has, and of several evals wants one named', async () => {
    const rules = `${supportEval}  latencyP95: { max: 5000 }\nslices:\n  even: { citations: {} }\n`
    const files = supportProject({ eval: rules })
    const root = project({ ...files, 'evals/other.eval.yaml': supportEval.replace('name: support', 'name: other') })
    await here(root, ['run', 'support', '--target', 'v1', '--limit', '1'])
    const several = await here(root, waive('errors', '--until', '2099-01-01'))
    expect(several).toMatchObject({ code: 3, stderr: expect.stringContaining('--eval other | --eval support') })
    for (const rule of ['citations on even', 'latencyP95', 'errors', 'dataset']) {
      expect((await here(root, waive(rule, '--until', '2099-01-01', '--eval', 'support'))).code).toBe(0)
    }
  })

  it('may be one that only a policy of assay.config has, not one of a policy file', async () => {
    const entry = '{ gate: { refusal.kept: {}, costPer1000: {} }, slices: { odd: { refusal: {} } } }'
    const root = project({
      ...supportProject(),
      'assay.config.yaml': `policies:\n  release: { evals: { support: ${entry}, other: { gate: { tone: {} } } } }\n`,
      'own.policy.yaml': 'evals: { support: { gate: { refusal.told: {} } } }\n',
    })
    await here(root, ['run', '--target', 'v1', '--limit', '1'])
    for (const rule of ['refusal.kept', 'costPer1000', 'refusal on odd']) {
      expect(await here(root, waive(rule, '--until', '2099-01-01'))).toMatchObject({ code: 0, stderr: '' })
    }
    for (const rule of ['tone', 'refusal.told']) {
      const refused = await here(root, waive(rule, '--until', '2099-01-01'))
      expect(refused.code).toBe(3)
      expect(refused.stderr).toContain(`has no rule "${rule}"`)
      expect(refused.stderr).toContain('a rule of a policy file can be waived once that policy stands in assay.config')
    }
  })

  it('is waived where a baseline file says so, but not by one that was edited', async () => {
    const root = project(supportProject(half))
    await here(root, ['run', '--target', 'v1'])
    await here(root, ['baseline', 'approve', 'v1', '--reason', 'r'])
    for (const rule of ['exactMatch', 'citations']) await here(root, waive(rule, '--until', '2099-01-01'))
    await here(root, ['baseline', 'export', 'base.jsonl'])
    const text = readFileSync(join(root, 'base.jsonl'), 'utf8')

    const elsewhere = project({ ...supportProject(half), 'base.jsonl': text })
    await here(elsewhere, ['run', '--target', 'v2'])
    const against = ['gate', '--against', 'base.jsonl', 'v2']
    expect((await here(elsewhere, against)).code).toBe(0)
    const revoked = await here(elsewhere, waive('citations', '--revoke', '--eval', 'support'))
    expect(revoked.stderr).toContain('no waiver of "citations" is in force')

    writeFileSync(join(elsewhere, 'base.jsonl'), text.replaceAll('2099-01-01', '2098-01-01'))
    const edited = await here(elsewhere, against)
    expect(edited).toMatchObject({ code: 3, stderr: expect.stringContaining('base.jsonl:1: a waiver was changed') })
  })

  it('is not waived by a ledger that was changed', async () => {
    const root = project(supportProject(half))
    await here(root, ['run'])
    for (const rule of ['exactMatch', 'citations']) await here(root, waive(rule, '--until', '2099-01-01'))
    const database = new Database(join(root, '.assay/assay.sqlite'))
    database.exec("drop trigger ledger_no_update; update ledger set entry = json_set(entry, '$.expires', '2100-01-01')")
    database.close()
    const refused = await here(root, gated)
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('cannot be trusted') })
  })
})
