import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Measurement {
  seconds: number
  peakBytes: number
}

const preload = new URL('./peak.mjs', import.meta.url).href
const cli = new URL('../dist/cli.js', import.meta.url).pathname

/** One `assay ...` as a whole process: wall time and peak memory. @throws Error on another exit code than the wanted one */
export async function measure(cwd: string, args: readonly string[], wantedExit = 0): Promise<Measurement> {
  const peakFile = join(cwd, 'peak.txt')
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', preload, cli, ...args], {
    cwd,
    env: { ...process.env, PEAK_FILE: peakFile, CI: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  const seconds = (performance.now() - started) / 1000
  if (code !== wantedExit) throw new Error(`assay ${args.join(' ')} ended with ${code}, not ${wantedExit}:\n${stderr}`)
  return { seconds, peakBytes: Number(readFileSync(peakFile, 'utf8')) }
}

/** The run with the median time of several. */
export async function medianOf(times: number, once: () => Promise<Measurement>): Promise<Measurement> {
  const all: Measurement[] = []
  for (let index = 0; index < times; index += 1) all.push(await once())
  all.sort((a, b) => a.seconds - b.seconds)
  const median = all[Math.floor(times / 2)]
  if (median === undefined) throw new RangeError('times must be at least 1')
  return median
}
