import { jsonl } from './project.ts'

export const supportEval = `name: support
owner: support-platform
dataset: data/support.jsonl
targets:
  v1: { recorded: data/answers-v1.jsonl }
  v2: { command: [node, bot.mjs], mode: lines, version: "2" }
graders:
  - exactMatch: { normalize: true }
  - citations
  - refusal
repeats: 1
gate:
  exactMatch: { margin: 0.03, tier: blocking }
  citations: { tier: blocking }
  refusal: { tier: advisory }
`

export interface SupportOptions {
  cases?: number
  /** Case indexes that v2 answers wrongly. */
  wrong?: (index: number) => boolean
  eval?: string
}

/**
 * The smallest whole project: questions with a source, recorded answers that are all right, and a program that answers line by
 * line, wrongly where it is told to. In `wrong` cases it also cites a passage that does not exist.
 */
export function supportProject({
  cases = 60,
  wrong = () => false,
  eval: text = supportEval,
}: SupportOptions = {}): Record<string, string> {
  const rows = Array.from({ length: cases }, (_, index) => ({
    id: `q${index}`,
    input: `How many days do I have to return article ${index}?`,
    expected: `${index + 3} days [s${index}]`,
    sources: [{ id: `s${index}`, text: `Article ${index} can be returned within ${index + 3} days.` }],
    tags: [index % 2 === 0 ? 'even' : 'odd'],
  }))
  const wrongIds = rows.filter((_, index) => wrong(index)).map(({ id }) => id)
  return {
    'evals/support.eval.yaml': text,
    'data/support.jsonl': jsonl(rows),
    'data/answers-v1.jsonl': jsonl(rows.map(({ id, expected }) => ({ id, text: expected, latencyMs: 900 }))),
    'bot.mjs': `import { createInterface } from 'node:readline'
const wrong = new Set(${JSON.stringify(wrongIds)})
for await (const line of createInterface({ input: process.stdin })) {
  const { id, input, sources } = JSON.parse(line)
  const index = Number(/article (\\d+)/.exec(input)[1])
  const text = wrong.has('q' + index) ? 'Whenever you like [s999]' : index + 3 + ' days [' + sources[0].id + ']'
  process.stdout.write(JSON.stringify({ id, text }) + '\\n')
}
`,
  }
}
