export { adaptiveProgress, lookSize } from './adaptive.ts'
export { type CompareOptions, compareRuns } from './compareRuns.ts'
export { type MetricSummary, summariseRun } from './summariseRun.ts'
