import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { everything, planted } from '../support/modelProject.ts'
import { jsonl, project } from '../support/project.ts'
import type { Answer } from '../support/rawServer.ts'
import { listen, tells } from '../support/rawServer.ts'

const env = { KEY: planted }
const supported = tells([
  [
    { label: 'entailment', score: 0.75 },
    { label: 'neutral', score: 0.25 },
  ],
])

/** A grader of one's own that asks whether the source entails the answer. */
const evalFile = (role: string) => `export default {
  name: 's',
  dataset: 'data/c.jsonl',
  targets: { v1: ({ input }) => ({ text: 'Goods may be returned within ' + input.length + ' days.' }) },
  graders: [{
    name: 'supported',
    fingerprint: 'supported-1',
    passAt: 0.5,
    entailers: ['${role}'],
    asksByAnswer: true,
    async grade({ case: { sources = [] }, output }, context) {
      const { score, calls } = await context.entailer('${role}').entails(sources[0].text, output.text)
      return { status: 'scored', score, calls }
    },
  }],
}
`

function entailing(url: string, { role = 'nli', over = '' } = {}): string {
  const rows = Array.from({ length: 4 }, (_, index) => ({
    id: `c${index + 1}`,
    input: `How long (${'i'.repeat(index)})?`,
    sources: [{ id: 'returns', text: 'Goods may be returned within 30 days.' }],
  }))
  return project({
    'assay.config.yaml': `entailers:\n  nli: { url: "${url}/predict", name: small-nli, apiKey: "\${KEY}"${over} }\n`,
    'evals/s.eval.ts': evalFile(role),
    'data/c.jsonl': jsonl(rows),
  })
}

describe('a model of entailment', () => {
  it('is asked by graders, recorded, and replayed without key or network', async () => {
    const server = await listen(supported)
    const root = entailing(server.url)
    const run = await assay(root, ['run', '--cache', 'record'], { env })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/supported +75\.0%/)
    expect(server.heard).toHaveLength(4)
    expect(server.heard[0]?.headers.authorization).toBe(`Bearer ${planted}`)
    const replay = await assay(root, ['regrade', 'v1', '--cache', 'replay'])
    expect(replay).toMatchObject({ code: 0 })
    expect(server.heard).toHaveLength(4)
  })

  it('gives errors of the grade, never scores, where it fails, and no secret gets out', async () => {
    const answers: Answer[] = [
      tells({ error: `bad token ${planted}` }, 401),
      tells({ echoed: `Bearer ${planted}` }),
      tells([[{ label: 'entailment', score: 7 }]]),
      supported,
    ]
    const server = await listen((response, heard) => answers[heard.number - 1]?.(response, heard))
    const root = entailing(server.url)
    const run = await assay(root, ['run', '--concurrency', '1'], { env })
    expect(`${run.stdout}${run.stderr}${everything(root)}`).not.toContain(planted)
    expect(everything(root)).toContain('[KEY]')
    expect(run.stdout).toMatch(/supported +75\.0% +– +1 +0 +3\n/)
    expect(everything(root)).toContain('unauthorized')
    expect(everything(root)).toContain('bad_reply')
  })

  it('needs no key to be checked, and is told to lack one before it is asked', async () => {
    const server = await listen(supported)
    const root = entailing(server.url)
    const check = await assay(root, ['check'])
    expect(check).toMatchObject({ code: 0 })
    expect(check.stdout).toContain('KEY')
    const dry = await assay(root, ['run', '--dry-run'])
    expect(dry.stdout).toContain('at least 4 of judges; nothing was run')
    const run = await assay(root, ['run'])
    expect(run).toMatchObject({ code: 3 })
    expect(run.stderr).toContain('KEY')
    expect(server.heard).toHaveLength(0)
  })

  it('is not asked offline, unless its host is allowed', async () => {
    const root = entailing('http://nli.invalid')
    await assay(root, ['run', '--offline'], { env })
    expect(everything(root)).toContain('nli.invalid')
    const server = await listen(supported)
    expect((await assay(entailing(server.url), ['run', '--offline'], { env })).stdout).toMatch(/supported +75\.0%/)
  })

  it('that nobody plays is a fault of the eval', async () => {
    const check = await assay(entailing('http://127.0.0.1:1', { role: 'nly' }), ['check'])
    expect(check.code).toBe(3)
    expect(check.stderr).toContain(
      'the grader "supported" asks the entailment model "nly", which is not in "entailers"',
    )
    expect(check.stderr).toContain('nli')
  })

  it('has a price before --max-cost holds, and is counted by it', async () => {
    const server = await listen(supported)
    const unpriced = await assay(entailing(server.url), ['run', '--max-cost', '1'], { env })
    expect(unpriced.code).toBe(3)
    expect(unpriced.stderr).toContain('usdPerRequest')
    const root = entailing(server.url, { over: ', usdPerRequest: 0.001' })
    await assay(root, ['run', '--max-cost', '0.002', '--concurrency', '1'], { env })
    expect(server.heard).toHaveLength(2)
  })

  it('of another name makes another grader', async () => {
    const server = await listen(supported)
    const root = entailing(server.url)
    await assay(root, ['run'], { env })
    const file = join(root, 'assay.config.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('small-nli', 'large-nli'))
    await assay(root, ['run'], { env })
    const { runs } = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
    const ids = runs.map(({ id }: { id: string }) => id)
    const { stdout } = await assay(root, ['compare', ...ids])
    expect(stdout).toContain('graded differently in the two runs: supported')
  })

  it('is in the schemas', async () => {
    for (const kind of ['eval', 'config'])
      expect((await assay(project({}), ['schema', kind])).stdout).toContain('"entailers"')
  })
})
