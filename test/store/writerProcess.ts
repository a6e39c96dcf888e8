/**
 * A process that keeps answering cases of one run, and says which trials it was promised: `node writerProcess.ts LOCATION RUN COUNT`.
 */
import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../src/store/index.ts'
import { answered, caseNamed, grading, manifest, scores } from '../support/trials.ts'

const [location = '', runId = '', count = '0'] = process.argv.slice(2)
const store = await openSqliteStore(location)
const gradingId = `${runId}-grading`
await store.createRun(manifest({ id: runId }))
await store.createGrading(grading({ id: gradingId, runId }))
for (let index = 0; index < Number(count); index += 1) {
  const item = caseNamed(`case-${index}`)
  const key = { caseId: item.id, repeat: 0, case: item }
  const stored = store.addTrial({ ...key, runId, outcome: answered(`answer ${index}`) })
  const graded = store.addGrades({ ...key, gradingId, grades: scores(1) })
  const told = Promise.all([stored, graded]).then(() => writeSync(1, `${item.id}\n`))
  // Some are waited for, so that commits of all sizes happen.
  if (index % 150 === 0) await told
}
await store.close()
