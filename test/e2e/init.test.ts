import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { assay } from '../support/cli.ts'
import { project } from '../support/project.ts'

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8')

/** Every `npx assay ...` in a text, as arguments; what follows two spaces is a remark. */
function commandsIn(text: string): string[][] {
  return [...text.matchAll(/^(?! *#).*npx (?:--no-install )?assay ([^#\n]*)/gm)].map(([, args = '']) =>
    args.trim().split(/\s+/),
  )
}

async function runAll(root: string, commands: readonly string[][]): Promise<void> {
  for (const args of commands) {
    const { code, stderr } = await assay(root, args)
    expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' })
  }
}

describe('assay init', () => {
  it('writes a project whose next steps and workflow run at once, without a key', async () => {
    const root = project({})
    const init = await assay(root, ['init'])
    expect(init).toMatchObject({ code: 0, stderr: '' })
    expect(init.stdout).toContain('Assay is not in package.json, where CI takes it from')
    const [nextSteps = ''] = init.stdout.split('Then your own system')
    expect(commandsIn(nextSteps)).toHaveLength(3)
    await runAll(root, commandsIn(nextSteps))
    const workflow = read(root, '.github/workflows/assay.yml')
    const steps = parse(workflow).jobs.assay.steps.flatMap(({ run = '' }: { run?: string }) => commandsIn(run))
    expect(steps.map(([verb]: string[]) => verb)).toEqual(['check', 'run', 'gate', 'report'])
    await runAll(root, steps)
    expect(readdirSync(join(root, 'reports')).some((file) => file.endsWith('.html'))).toBe(true)
  })

  it('writes TypeScript where the project has it, and knows its AI SDK and provider', async () => {
    const root = project({
      'package.json': JSON.stringify({
        dependencies: { ai: '^7.0.0', '@ai-sdk/anthropic': '^4.0.0' },
        devDependencies: { typescript: '^7.0.0', assay: 'file:assay.tgz' },
      }),
      'package-lock.json': '{}',
    })
    const init = await assay(root, ['init', '--yes'])
    expect(init.stdout).toContain('The project has the AI SDK, @ai-sdk/anthropic.')
    expect(init.stdout).toContain('once ANTHROPIC_API_KEY is set')
    expect(init.stdout).not.toContain('npm install')
    expect(read(root, '.github/workflows/assay.yml')).toContain('cache: npm')
    expect(read(root, 'assay.config.ts')).toMatch(/model: "anthropic\/claude-/)
    await runAll(root, [['check'], ['run', '--target', 'v1', 'v2'], ['gate', '--against', 'v1', 'v2']])
    const dryRun = await assay(root, ['run', '--target', 'mine', '--dry-run'], { env: { ANTHROPIC_API_KEY: '' } })
    expect(dryRun.code).toBe(0)
    expect(dryRun.stdout).toContain('14 calls of targets')
  })

  it('knows an OpenAI client, and where the project says it asks', async () => {
    const root = project({
      'package.json': JSON.stringify({ dependencies: { openai: '^6.0.0' } }),
      '.env.example': 'OPENAI_BASE_URL=\nOPENAI_API_KEY=\n',
    })
    await assay(root, ['init'])
    expect(parse(read(root, 'assay.config.yaml')).targets.mine.prompt.model).toEqual({
      baseUrl: '$'.concat('{OPENAI_BASE_URL}'),
      name: 'gpt-4o-mini',
      apiKey: '$'.concat('{OPENAI_API_KEY}'),
    })
    await runAll(root, [['check']])
  })

  it.each([
    {
      args: ['--base-url', 'http://127.0.0.1:11434/v1', '--model', 'llama3.2'],
      target: { prompt: { model: { name: 'llama3.2' } } },
    },
    {
      args: ['--model', 'mistral/mistral-small-latest'],
      target: { prompt: { model: 'mistral/mistral-small-latest' } },
    },
    { args: ['--url', 'http://127.0.0.1:9000/ask'], target: { http: { url: 'http://127.0.0.1:9000/ask' } } },
    { args: ['--target', 'command'], target: { command: ['node', 'bot.mjs'] } },
  ])('takes what is said instead of asking: $args', async ({ args, target }) => {
    for (const flavour of ['--yaml', '--ts']) {
      const root = project({})
      await assay(root, ['init', flavour, ...args])
      if (flavour === '--yaml') expect(parse(read(root, 'assay.config.yaml')).targets.mine).toMatchObject(target)
      await runAll(root, [['check']])
    }
  })

  it('touches nothing that is there, unless it is told to', async () => {
    const root = project({
      'data/example.jsonl': 'mine\n',
      'assay.config.ts': 'export default {}\n',
      '.gitignore': '.env',
    })
    mkdirSync(join(root, '.git'))
    const init = await assay(root, ['init', '--yaml'])
    expect(init.stdout).toContain('kept      data/example.jsonl')
    expect(init.stdout).toContain('kept      assay.config.ts')
    expect(read(root, 'data/example.jsonl')).toBe('mine\n')
    expect(existsSync(join(root, 'assay.config.yaml'))).toBe(false)
    expect(read(root, '.gitignore')).toBe('.env\n.assay/\nreports/\n')
    await assay(root, ['init', '--yaml', '--force'])
    expect(read(root, 'data/example.jsonl')).toContain('hours-saturday')
    expect(read(root, '.gitignore')).toBe('.env\n.assay/\nreports/\n')
  })

  it('writes the workflow where the repository has them, for a project further down', async () => {
    const root = project({ 'apps/bot/.keep': '' })
    mkdirSync(join(root, '.git'))
    const init = await assay(root, ['init', 'apps/bot'])
    expect(init.stdout).toContain('  cd apps/bot')
    const workflow = parse(read(root, '.github/workflows/assay.yml'))
    expect(workflow.jobs.assay.defaults.run['working-directory']).toBe('apps/bot')
    expect(existsSync(join(root, 'apps/bot/evals/example.eval.yaml'))).toBe(true)
  })

  it('tells in one line what is in its way', async () => {
    const root = project({ 'package.json': '{', file: '' })
    writeFileSync(join(root, 'data'), '')
    const init = await assay(root, ['init'])
    expect(init.code).toBe(3)
    expect(init.stderr).toMatch(/note: package\.json cannot be read/)
    expect(init.stderr).toContain('assay: data: is a file where a folder is needed; move it away\n')
    expect(existsSync(join(root, 'assay.config.yaml'))).toBe(false)
    expect((await assay(root, ['init', 'file'])).stderr).toBe(
      'assay: file: is a file, not a folder; name the folder of the project\n',
    )
  })
})
