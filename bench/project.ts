import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A project with one eval of `cases` cases, an in-process target and two graders. The target answers at once, so that what is
 * measured is the harness. `v2` gets every 50th case wrong that `v1` gets right. It is gone when this process ends, however it ends.
 */
export function makeProject(cases: number): string {
  const root = mkdtempSync(join(tmpdir(), 'assay-bench-'))
  process.on('exit', () => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'evals'))
  const rows = Array.from({ length: cases }, (_, index) =>
    JSON.stringify({
      id: `case-${index}`,
      input: `What is the delivery time for order ${index}?`,
      expected: `${(index % 28) + 1} days`,
      sources: [
        {
          id: `s${index % 40}`,
          text: `Orders of region ${index % 40} are delivered within ${(index % 28) + 1} days of payment.`,
        },
      ],
      tags: [`region-${index % 10}`],
    }),
  )
  writeFileSync(join(root, 'cases.jsonl'), `${rows.join('\n')}\n`)
  writeFileSync(
    join(root, 'evals', 'bench.eval.ts'),
    `import { citations, contains, dataset, defineEval, functionTarget } from 'assay'
const answer = (wrongEvery: number) => async ({ id, sources }: { id: string; sources?: { id: string }[] }) => {
  const index = Number(id.slice(5))
  const days = index % wrongEvery === 0 ? 99 : (index % 28) + 1
  return { text: \`It is delivered within \${days} days [\${sources?.[0]?.id}].\` }
}
export default defineEval({
  name: 'bench',
  owner: 'bench',
  dataset: dataset('cases.jsonl'),
  targets: { v1: functionTarget(answer(1e9), { version: '1' }), v2: functionTarget(answer(50), { version: '2' }) },
  graders: [contains(), citations()],
  gate: { contains: { tier: 'blocking' }, citations: { tier: 'blocking' } },
})
`,
  )
  return root
}

export function storeBytes(root: string): number {
  return ['', '-wal'].reduce((sum, suffix) => {
    const found = statSync(join(root, '.assay', `assay.sqlite${suffix}`), { throwIfNoEntry: false })
    return sum + (found?.size ?? 0)
  }, 0)
}
