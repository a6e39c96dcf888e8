import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { addFiles, jsonl, project } from '../support/project.ts'

/** A program that notes every question it is asked and hangs, once, at the 21st. */
const bot = `import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
let asked = 0
for await (const line of createInterface({ input: process.stdin })) {
  const { id, input } = JSON.parse(line)
  appendFileSync('asked.txt', id + '\\n')
  asked += 1
  if (asked > 20 && !existsSync('go.txt')) {
    writeFileSync('hanging.txt', '')
    process.stderr.write('')
    continue
  }
  process.stdout.write(JSON.stringify({ id, text: 'answer to ' + input }) + '\\n')
}
`

const files = () => ({
  'evals/slow.eval.yaml': `name: slow
dataset: cases.jsonl
targets:
  v1: { command: [node, bot.mjs], mode: lines, version: "1" }
graders: [exactMatch]
concurrency: 4
gate: { exactMatch: { tier: blocking } }
`,
  'cases.jsonl': jsonl(
    Array.from({ length: 60 }, (_, index) => ({
      id: `c${index}`,
      input: `${index}`,
      expected: `answer to ${index % 3 === 0 ? 'x' : index}`,
    })),
  ),
  'bot.mjs': bot,
})

/** Answers at once and, the first time, grades for ever. */
const gradedOnce = {
  'evals/e.eval.ts': `import { existsSync } from 'node:fs'
import { defineEval, functionTarget, grader } from 'assay'
export default defineEval({
  name: 'e',
  dataset: 'cases.jsonl',
  targets: { v1: functionTarget(async ({ id }) => id, { version: '1' }) },
  graders: [
    grader('slow', async () => {
      if (existsSync('go.txt')) return 1
      setTimeout(() => process.stderr.write('grading'), 500)
      return new Promise(() => {})
    }),
  ],
  gate: { slow: { tier: 'blocking' } },
})
`,
  'cases.jsonl': jsonl(['a', 'b', 'c'].map((id) => ({ id, input: id }))),
}

const untilHanging = async (root: string) => {
  while (!existsSync(join(root, 'hanging.txt'))) await new Promise((resolve) => setImmediate(resolve))
}

async function grades(root: string): Promise<unknown> {
  const compared = await assay(root, ['runs', '--json'])
  const [run] = JSON.parse(compared.stdout).runs
  const exported = join(root, 'export.jsonl')
  await assay(root, ['baseline', 'export', exported, '--run', run.id])
  return readFileSync(exported, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const { caseId, repeat, outcome, grades: given } = JSON.parse(line)
      return { caseId, repeat, text: outcome.output.text, grades: given }
    })
}

async function undisturbed(): Promise<unknown> {
  const root = project({ ...files(), 'go.txt': '' })
  expect((await assay(root, ['run'])).code).toBe(0)
  return grades(root)
}

async function started(root: string): Promise<{ id: string }> {
  const { runs } = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
  return runs[0]
}

describe('an interrupted run', () => {
  it('loses nothing finished to kill -9 and ends as if undisturbed', async () => {
    const root = project(files())
    const running = assay(root, ['run'], {
      onStderr: (child, stderr) => {
        if (!stderr.includes('slow × v1')) return
        void untilHanging(root).then(() => child.kill('SIGKILL'))
      },
    })
    expect((await running).signal).toBe('SIGKILL')
    const run = await started(root)
    expect(run).toMatchObject({ status: 'running' })

    addFiles(root, { 'go.txt': '' })
    writeFileSync(join(root, 'asked.txt'), '')
    const resumed = await assay(root, ['run', '--resume', run.id])
    expect(resumed.code).toBe(0)
    const askedAgain = readFileSync(join(root, 'asked.txt'), 'utf8').trim().split('\n')
    expect(new Set(askedAgain).size).toBe(askedAgain.length)
    expect(askedAgain.length).toBeLessThanOrEqual(60)
    expect(await grades(root)).toEqual(await undisturbed())
    const finished = await assay(root, ['runs', '--json'])
    expect(JSON.parse(finished.stdout).runs).toMatchObject([{ id: run.id, status: 'complete', totals: { trials: 60 } }])
  })

  it('ends at the first Ctrl-C with what runs, stays resumable and says how', async () => {
    const root = project({ ...files(), 'evals/slow.eval.yaml': `${files()['evals/slow.eval.yaml']}timeoutMs: 1500\n` })
    let interrupted = false
    const stopped = await assay(root, ['run'], {
      onStderr: (child, stderr) => {
        if (interrupted || !stderr.includes('slow × v1')) return
        interrupted = true
        void untilHanging(root).then(() => child.kill('SIGINT'))
      },
    })
    expect(stopped.code).toBe(130)
    const run = await started(root)
    expect(run).toMatchObject({ status: 'interrupted' })
    expect(stopped.stderr).toContain(`assay run --resume ${run.id}`)
    expect(stopped.stderr).not.toContain('    at ')
  })

  it('ends at once at the second Ctrl-C; what was running is missing, not failed', async () => {
    const root = project(files())
    let sent = 0
    const stopped = await assay(root, ['run'], {
      onStderr: (child, stderr) => {
        if (sent === 0 && stderr.includes('slow × v1')) {
          sent = 1
          void untilHanging(root).then(() => child.kill('SIGINT'))
        } else if (sent === 1 && stderr.includes('stopping')) {
          sent = 2
          child.kill('SIGINT')
        }
      },
    })
    expect(stopped.code).toBe(130)
    const run = await started(root)
    expect(run).toMatchObject({ totals: { errors: 0 } })
    addFiles(root, { 'go.txt': '' })
    expect((await assay(root, ['run', '--resume', run.id])).code).toBe(0)
    expect(await grades(root)).toEqual(await undisturbed())
  })

  it('says how to go on, and what was not begun, beside JSON too', async () => {
    const evalText = files()['evals/slow.eval.yaml'].replace('graders:', '  v2: { recorded: answers.jsonl }\ngraders:')
    const root = project({ ...files(), 'evals/slow.eval.yaml': evalText, 'answers.jsonl': '{"id":"c0","text":"x"}\n' })
    const stopped = await assay(root, ['run', '--deadline', '1ms', '--json'])
    expect(stopped.code).toBe(3)
    const { runs } = JSON.parse(stopped.stdout)
    expect(runs).toMatchObject([{ target: 'v1', status: 'interrupted' }])
    expect(stopped.stderr).toContain(`assay run --resume ${runs[0].id}`)
    expect(stopped.stderr).toContain('not begun: slow × v2')
  })

  it('counts in its progress what was finished before, not what only lacks grades', async () => {
    const root = project(gradedOnce)
    const broken = await assay(root, ['run'], {
      onStderr: (child, stderr) => {
        if (stderr.includes('grading')) child.kill('SIGKILL')
      },
    })
    expect(broken.signal).toBe('SIGKILL')
    const run = await started(root)
    expect(run).toMatchObject({ totals: { trials: 3 } })
    addFiles(root, { 'go.txt': '' })
    const resumed = await assay(root, ['run', '--resume', run.id])
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toContain('e × v1: 3 of 3 trials')
  })

  it('is not resumed with another dataset or another version of the target', async () => {
    const root = project(files())
    const stopped = await assay(root, ['run', '--deadline', '1ms'])
    expect(stopped.code).toBe(3)
    expect(stopped.stderr).toContain('deadline')
    const run = await started(root)

    const evalText = files()['evals/slow.eval.yaml']
    addFiles(root, { 'evals/slow.eval.yaml': evalText.replace('version: "1"', 'version: "2"'), 'go.txt': '' })
    const otherTarget = await assay(root, ['run', '--resume', run.id])
    expect(otherTarget.code).toBe(3)
    expect(otherTarget.stderr).toContain('the target "v1" is not what it was')

    addFiles(root, {
      'evals/slow.eval.yaml': evalText,
      'cases.jsonl': `${files()['cases.jsonl']}{"id":"new","input":"new"}\n`,
    })
    const otherData = await assay(root, ['run', '--resume', run.id])
    expect(otherData.code).toBe(3)
    expect(otherData.stderr).toContain('the dataset is not what it was')

    addFiles(root, files())
    expect((await assay(root, ['run', '--resume', run.id])).code).toBe(0)
  })
})

it('a command that runs nothing ends at the first Ctrl-C', async () => {
  const root = project({
    'evals/e.eval.ts': `process.stderr.write('loading')\nawait new Promise((done) => setTimeout(done, 1e6))\n`,
  })
  for (const verb of ['check', 'run']) {
    const stopped = await assay(root, [verb], {
      onStderr: (child, stderr) => {
        if (stderr === 'loading') child.kill('SIGINT')
      },
    })
    expect(stopped).toMatchObject({ code: 130, stderr: 'loading' })
  }
})
