/**
 * `npm run bench:gate`: how often the gate blocks, on simulated pairs of runs: where nothing changed (it should block at most 5%) and
 * where the candidate is worse. Beside it, what plain rules would have done with the same runs. Seeded: every run prints the same table,
 * whatever the number of cores, which it uses all of.
 *
 * Options: --draws N (pairs a cell; default 2,000); --only TEXT (cells whose description holds it).
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Shares } from './gateCell.ts'
import { sharesOf } from './gateCell.ts'
import { describe, unchanged, worse } from './gateCells.ts'
import type { Scenario } from './simulate.ts'

const alpha = 0.05

interface Cell {
  scenario: Scenario
  seed: number
}

if (isMainThread) await main()
else answerCells()

/** In a worker: cells come in, shares go out. */
function answerCells(): void {
  const { draws } = workerData as { draws: number }
  parentPort?.on('message', ({ scenario, seed }: Cell) => parentPort?.postMessage(sharesOf(scenario, seed, draws)))
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { draws: { type: 'string', default: '2000' }, only: { type: 'string', default: '' } },
  })
  const draws = Number(values.draws)
  const isWanted = (scenario: Scenario) => describe(scenario).includes(values.only)
  const numbered = (scenarios: readonly Scenario[], first: number): Cell[] =>
    scenarios.map((scenario, index) => ({ scenario, seed: first + index })).filter(({ scenario }) => isWanted(scenario))
  const [quiet, loud] = [numbered(unchanged, 1), numbered(worse, 1001)]
  const shares = await allShares([...quiet, ...loud], draws)
  console.log(`Share of ${draws.toLocaleString('en')} simulated pairs that each rule blocks`)
  const high = printTable('nothing got worse: false alarms', quiet, shares.slice(0, quiet.length), draws)
  printTable('the candidate is worse: found', loud, shares.slice(quiet.length), draws)
  const limit = `5% within the error of the simulation (${(allowance(draws) * 100).toFixed(1)} points)`
  console.log(
    high === 0
      ? `\nFalse alarms are at most ${limit} in every cell.`
      : `\n${high} cells have MORE false alarms than ${limit}.`,
  )
  process.exitCode = high === 0 ? 0 : 1
}

/** What chance alone can add to a share of 5% in so many draws, 99.9% of the time. */
function allowance(draws: number): number {
  return 3.1 * Math.sqrt((alpha * (1 - alpha)) / draws)
}

/** Every worker takes the next cell when it is done with one; each cell has a seed of its own. */
async function allShares(cells: readonly Cell[], draws: number): Promise<Shares[]> {
  const shares: Shares[] = []
  let next = 0
  let done = 0
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { draws } })
    for (;;) {
      const index = next
      next += 1
      const cell = cells[index]
      if (cell === undefined) break
      worker.postMessage(cell)
      shares[index] = await new Promise<Shares>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
      worker.removeAllListeners('error')
      done += 1
      process.stderr.write(`${done} of ${cells.length}: ${describe(cell.scenario)}\n`)
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return shares
}

/** @returns how many cells without a change block more than they may */
function printTable(title: string, cells: readonly Cell[], shares: readonly Shares[], draws: number): number {
  const width = Math.max(title.length, ...cells.map(({ scenario }) => describe(scenario).length))
  console.log(`\n${title.padEnd(width)}  assay  any drop  2 points  unpaired z  asked`)
  let high = 0
  cells.forEach(({ scenario }, index) => {
    const { assay, anyDrop, twoPoints, unpairedZ, asked } = shares[index] as Shares
    const isHigh = scenario.drop === 0 && assay > alpha + allowance(draws)
    high += Number(isHigh)
    const percent = (share: number, cells: number) => `${(share * 100).toFixed(1)}%`.padStart(cells)
    const saved = scenario.adaptive === undefined ? '' : `  ${`${(asked * 100).toFixed(0)}%`.padStart(5)}`
    const plain = `${percent(anyDrop, 8)}  ${percent(twoPoints, 8)}  ${percent(unpairedZ, 10)}`
    console.log(
      `${describe(scenario).padEnd(width)}  ${percent(assay, 5)}  ${plain}${saved}${isHigh ? '  above 5%' : ''}`,
    )
  })
  return high
}
