import { gradingsContract } from './contract/gradings.ts'
import { ledgerContract } from './contract/ledger.ts'
import { processesContract } from './contract/processes.ts'
import { runsContract } from './contract/runs.ts'
import type { FreshStorage } from './contract/support.ts'
import { trialsContract } from './contract/trials.ts'

/** What every implementation of the port must do; `open` gives storage of its own to each test. */
export function storeContract(name: string, open: FreshStorage): void {
  runsContract(name, open)
  trialsContract(name, open)
  gradingsContract(name, open)
  ledgerContract(name, open)
  processesContract(name, open)
}
