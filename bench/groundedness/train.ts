/**
 * `npm run train:groundedness -- --data FOLDER`: makes `src/grounding/model.json` from `ragtruth_dev.jsonl.gz` (RAGTruth, MIT licence; Niu et al.
 * 2024). Deterministic: the same data give the same file.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readRows } from './data.ts'
import { examplesOf, fitModel, frequenciesOf, rarityIn } from './fit.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const folder = values.data
const rows = folder === undefined ? undefined : readRows(folder, 'ragtruth')
if (folder === undefined || rows === undefined) {
  console.error('usage: npm run train:groundedness -- --data FOLDER, which holds ragtruth_dev.jsonl.gz')
  process.exit(3)
}
const frequencies = frequenciesOf(rows)
const model = fitModel(examplesOf(rows, rarityIn(frequencies)), frequencies, {
  data: 'RAGTruth (Niu et al. 2024), human labels, MIT licence',
  file: 'ragtruth_dev.jsonl.gz',
  sha256: createHash('sha256')
    .update(readFileSync(join(folder, 'ragtruth_dev.jsonl.gz')))
    .digest('hex'),
  answers: rows.length,
  sources: frequencies.documents,
  method:
    'gradient-boosted trees on a line through the overlap rule; sentences, then answers; bench/groundedness/fit.ts',
})
const id = createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 16)
const text = `${JSON.stringify({ ...model, id })}\n`
writeFileSync(new URL('../../src/grounding/model.json', import.meta.url), text)
console.log(
  `src/grounding/model.json: ${(text.length / 1000).toFixed(0)} KB, thresholds ${JSON.stringify(model.thresholds)}`,
)
