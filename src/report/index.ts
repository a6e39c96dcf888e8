export type { CaseDetail, ReportInput, SideTrial } from './input.ts'
export { renderReport } from './render.ts'
