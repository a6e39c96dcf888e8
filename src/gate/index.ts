export { decide, decideAll } from './decide.ts'
export { comparisonOptions, type GateEntry, type GateOptions } from './entry.ts'
