import { expect, it } from 'vitest'
import { assay } from '../support/cli.ts'
import { jsonl, project } from '../support/project.ts'

const cases = jsonl(
  ['passing', 'failing', 'part', 'recordedOnce'].map((id) => ({ id, input: id, expected: 'yes', critical: true })),
)

/** All pass on the score; `part` fails on the part that blocks. */
const evalText = `import { defineEval, exactMatch, grader, recorded } from 'assay'
export default defineEval({
  name: 'e',
  dataset: 'cases.jsonl',
  targets: { v1: recorded('answers.jsonl') },
  graders: [
    exactMatch(),
    grader('parts', ({ output }) => ({
      status: 'scored', score: 1, parts: { whole: { score: output.text.includes('half') ? 0 : 1 } },
    })),
  ],
  gate: { exactMatch: { tier: 'advisory' }, 'parts.whole': { tier: 'blocking' } },
})
`

const answers = jsonl([
  ...[0, 1, 2].map((repeat) => ({ id: 'passing', repeat, text: 'no' })),
  ...[0, 1, 2].map((repeat) => ({ id: 'part', repeat, text: repeat === 0 ? 'half' : 'yes' })),
  { id: 'failing', text: 'half' },
  { id: 'failing', repeat: 1, text: 'half' },
  { id: 'recordedOnce', text: 'half' },
])

it('asks critical cases that fail a blocking rule up to 3 times, and never more often than there are answers', async () => {
  const root = project({ 'evals/e.eval.ts': evalText, 'cases.jsonl': cases, 'answers.jsonl': answers })
  const run = await assay(root, ['run'])
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('4 of 4 trials, 3 more of failing critical cases, 0 errors')
  const { runs } = JSON.parse((await assay(root, ['runs', '--json'])).stdout)
  expect(runs[0].totals).toMatchObject({ trials: 7, errors: 0 })

  const again = await assay(root, ['run', '--resume', runs[0].id])
  expect(again.code).toBe(0)
  expect(JSON.parse((await assay(root, ['runs', '--json'])).stdout).runs).toEqual([
    { ...runs[0], finishedAt: expect.any(String) },
  ])
})
