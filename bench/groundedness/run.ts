/**
 * `npm run bench:groundedness -- --data FOLDER [--cv]`: how well groundedness agrees with people, on every `NAME_dev.jsonl.gz` of the folder.
 * The default run measures what ships (its coefficients and thresholds) and fits nothing. `--cv` adds the development folds: five,
 * grouped by source, thresholds chosen inside the training folds; on the rows that the shipped coefficients were made from, only those
 * figures are honest.
 */
import { parseArgs } from 'node:util'
import { readRows, setsIn } from './data.ts'
import { printOtherSet, printRagTruth } from './tables.ts'

const { values } = parseArgs({ options: { data: { type: 'string' }, cv: { type: 'boolean', default: false } } })
if (values.data === undefined) {
  console.error('usage: npm run bench:groundedness -- --data FOLDER [--cv]')
  process.exit(3)
}
let found = 0
for (const name of setsIn(values.data)) {
  const rows = readRows(values.data, name)
  if (rows === undefined) continue
  found += 1
  if (name === 'ragtruth') printRagTruth(rows, values.cv)
  else printOtherSet(name, rows, values.cv)
}
if (found === 0) {
  console.error(`${values.data} holds no NAME_dev.jsonl.gz`)
  process.exit(3)
}
