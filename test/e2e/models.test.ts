import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mockServer } from '../support/aimock.ts'
import { assay } from '../support/cli.ts'
import { everything, linesOf, modelProject, planted, withJudge } from '../support/modelProject.ts'
import { event, listen, streamedText, streams } from '../support/rawServer.ts'

const env = { KEY: planted }
const verdict = JSON.stringify({ reasoning: 'Friendly words.', choice: 'pass' })

const mock = () =>
  mockServer((server) => {
    server.on({ model: 'judge-model' }, { content: verdict })
    server.on({ model: 'some-model' }, { content: 'You have 30 days [returns].' })
  })

const runOf = async (root: string) => JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs[0]

describe('a model behind an OpenAI-compatible server', () => {
  it('is asked, judged and kept, and nobody else is connected to', async () => {
    const server = await mock()
    const root = modelProject({ baseUrl: server.url, graders: withJudge })
    const watch = join(import.meta.dirname, '../fixtures/network/watch.mjs')
    const watched = join(root, 'watched.txt')
    const run = await assay(root, ['run'], {
      env: { ...env, NODE_OPTIONS: `--import=${watch}`, WATCH_FILE: watched },
    })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/tone +100\.0%/)
    expect(run.stdout.replace(/\s+/g, ' ')).toContain('judges: 6 calls (')
    expect(server.getRequests()).toHaveLength(12)
    expect([...new Set(linesOf(watched))]).toEqual(['connect 127.0.0.1'])
    expect(await runOf(root)).toMatchObject({
      totals: { ok: 6, errors: 0 },
      judges: { calls: 6 },
      answeredBy: [{ modelId: 'some-model', trials: 6 }],
    })
  })

  it('is told where another model answers than was asked for', async () => {
    const { url: baseUrl } = await listen(
      streams([event.text('30 days', { model: 'some-model-2026-01' }), event.finish(), event.done]),
    )
    const run = await assay(modelProject({ baseUrl }), ['run'], { env })
    expect(run.stderr).toContain('"v4" asks for some-model; what answered: some-model-2026-01 (6 answers)')
  })

  it('may be a provider of its own, by its package, with its key from the environment', async () => {
    const server = await mock()
    const anthropic = `  claude: { prompt: { model: { provider: anthropic, name: some-model, baseUrl: "${server.url}/v1" }, topK: 5, seed: 1, messages: [{ role: user, content: "{{input.question}}" }] } }`
    const gemini = `  gemini: { prompt: { model: { provider: google, name: some-model, baseUrl: "${server.url}/v1beta" }, messages: [{ role: user, content: "{{input.question}}" }] } }`
    const root = modelProject({ baseUrl: server.url, targets: `${anthropic}\n${gemini}` })
    const missing = await assay(root, ['run', '--target', 'claude'], { env: { ANTHROPIC_API_KEY: '' } })
    expect(missing.code).toBe(3)
    expect(missing.stderr).toContain('ANTHROPIC_API_KEY is not set')
    const watch = join(import.meta.dirname, '../fixtures/network/watch.mjs')
    const watched = join(root, 'watched.txt')
    const keys = { ANTHROPIC_API_KEY: 'a-planted-key-1', GOOGLE_GENERATIVE_AI_API_KEY: 'g-planted-key-2' }
    const run = await assay(root, ['run', '--target', 'claude', 'gemini'], {
      env: { ...keys, NODE_OPTIONS: `--import=${watch}`, WATCH_FILE: watched },
    })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('"seed" is not supported and was left out')
    const paths = server
      .getRequests()
      .slice(-12)
      .map(({ path }) => path)
    expect(paths.filter((path) => path.startsWith('/v1/messages'))).toHaveLength(6)
    expect(paths.filter((path) => path.includes('some-model:streamGenerateContent'))).toHaveLength(6)
    expect([...new Set(linesOf(watched))]).toEqual(['connect 127.0.0.1'])
    expect(everything(root)).not.toContain('planted-key')
  })

  it('needs its key only when it is asked', async () => {
    const server = await mock()
    const root = modelProject({ baseUrl: server.url })
    const run = await assay(root, ['run'])
    expect(run.code).toBe(3)
    expect(run.stderr).toMatch(/assay\.config\.yaml:\d+: \$\{KEY\} is not set/)
    expect((await assay(root, ['list'])).code).toBe(0)
    await assay(root, ['run'], { env })
    expect((await assay(root, ['runs'])).stdout).toContain('v4')
    expect(server.getRequests()).toHaveLength(6)
  })

  it('finds a template that names what a case lacks before anything is sent', async () => {
    const server = await mock()
    const root = modelProject({ baseUrl: server.url })
    const config = join(root, 'assay.config.yaml')
    writeFileSync(config, readFileSync(config, 'utf8').replace('{{input.question}}', '{{input.qestion}}'))
    const run = await assay(root, ['run'], { env })
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(
      'target "v4": case "c1": "messages.1.content" names "qestion", which the case does not have (and 5 other cases)',
    )
    expect((await assay(root, ['check'], { env })).code).toBe(3)
    expect(server.getRequests()).toHaveLength(0)
  })
})

describe('secrets', () => {
  it('reach neither store, reports, recordings nor any word, whatever servers say', async () => {
    const { url: baseUrl } = await listen((response, heard) => {
      const { body, headers } = heard
      const key = String(headers.authorization)
      if (body.includes('(1)') && !body.includes('judge-model')) {
        response.writeHead(401, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { message: `Incorrect key: ${key}` } }))
        return
      }
      const said = `30 days for ${key} (${Buffer.from(planted).toString('base64')}, ${encodeURIComponent(planted)})`
      const verdict = JSON.stringify({ reasoning: `It was ${key}.`, choice: 'pass' })
      streamedText(body.includes('judge-model') ? verdict : said)(response, heard)
    })
    const targets = `  v3: { http: { url: "${baseUrl}/x?key=\${KEY}", headers: { x-api-key: "\${KEY}" }, body: { q: "{{input.question}} \${KEY}" } } }`
    const root = modelProject({ baseUrl, graders: withJudge, targets })
    const told: string[] = []
    const tell = async (...args: string[]) => {
      const { stdout, stderr } = await assay(root, args, { env: { ...env, OPENAI_API_KEY: `${planted}-other` } })
      told.push(stdout, stderr)
    }
    await tell('run', '--target', 'v4', '--cache', 'record')
    await tell('run', '--target', 'v3', '--json')
    await tell('gate', '--against', 'v4', 'v3', '--json', 'v.json', '--junit', 'v.xml', '--markdown', 'v.md')
    await tell('report', '--against', 'v4', 'v3', '--out', 'r.html')
    const all = `${everything(root)}\n${told.join('\n')}`
    expect(all).toContain('[KEY]')
    expect(all).toContain('30 days for')
    expect(all).not.toContain(planted)
    expect(all).not.toContain(Buffer.from(planted).toString('base64').replace(/=+$/, ''))
  })
})

describe('secrets in what cannot be asked', () => {
  it('are not told with the reason', async () => {
    const targets = `  bad: { http: { url: "\${BASE}/x?k=\${KEY}&q={{input.question}}" } }
  worse: { prompt: { model: { baseUrl: "\${BASE}/\${KEY}", name: m } } }`
    const root = modelProject({ baseUrl: 'http://127.0.0.1:9', targets })
    const given = { ...env, BASE: 'http://bad host' }
    for (const args of [['run'], ['run', '--dry-run'], ['check']]) {
      const { code, stdout, stderr } = await assay(root, args, { env: given })
      expect({ args, code }).toEqual({ args, code: 3 })
      expect(stderr).toContain('target "bad": case "c1": "url" gives no URL')
      expect(stderr).not.toContain('fault of assay itself')
      expect(stdout + stderr).not.toContain(planted)
    }
    const run = await assay(root, ['run', '--target', 'worse'], { env: given })
    expect(run.stderr).toBe(
      'assay: evals/s.eval.yaml: the "baseUrl" of the model "m" is no URL; check what it refers to\n',
    )
  })
})

describe('--offline', () => {
  const elsewhere = 'http://models.example:8080'
  const targets = `  v3: { http: { url: "${elsewhere}/answer", body: { q: "{{input.question}}" } } }`

  it('refuses hosts that are not allowed before anything is looked up, for models and http targets', async () => {
    const root = modelProject({ baseUrl: elsewhere, targets, cases: 2 })
    const watched = join(root, 'watched.txt')
    const watch = join(import.meta.dirname, '../fixtures/network/watch.mjs')
    const run = await assay(root, ['run', '--offline'], {
      env: { ...env, NODE_OPTIONS: `--import=${watch}`, WATCH_FILE: watched },
    })
    expect(run.stderr).toContain('first error "offline", case c1: --offline: models.example is not allowed')
    expect(await runOf(root)).toMatchObject({ totals: { ok: 0, errors: 2 } })
    expect(linesOf(watched)).toEqual([])
  })

  it('holds judges and embedding models as well', async () => {
    const server = await mock()
    const graders = '[contains, { rubric: { criteria: Polite? } }, embeddingSimilarity]'
    const root = modelProject({ baseUrl: server.url, graders, cases: 2 })
    const config = join(root, 'assay.config.yaml')
    const [asked = '', others = ''] = readFileSync(config, 'utf8').split('\njudges:')
    writeFileSync(config, `${asked}\njudges:${others.replaceAll(server.url, elsewhere)}\noffline: true\n`)
    const run = await assay(root, ['run'], { env })
    expect(run.stderr).toContain('first grader rubric "offline"')
    expect(run.stderr).toContain('first grader embeddingSimilarity "offline"')
    expect(await runOf(root)).toMatchObject({ totals: { ok: 2 } })
  })

  it('holds what a function does by itself, too', async () => {
    const root = modelProject({ baseUrl: elsewhere, cases: 1 })
    writeFileSync(
      join(root, 'assay.config.ts'),
      `export default { targets: { own: async () => (await fetch('${elsewhere}')).text() } }`,
    )
    rmSync(join(root, 'assay.config.yaml'))
    const run = await assay(root, ['run', '--offline'], { env })
    expect(run.stdout).toContain('1 error')
    expect(everything(root)).toContain('models.example is not allowed')
  })

  it('holds evals that ask somebody while they are read', async () => {
    const asks = `const told = await fetch('${elsewhere}').then(() => 'con' + 'nected', (error) => error.cause.message)\n`
    const files = `import { contains, recorded } from 'assay'\n${asks}export default { name: 't', dataset: 'data/c.jsonl',
  targets: { t: () => told }, graders: [contains()] }\n`
    const root = modelProject({ baseUrl: elsewhere, cases: 1 })
    writeFileSync(join(root, 'evals/t.eval.ts'), files.replace(', recorded', ''))
    await assay(root, ['run', 't', '--target', 't', '--offline'], { env })
    writeFileSync(join(root, 'assay.config.yaml'), 'offline: true\n')
    await assay(root, ['run', 't', '--target', 't'], { env })
    const told = (await assay(root, ['runs', '--json'])).stdout
    expect(JSON.parse(told).runs.map((run: { totals: object }) => run.totals)).toMatchObject([{ ok: 1 }, { ok: 1 }])
    expect(everything(root)).not.toContain('connected')
    expect(everything(root)).toContain('models.example is not allowed')
  })

  it('lets through what is allowed', async () => {
    const server = await mock()
    const root = modelProject({ baseUrl: server.url, config: 'allowedHosts: ["*.internal"]\n' })
    expect(await assay(root, ['run', '--offline'], { env })).toMatchObject({ code: 0 })
    expect(server.getRequests()).toHaveLength(6)
  })
})
