/** A process that enters waivers, one after the other: `node ledgerProcess.ts LOCATION NAME COUNT`. */
import { openSqliteStore } from '../../src/store/index.ts'
import { waiver } from './entries.ts'

const [location = '', name = '', count = '0'] = process.argv.slice(2)
const store = await openSqliteStore(location)
for (let index = 0; index < Number(count); index += 1) await store.appendEntry(waiver({ id: `${name}-${index}` }))
await store.close()
