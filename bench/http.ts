/** Rows of `npm run bench` that ask a model over HTTP, beside what is ideal and what plain `fetch` takes in the same run. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure, medianOf } from './measure.ts'

const latencySeconds = 0.05
const counts = [
  { calls: 1_000, inFlight: 4 },
  { calls: 1_000, inFlight: 20 },
  { calls: 1_000, inFlight: 100 },
  { calls: 10_000, inFlight: 20 },
  { calls: 10_000, inFlight: 100 },
]
/** Takes more than two minutes: only when asked for. */
const long = { calls: 10_000, inFlight: 4 }

export interface HttpRow {
  calls: number
  inFlight: number
  /** Without start-up: what a run of one case over the same dataset takes. */
  seconds: number
  startUp: number
  ideal: number
  fetch: number
  peakBytes: number
}

/** Measures all rows; `told` hears of each as it is done. */
export async function httpRows(told: (row: HttpRow) => void, { all = false } = {}): Promise<HttpRow[]> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'modelServer.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => server.kill())
  const [port] = await once(server.stdout, 'data')
  const url = `http://127.0.0.1:${String(port).trim()}`
  const rows: HttpRow[] = []
  for (const { calls, inFlight } of all ? [...counts, long] : counts) {
    const root = modelProject(url, calls)
    const run = (limit: number) => measure(root, ['run', '--concurrency', String(inFlight), '--limit', String(limit)])
    const startUp = (await medianOf(3, () => run(1))).seconds - latencySeconds
    // Between two measurements of fetch, so that what else the machine does falls on both.
    const before = await bareFetch(url, calls, inFlight)
    const { seconds, peakBytes } = await run(calls)
    const after = await bareFetch(url, calls, inFlight)
    const ideal = (calls * latencySeconds) / inFlight
    const row = { calls, inFlight, seconds: seconds - startUp, startUp, ideal, fetch: (before + after) / 2, peakBytes }
    rows.push(row)
    told(row)
    rmSync(root, { recursive: true })
  }
  server.kill()
  return rows
}

async function bareFetch(url: string, calls: number, inFlight: number): Promise<number> {
  const script = join(import.meta.dirname, 'bareFetch.ts')
  const child = spawn(process.execPath, [script, url, String(calls), String(inFlight)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [seconds] = await once(child.stdout, 'data')
  return Number(seconds)
}

function modelProject(url: string, cases: number): string {
  const root = mkdtempSync(join(tmpdir(), 'assay-bench-'))
  process.on('exit', () => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'evals'))
  const rows = Array.from({ length: cases }, (_, index) =>
    JSON.stringify({ id: `c${index}`, input: `What is the delivery time for order ${index}?`, expected: 'five days' }),
  )
  writeFileSync(join(root, 'cases.jsonl'), `${rows.join('\n')}\n`)
  const model = `{ baseUrl: "${url}/v1", name: bench-model }`
  writeFileSync(
    join(root, 'evals', 'http.eval.yaml'),
    `name: http
dataset: cases.jsonl
targets:
  v1: { prompt: { model: ${model}, messages: [{ role: user, content: "{{input}}" }] } }
graders: [contains]
gate: { contains: {} }
`,
  )
  return root
}
