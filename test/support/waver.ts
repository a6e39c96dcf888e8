import { createHash } from 'node:crypto'
import { jsonl } from './project.ts'

const caseIds = Array.from({ length: 120 }, (_, index) => `c${String(index).padStart(3, '0')}`)

/** Whether version `v1` answers a case rightly on a repeat: by chance, but always by the same. */
export function isRight(id: string, repeat: number): boolean {
  return createHash('sha256').update(`v1 ${id} ${repeat}`).digest().readUInt32BE() / 2 ** 32 < 0.85
}

/** Cases that the two answers to differ on, the first of either run. */
export function flipping(second = 1): string[] {
  return caseIds.filter((id) => isRight(id, 0) !== isRight(id, second))
}

/**
 * A system that wavers (`v1`, and `v2`, which is worse), one that tosses a coin, one that does not waver (`steady`), and recordings of the
 * first with two repeats and with one. `v1` waits at the 21st question as long as there is a file `wait.txt`.
 */
export function waveringProject(gate = "right: { tier: 'blocking' }", isCritical = false): Record<string, string> {
  const record = (repeats: number) =>
    caseIds.flatMap((id) =>
      Array.from({ length: repeats }, (_, repeat) => ({ id, repeat, text: isRight(id, repeat) ? 'yes' : 'no' })),
    )
  return {
    'evals/waver.eval.ts': `import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { defineEval, functionTarget, grader, recorded } from 'assay'

const draw = (text: string) => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
const reply = (isRight: boolean) => ({ text: isRight ? 'yes' : 'no', costUsd: 0.002, latencyMs: 500 })
let asked = 0

export default defineEval({
  name: 'waver',
  dataset: 'cases.jsonl',
  targets: {
    v1: functionTarget(
      async ({ id }, { repeat }) => {
        asked += 1
        while (asked > 20 && existsSync('wait.txt')) {
          writeFileSync('waiting.txt', '')
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
        return reply(draw('v1 ' + id + ' ' + repeat) < 0.85)
      },
      { version: '1' },
    ),
    v2: functionTarget(async ({ id }, { repeat }) => reply(draw('v2 ' + id + ' ' + repeat) < 0.8), { version: '2' }),
    coin: functionTarget(async ({ id }, { repeat }) => reply(draw('coin ' + id + ' ' + repeat) < 0.5), { version: '1' }),
    steady: functionTarget(async () => 'yes', { version: '1' }),
    taped: recorded('taped.jsonl'),
    once: recorded('once.jsonl'),
  },
  graders: [grader('right', ({ output }) => output.text === 'yes')],
  concurrency: 4,
  gate: { ${gate} },
})
`,
    'cases.jsonl': jsonl(caseIds.map((id) => ({ id, input: id, ...(isCritical && { critical: true }) }))),
    'taped.jsonl': jsonl(record(2)),
    'once.jsonl': jsonl(record(1)),
  }
}
