import type { Environment } from '../core/environment.ts'
import type { Network } from '../core/network.ts'

/** Where a model is opened. */
export interface ModelSite {
  /** The project root: packages are looked for from there. */
  root: string
  env: Environment
  network: Network
}
