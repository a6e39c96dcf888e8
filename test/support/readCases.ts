import type { Case } from '../../src/core/case.ts'
import { formatProblem } from '../../src/core/errors.ts'
import type { Dataset, DatasetSpec } from '../../src/datasets/index.ts'
import { readDataset } from '../../src/datasets/index.ts'

/** The dataset; fails with its problems where it has any. */
export async function readSound(spec: DatasetSpec, root: string): Promise<Dataset> {
  const reading = await readDataset(spec, { root })
  if ('problems' in reading) throw new Error(reading.problems.map(formatProblem).join('\n'))
  return reading.dataset
}

export async function readCases(spec: DatasetSpec, root: string): Promise<Case[]> {
  return Array.fromAsync((await readSound(spec, root)).cases())
}

/** The problems as they are printed; none where the dataset is sound. */
export async function problemLines(spec: DatasetSpec, root: string): Promise<string[]> {
  const reading = await readDataset(spec, { root })
  return 'problems' in reading ? reading.problems.map(formatProblem) : []
}
