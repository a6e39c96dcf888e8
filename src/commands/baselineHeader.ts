import { z } from 'zod'
import type { Approval, ChainedEntry, Revocation, Waiver } from '../core/ledger.ts'
import type { Grading, Run } from '../core/run.ts'

/** The first line of a baseline file. */
export interface BaselineHeader {
  assayBaseline: 1
  /** The approval it was exported from, in its place in the ledger; null where a run was named that nobody approved. */
  approval: ChainedEntry<Approval> | UnchainedApproval | null
  /** Waivers and revocations of the eval, so that they count where that ledger is not. Absent in files from before there were any. */
  waivers?: ChainedEntry<Waiver | Revocation>[]
  run: Run
  grading: Grading
  trials: number
}

/** An approval as files held it before there was a ledger. */
export interface UnchainedApproval {
  id: string
  eval: string
  runId: string
  reason: string
  approvedBy: string
  approvedAt: string
}

const said = { id: z.string(), eval: z.string(), reason: z.string(), by: z.string(), at: z.iso.datetime() }
const approvalSchema = z.looseObject({
  ...said,
  kind: z.literal('approval'),
  runId: z.string(),
  gradingId: z.string().nullable(),
  content: z.string().nullable(),
  verdict: z
    .looseObject({
      decision: z.enum(['pass', 'fail', 'inconclusive']),
      sentence: z.string(),
      against: z.string(),
      failed: z.array(z.string()),
    })
    .nullable(),
})
const waiverSchema = z.discriminatedUnion('kind', [
  z.looseObject({ ...said, kind: z.literal('waiver'), rule: z.string(), expires: z.iso.date() }),
  z.looseObject({ ...said, kind: z.literal('revocation'), rule: z.string() }),
])
const chainedSchema = <E extends z.ZodType>(entry: E) =>
  z.looseObject({ number: z.int().min(1), previous: z.string(), hash: z.string(), entry })
const unchainedSchema = z.looseObject({
  id: z.string(),
  eval: z.string(),
  runId: z.string(),
  reason: z.string(),
  approvedBy: z.string(),
  approvedAt: z.string(),
})

export const headerSchema = z.looseObject({
  assayBaseline: z.literal(1),
  approval: z.union([chainedSchema(approvalSchema), unchainedSchema]).nullable(),
  waivers: z.array(chainedSchema(waiverSchema)).exactOptional(),
  run: z.looseObject({ id: z.string(), eval: z.string(), expose: z.array(z.string()), status: z.string() }),
  grading: z.looseObject({
    id: z.string(),
    graders: z.array(z.looseObject({ name: z.string(), fingerprint: z.string(), passAt: z.number() })),
  }),
  trials: z.int().min(0),
})

/** Whether an approval has its place in a ledger. */
export function isChained(approval: NonNullable<BaselineHeader['approval']>): approval is ChainedEntry<Approval> {
  return 'entry' in approval
}

/** What was approved, whatever the form of the file. */
export function approvalIn({ approval }: BaselineHeader): Approval | null {
  if (approval === null) return null
  if (isChained(approval)) return approval.entry
  const { approvedBy: by, approvedAt: at, ...rest } = approval
  return { kind: 'approval', ...rest, by, at, gradingId: null, content: null, verdict: null }
}
