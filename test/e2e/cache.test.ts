import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { modelProject, planted, withJudge } from '../support/modelProject.ts'
import { listen, streamedText } from '../support/rawServer.ts'

const env = { KEY: planted }

/** A server that counts what it is asked, by model; judges say what `says` gives. */
async function counting(says: () => string = () => JSON.stringify({ reasoning: 'Fine.', choice: 'pass' })) {
  const asked = { target: 0, judge: 0 }
  const { url: baseUrl } = await listen((response, heard) => {
    const isJudge = heard.body.includes('judge-model')
    asked[isJudge ? 'judge' : 'target'] += 1
    streamedText(isJudge ? says() : '30 days')(response, heard)
  })
  return { asked, baseUrl }
}

const gradesOf = async (root: string) => JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs[0]

describe('recorded answers', () => {
  it('are not asked for again, and need neither key nor network in a replay', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl, graders: withJudge, config: 'cache: recorded\n' })
    await assay(root, ['run', '--cache', 'record'], { env })
    expect(asked).toEqual({ target: 6, judge: 6 })
    const again = await assay(root, ['run', '--cache', 'record'], { env })
    expect(again.stderr).toContain('taken from what was recorded: 6 answers, 6 grades')
    expect(asked).toEqual({ target: 6, judge: 6 })

    const replay = await assay(root, ['run', '--cache', 'replay'])
    expect(replay).toMatchObject({ code: 0 })
    expect(replay.stdout).toMatch(/tone +100\.0%/)
    expect(asked).toEqual({ target: 6, judge: 6 })
    expect(readFileSync(join(root, 'recorded/s.answers.jsonl'), 'utf8').split('\n')).toHaveLength(7)
  })

  it('are missed by name before anything is run', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl })
    await assay(root, ['run', '--cache', 'record', '--limit', '4'], { env })
    const replay = await assay(root, ['run', '--cache', 'replay'])
    expect(replay.code).toBe(3)
    expect(replay.stderr).toContain('no answer of "v4" is recorded for 2 cases ("c5", "c6")')
    expect(asked.target).toBe(4)
  })

  it('are missed by name where only what a judge said of them is missing, before anything is run and after', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl, graders: withJudge })
    await assay(root, ['run', '--cache', 'record'], { env })
    const file = join(root, 'evals/s.eval.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Is it polite?', 'Is it rude?'))
    const replay = await assay(root, ['run', '--cache', 'replay'])
    expect(replay.code).toBe(3)
    expect(replay.stderr).toContain('no grade by "tone" of the answers of "v4" is recorded for 6 cases ("c1", "c2"')
    const regrade = await assay(root, ['regrade', 'v4', '--cache', 'replay'])
    expect(regrade.code).toBe(3)
    expect(regrade.stderr).toContain(
      '--cache replay: no grade by "tone" of this answer is recorded for case "c1", and 5',
    )
    expect(asked).toEqual({ target: 6, judge: 6 })
  })

  it('are others for another prompt, and for every repeat', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl })
    await assay(root, ['run', '--cache', 'record'], { env })
    await assay(root, ['run', '--cache', 'record', '--repeats', '2'], { env })
    expect(asked.target).toBe(12)
    const config = join(root, 'assay.config.yaml')
    writeFileSync(config, readFileSync(config, 'utf8').replace('temperature: 0', 'temperature: 1'))
    await assay(root, ['run', '--cache', 'record'], { env })
    expect(asked.target).toBe(18)
  })

  it('survive a line that was never finished', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl })
    await assay(root, ['run', '--cache', 'record'], { env })
    const file = join(root, '.assay/cache/s.answers.jsonl')
    const lines = readFileSync(file, 'utf8')
    writeFileSync(file, lines.slice(0, -20))
    expect(await assay(root, ['run', '--cache', 'record'], { env })).toMatchObject({ code: 0 })
    expect(asked.target).toBe(7)
    expect(await assay(root, ['run', '--cache', 'replay'])).toMatchObject({ code: 0 })
  })

  it('never hold what a judge said that is no verdict', async () => {
    let says = 'It passes, I would say.'
    const { asked, baseUrl } = await counting(() => says)
    const root = modelProject({ baseUrl, graders: withJudge, cases: 2 })
    const broken = await assay(root, ['run', '--cache', 'record'], { env })
    expect(broken.stderr).toContain('first grader tone "bad_verdict"')
    expect(asked.judge).toBe(4)
    says = JSON.stringify({ reasoning: 'Fine.', choice: 'pass' })
    const mended = await assay(root, ['run', '--cache', 'record'], { env })
    expect(mended.stdout).toMatch(/tone +100\.0%/)
    expect(asked).toEqual({ target: 2, judge: 6 })
  })

  it('are refused of a target that nobody can tell from another version of it', async () => {
    const { baseUrl } = await counting()
    const targets = `  v3: { http: { url: "${baseUrl}/answer", body: { q: "{{input.question}}" } } }`
    const run = await assay(modelProject({ baseUrl, targets }), ['run', '--target', 'v3', '--cache', 'record'], { env })
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('answers of "v3" cannot be recorded, since it has no version; add version')
  })
})

describe('a budget', () => {
  it('of calls ends a run that can be gone on with', async () => {
    const { asked, baseUrl } = await counting()
    const root = modelProject({ baseUrl, graders: withJudge })
    const run = await assay(root, ['run', '--max-calls', '7', '--concurrency', '1'], { env })
    expect(run.code).toBe(3)
    const [, id = ''] = /--max-calls 7 are made; .* assay run --resume (\S+)/.exec(run.stderr) ?? []
    expect(asked.target + asked.judge).toBe(7)
    const resumed = await assay(root, ['run', '--resume', id], { env })
    expect(resumed).toMatchObject({ code: 0 })
    expect(asked).toEqual({ target: 6, judge: 6 })
    expect(await gradesOf(root)).toMatchObject({ id, status: 'complete', totals: { ok: 6, errors: 0 } })
  })

  it('of dollars is kept, by the prices that are given', async () => {
    const { baseUrl } = await counting()
    // 20 tokens in and 10 out at these prices are 2.1 cents.
    const root = modelProject({ baseUrl, model: ', prices: { input: 1000, output: 100 }', cases: 20 })
    const run = await assay(root, ['run', '--max-cost', '0.2', '--concurrency', '2'], { env })
    expect(run.code).toBe(3)
    expect(run.stderr).toMatch(/another call may exceed --max-cost \$0\.20?/)
    const { totals } = await gradesOf(root)
    expect(totals.costUsd).toBeLessThanOrEqual(0.2)
    expect(totals.costUsd).toBeGreaterThan(0.1)
    expect(totals.errors).toBe(0)
  })

  it('of dollars is refused where nobody knows a price', async () => {
    const { asked, baseUrl } = await counting()
    const run = await assay(modelProject({ baseUrl }), ['run', '--max-cost', '1'], { env })
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('--max-cost: no price is known for the model of "targets.v4"')
    expect(asked.target).toBe(0)
  })
})

describe('--dry-run', () => {
  it('tells calls, tokens and dollars, and asks nothing', async () => {
    const { asked, baseUrl } = await counting()
    const model = ', prices: { input: 1, output: 2 }'
    const root = modelProject({ baseUrl, graders: withJudge, model })
    const plan = JSON.parse((await assay(root, ['run', '--dry-run', '--json'], { env })).stdout)
    expect(plan).toMatchObject({ targetCalls: 6, judgeCalls: 6, runs: [{ recorded: 0, outputTokens: 1800 }] })
    expect(plan.runs[0].inputTokens).toBeGreaterThan(100)
    expect(plan.runs[0].costUsd).toBeGreaterThan(0.0036)
    expect(asked).toEqual({ target: 0, judge: 0 })
    await assay(root, ['run', '--cache', 'record', '--limit', '2'], { env })
    const text = (await assay(root, ['run', '--dry-run', '--cache', 'record'], { env })).stdout
    expect(text).toContain('2 recorded')
    expect(text).toContain('4 calls of targets, at most 6 of judges; nothing was run')
  })
})

describe('servers in trouble', () => {
  it('end a run at the deadline, though one never answers', async () => {
    const { url: baseUrl } = await listen(() => {})
    const root = modelProject({ baseUrl, cases: 2 })
    const run = await assay(root, ['run', '--deadline', '2s'], { env })
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('the deadline has passed; nothing finished is lost. Go on with: assay run --resume')
    expect(await gradesOf(root)).toMatchObject({ status: 'interrupted', totals: { trials: 0 } })
  })

  it('end in errors with codes, and the run ends', async () => {
    const faults: Record<string, (response: import('node:http').ServerResponse) => void> = {
      rate_limited: (response) => response.writeHead(429, { 'retry-after-ms': '1' }).end('{}'),
      server_error: (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
      bad_reply: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'),
      unauthorized: (response) => response.writeHead(403).end('{"error":{"message":"no"}}'),
      empty: (response) =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end('data: {"choices":[]}\n\ndata: [DONE]\n\n'),
      broken_stream: (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"id":"x","choices":[{"index":0,"delta":{"content":"30"}}]}\n\n', () =>
          response.destroy(),
        )
      },
    }
    const codes = Object.keys(faults)
    const asked = new Map<string, number>()
    const { url: baseUrl } = await listen((response, { body }) => {
      const code = codes[Number(/\((\d)\)/.exec(body)?.[1]) - 1] ?? ''
      asked.set(code, (asked.get(code) ?? 0) + 1)
      faults[code]?.(response)
    })
    const root = modelProject({ baseUrl })
    // No retries are left to what could pass: each is asked once, then the budget of a command without answers is used up.
    const run = await assay(root, ['run', '--max-calls', '1000', '--concurrency', '6'], {
      env: { ...env, NODE_OPTIONS: `--import=data:text/javascript,Math.random=()=>0` },
    })
    expect(run).toMatchObject({ code: 0 })
    for (const code of codes) expect(run.stderr).toContain(`first error "${code}"`)
    expect(asked.get('unauthorized')).toBe(1)
    expect(asked.get('rate_limited')).toBe(6)
  })
})
