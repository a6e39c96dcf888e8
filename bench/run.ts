/**
 * `npm run bench`: whole commands, as a user runs them, with wall time, peak memory and the size of the store; and runs that ask a model
 * over HTTP. `--only http` leaves the others out, `--all` adds the row that takes two minutes.
 */
import { rmSync } from 'node:fs'
import type { HttpRow } from './http.ts'
import { httpRows } from './http.ts'
import type { Measurement } from './measure.ts'
import { measure, medianOf } from './measure.ts'
import { makeProject, storeBytes } from './project.ts'

const megabyte = 1024 * 1024
const rows: string[][] = [['what', 'seconds', 'per second', 'peak MB', 'store MB']]

function row(what: string, { seconds, peakBytes }: Measurement, extra: { trials?: number; store?: number } = {}): void {
  const perSecond = extra.trials === undefined ? '' : Math.round(extra.trials / seconds).toLocaleString('en')
  const store = extra.store === undefined ? '' : (extra.store / megabyte).toFixed(1)
  rows.push([what, seconds.toFixed(2), perSecond, (peakBytes / megabyte).toFixed(0), store])
  process.stderr.write(`${what}: ${seconds.toFixed(2)} s\n`)
}

async function startUp(): Promise<void> {
  const root = makeProject(1)
  row('assay --version', await medianOf(5, () => measure(root, ['--version'])))
  row('assay --help', await medianOf(5, () => measure(root, ['--help'])))
  row('run, 1 case', await medianOf(5, () => measure(root, ['run', '--target', 'v1'])))
  rmSync(root, { recursive: true })
}

async function runs(): Promise<void> {
  for (const cases of [1_000, 10_000, 100_000]) {
    const root = makeProject(cases)
    const measured = await measure(root, ['run', '--target', 'v1'])
    row(`run, ${cases.toLocaleString('en')} trials, 2 graders`, measured, { trials: cases, store: storeBytes(root) })
    if (cases === 10_000) await afterwards(root)
    rmSync(root, { recursive: true })
  }
}

async function afterwards(root: string): Promise<void> {
  await measure(root, ['run', '--target', 'v2'])
  row('compare, 10,000 cases', await medianOf(3, () => measure(root, ['compare', 'v1', 'v2'])))
  row('gate, 10,000 cases', await medianOf(3, () => measure(root, ['gate', '--against', 'v1', 'v2'], 1)))
  row(
    'report, 10,000 cases',
    await medianOf(3, () => measure(root, ['report', '--against', 'v1', 'v2', '--out', 'report.html'])),
  )
}

const onlyHttp = process.argv.includes('http')
if (!onlyHttp) {
  await startUp()
  await runs()
  print(rows)
  console.log()
}
const measured = await httpRows(
  ({ calls, inFlight, seconds }) =>
    process.stderr.write(`${calls} calls, ${inFlight} in flight: ${seconds.toFixed(2)} s\n`),
  { all: process.argv.includes('--all') },
)
print([
  ['calls of 50 ms', 'in flight', 'seconds', 'ideal', 'x ideal', 'fetch', 'x fetch', 'start-up', 'peak MB'],
  ...measured.map(httpCells),
])

function httpCells({ calls, inFlight, seconds, startUp: start, ideal, fetch, peakBytes }: HttpRow): string[] {
  const times = (of: number) => (seconds / of).toFixed(2)
  return [
    calls.toLocaleString('en'),
    String(inFlight),
    seconds.toFixed(2),
    ideal.toFixed(2),
    times(ideal),
    fetch.toFixed(2),
    times(fetch),
    start.toFixed(2),
    (peakBytes / megabyte).toFixed(0),
  ]
}

function print(table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  for (const cells of table) {
    const padded = cells.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(padded.join('  '))
  }
}
