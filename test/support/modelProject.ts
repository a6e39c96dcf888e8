import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonl, project } from './project.ts'

export const planted = 'sk-planted-secret-4711'

export interface ModelProject {
  baseUrl: string
  /** Beside what a prompt target has here. */
  model?: string
  graders?: string
  config?: string
  cases?: number
  targets?: string
}

/** A project whose target is a model that needs a key, and whose judge is one as well. */
export function modelProject({
  baseUrl,
  model = '',
  graders = '[contains]',
  config = '',
  cases = 6,
  targets = '',
}: ModelProject): string {
  const rows = Array.from({ length: cases }, (_, index) => ({
    id: `c${index + 1}`,
    input: { question: `How long may goods be returned (${index + 1})?` },
    expected: '30 days',
    sources: [{ id: 'returns', text: 'Goods may be returned within 30 days.' }],
  }))
  return project({
    'assay.config.yaml': `targets:
  v4:
    prompt:
      model: { baseUrl: "${baseUrl}/v1", name: some-model, apiKey: "\${KEY}"${model} }
      temperature: 0
      messages:
        - { role: system, content: "Answer from the sources.\\n{{#each sources}}[{{id}}] {{text}}\\n{{/each}}" }
        - { role: user, content: "{{input.question}}" }
${targets}
judges:
  default: { baseUrl: "${baseUrl}/v1", name: judge-model, apiKey: "\${KEY}"${model} }
embedders:
  default: { baseUrl: "${baseUrl}/v1", name: embedding-model, apiKey: "\${KEY}"${model} }
${config}`,
    'evals/s.eval.yaml': `name: s\ndataset: data/c.jsonl\ngraders: ${graders}\ngate: { contains: {} }\n`,
    'data/c.jsonl': jsonl(rows),
  })
}

export const withJudge = '[contains, { rubric: { name: tone, criteria: Is it polite? } }]'

/** The text of every file below a folder, the store's among them. */
export function everything(root: string): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n')
}

export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').filter(Boolean) : []
}
