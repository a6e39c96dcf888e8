import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { here } from '../support/here.ts'
import { jsonl, project } from '../support/project.ts'

/** Whether an answer is right: by chance, but the same in every run of the tests. */
function lucky(seed: string, rate: number): boolean {
  let hash = 2166136261
  for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619)
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 < rate
}

const rates = { v1: 0.9, worse: 0.6, same: 0.9, better: 0.99 }

/** 200 cases and five recorded answers of each version to each. */
function adaptiveProject(cases = 200, repeats = 5): string {
  const ids = Array.from({ length: cases }, (_, index) => `q${index}`)
  const answers = Object.entries(rates).map(([name, rate]) => [
    `data/${name}.jsonl`,
    jsonl(
      ids.flatMap((id) =>
        Array.from({ length: repeats }, (_, repeat) => ({
          id,
          repeat,
          text: lucky(`${name} ${id} ${repeat}`, rate) ? 'yes' : 'no',
        })),
      ),
    ),
  ])
  return project({
    'data/cases.jsonl': jsonl(
      ids.map((id, index) => ({ id, input: id, expected: 'yes', ...(index === 150 && { strict: true }) })),
    ),
    ...Object.fromEntries(answers),
    'evals/support.eval.yaml': `name: support
owner: support-platform
dataset: data/cases.jsonl
targets:
${Object.keys(rates)
  .map((name) => `  ${name}: { recorded: data/${name}.jsonl }`)
  .join('\n')}
graders: [exactMatch]
gate:
  exactMatch: { margin: 0.03 }
`,
  })
}

async function withBaseline(repeats: number): Promise<string> {
  const root = adaptiveProject()
  await assay(root, ['run', '--target', 'v1', '--repeats', String(repeats)])
  await assay(root, ['baseline', 'approve', 'v1', '--reason', 'in production'])
  return root
}

async function trialsOf(root: string): Promise<number> {
  const { runs } = JSON.parse((await assay(root, ['runs', '--json', '--limit', '1'])).stdout)
  return runs[0].totals.trials
}

describe('a run that is judged while it goes on', () => {
  it('ends at the first look where the gate fails already, and the gate says what was saved', async () => {
    const root = await withBaseline(5)
    const run = await assay(root, ['run', '--target', 'worse', '--adaptive'])
    expect(run.code).toBe(0)
    expect(run.stderr).toContain('ended at look 1 of 3: the gate fails already')
    expect(await trialsOf(root)).toBe(200)
    const gate = await assay(root, ['gate', 'worse'])
    expect(gate.code).toBe(1)
    expect(gate.stdout.replace(/\s+/g, ' ')).toContain(
      'It ended early, at look 1 of 3: 800 of 1,000 answers were not needed.',
    )
  })

  it('goes on while it cannot be told, and is then no run of one repeat', async () => {
    const root = await withBaseline(5)
    await assay(root, ['run', '--target', 'same', '--adaptive'])
    expect(await trialsOf(root)).toBeGreaterThan(200)
    const gate = await assay(root, ['gate', 'same', '--json', '-'])
    expect(JSON.parse(gate.stdout).adaptive).toMatchObject({ by: 'repeats', looks: 3, planned: 1000 })
  })

  it('may look at more and more cases, strict ones first', async () => {
    const root = await withBaseline(1)
    const run = await assay(root, ['run', '--target', 'worse', '--adaptive', 'cases'])
    expect(run.stderr).toMatch(/ended at look [12] of 4: the gate fails already/)
    expect(await trialsOf(root)).toBeLessThanOrEqual(100)
    const gate = await assay(root, ['gate', 'worse', '--json', 'v.json'])
    expect(gate.code).toBe(1)
    expect(gate.stdout).not.toContain('missing in the candidate')
    const compared = await assay(root, ['compare', 'baseline', 'worse', '--json'])
    expect(
      JSON.parse(compared.stdout).cases.find(({ caseId }: { caseId: string }) => caseId === 'q150').change,
    ).not.toBe('missing')
  })

  it('is resumed where it was interrupted, and ends as it would have', async () => {
    const undisturbed = await withBaseline(5)
    await assay(undisturbed, ['run', '--target', 'same', '--adaptive'])
    const root = await withBaseline(5)
    await assay(root, ['run', '--target', 'same', '--adaptive', '--deadline', '1ms'])
    const [{ id, status }] = JSON.parse((await assay(root, ['runs', '--json', '--limit', '1'])).stdout).runs
    expect(status).toBe('interrupted')
    const resumed = await assay(root, ['run', '--resume', id])
    expect(resumed.stderr).toMatch(/ended at look \d of 3/)
    expect(await trialsOf(root)).toBe(await trialsOf(undisturbed))
  })

  it('interrupted between its looks ends where it would have ended', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `q${index}`)
    const root = project({
      'data/cases.jsonl': jsonl(ids.map((id) => ({ id, input: id, expected: 'yes' }))),
      'data/v1.jsonl': jsonl(
        ids.flatMap((id) =>
          [0, 1, 2, 3, 4].map((repeat) => ({ id, repeat, text: lucky(`${id} ${repeat}`, 0.9) ? 'yes' : 'no' })),
        ),
      ),
      // Answers by the id alone; the first time, it interrupts the command while that is at its second look.
      'bot.mjs': `import { existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
let answers = 0
for await (const line of createInterface({ input: process.stdin })) {
  const { id } = JSON.parse(line)
  answers += 1
  if (answers === 80 && !existsSync('interrupted')) {
    writeFileSync('interrupted', '')
    process.kill(process.ppid, 'SIGINT')
  }
  process.stdout.write(JSON.stringify({ id, text: Number(id.slice(1)) % 10 === 0 ? 'no' : 'yes' }) + '\\n')
}
`,
      'evals/support.eval.yaml': `name: support
dataset: data/cases.jsonl
targets:
  v1: { recorded: data/v1.jsonl }
  v2: { command: [node, bot.mjs], mode: lines }
graders: [exactMatch]
gate: { exactMatch: {} }
`,
    })
    await assay(root, ['run', '--target', 'v1', '--repeats', '5'])
    await assay(root, ['baseline', 'approve', 'v1', '--reason', 'in production'])
    expect((await assay(root, ['run', '--target', 'v2', '--adaptive'])).code).toBe(130)
    const [{ id, totals }] = JSON.parse((await assay(root, ['runs', '--json', '--limit', '1'])).stdout).runs
    expect(totals.trials).toBeGreaterThanOrEqual(60)
    expect(totals.trials).toBeLessThan(180)
    const endingOf = (text: string) => /ended at look .*/.exec(text)?.[0]
    const resumed = await assay(root, ['run', '--resume', id])
    const trials = await trialsOf(root)
    const undisturbed = await assay(root, ['run', '--target', 'v2', '--adaptive'])
    expect(endingOf(resumed.stderr)).toBeDefined()
    expect(endingOf(resumed.stderr)).toBe(endingOf(undisturbed.stderr))
    expect(await trialsOf(root)).toBe(trials)
  })

  it('refuses before it spends anything what no look could judge', async () => {
    const root = await withBaseline(1)
    const few = await assay(root, ['run', '--target', 'same', '--adaptive'])
    expect(few.code).toBe(3)
    expect(few.stderr).toMatch(
      /has 1 repeat: --adaptive looks at 1, 3 and 5 repeats .*--repeats 5, and approve it; or use --adaptive cases/,
    )
    const part = await assay(root, ['run', '--target', 'same', '--adaptive', '--limit', '10'])
    expect(part.stderr).toContain('--adaptive chooses cases by itself')
    const word = await assay(root, ['run', '--target', 'same', '--adaptive', 'wildly'])
    expect(word.code).toBe(3)
    expect(word.stderr).toMatch(/Allowed choices are repeats, cases/)
    const none = adaptiveProject()
    expect((await assay(none, ['run', '--target', 'same', '--adaptive'])).stderr).toContain(
      'no baseline has been approved',
    )
    const small = adaptiveProject(20)
    await assay(small, ['run', '--target', 'v1'])
    await assay(small, ['baseline', 'approve', 'v1', '--reason', 'x'])
    expect((await assay(small, ['run', '--target', 'same', '--adaptive', 'cases'])).stderr).toContain(
      '20 cases are too few to be asked in parts; 48 is the fewest',
    )
  })

  it('says beforehand what it may come to', async () => {
    const root = adaptiveProject(60)
    const dry = await here(root, ['run', '--target', 'same', '--adaptive', '--dry-run'])
    expect(dry.stdout).toContain('this is the first look; it may ask every case up to 3 and then 5 times')
    const plain = await here(root, ['run', '--target', 'same', '--dry-run'])
    expect(plain.stdout).not.toContain('judged while it goes on')
  })

  it('alone is judged against something, and only as it was started', async () => {
    const root = adaptiveProject(20)
    const ignored = await here(root, ['run', '--target', 'v1', '--against', 'v1'])
    expect(ignored).toMatchObject({ code: 3, stderr: expect.stringMatching(/--against .*; add --adaptive, or leave/) })
    await here(root, ['run', '--target', 'v1', '--deadline', '1ms'])
    const [{ id }] = JSON.parse((await here(root, ['runs', '--json'])).stdout).runs
    for (const more of [['--adaptive'], ['--expect', 'exactMatch=0']]) {
      expect(await here(root, ['run', ...more, '--resume', id])).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/--resume goes on with the run as it was started; leave out .*--adaptive/),
      })
    }
    const against = await here(root, ['run', '--resume', id, '--against', 'v1'])
    expect(against).toMatchObject({ code: 3, stderr: expect.stringContaining('started without --adaptive') })
    expect((await here(root, ['run', '--resume', id])).code).toBe(0)
  })

  it('takes a committed baseline file, and asks for it again when it is resumed', async () => {
    const root = await withBaseline(5)
    await assay(root, ['baseline', 'export', 'base.jsonl'])
    rmSync(join(root, '.assay'), { recursive: true })
    const run = await assay(root, [
      'run',
      '--target',
      'same',
      '--adaptive',
      '--against',
      'base.jsonl',
      '--deadline',
      '1ms',
    ])
    expect(run.code).toBe(3)
    const [{ id }] = JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs
    expect((await assay(root, ['run', '--resume', id])).code).toBe(3)
    expect((await assay(root, ['run', '--resume', id, '--against', 'base.jsonl'])).code).toBe(0)
  })
})

describe('what is expected of a run', () => {
  it('is stated before it, kept with it, and told by the verdict', async () => {
    const root = await withBaseline(1)
    const wrong = await assay(root, ['run', '--target', 'better', '--expect', 'exactMach=+0.05'])
    expect(wrong.code).toBe(3)
    expect(wrong.stderr).toContain('--expect: no eval has a grader "exactMach"; did you mean "exactMatch"?')
    expect((await assay(root, ['run', '--target', 'better', '--expect', 'exactMatch=5'])).code).toBe(3)
    await assay(root, ['run', '--target', 'better', '--expect', 'exactMatch=+0.09'])
    const gate = await assay(root, ['gate', 'better', '--json', '-'])
    const [expectation] = JSON.parse(gate.stdout).expectations
    expect(expectation).toMatchObject({ metric: 'exactMatch', expected: 0.09, cameTrue: 'true' })
  })

  it('may be about how far repeats agree', async () => {
    const root = adaptiveProject(20, 2)
    await here(root, ['run', '--target', 'v1', '--repeats', '2'])
    const run = await here(root, ['run', '--target', 'same', '--repeats', '2', '--expect', 'consistency=0'])
    expect(run.code).toBe(0)
    const gate = await here(root, ['gate', '--against', 'v1', 'same', '--json', '-'])
    expect(JSON.parse(gate.stdout).expectations).toMatchObject([{ metric: 'consistency', expected: 0 }])
    const misspelt = await here(root, ['run', '--target', 'same', '--expect', 'consistancy=0'])
    expect(misspelt.stderr).toContain('did you mean "consistency"?')
  })
})
