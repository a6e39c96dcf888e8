import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { jsonl, project } from './project.ts'

/** A server of one's own on this machine; its address. */
export async function serve(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => answer(request, body, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An answer as OpenAI-compatible servers stream it. */
export function streamed(response: ServerResponse, text: string, model = 'some-model'): void {
  const base = { id: 'x', object: 'chat.completion.chunk', created: 1, model }
  const send = (chunk: object) => response.write(`data: ${JSON.stringify({ ...base, ...chunk })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  send({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  send({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 } })
  response.end('data: [DONE]\n\n')
}

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
