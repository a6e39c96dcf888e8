export { decide, decideAll, decideEach, type Judgement } from './decide.ts'
export { comparisonOptions, type GateEntry, type GateOptions, nameOnSlice } from './entry.ts'
export { isFutile, type Look } from './outlook.ts'
export { type OverallVerdict, overallVerdict, type PolicyItem } from './overall.ts'
