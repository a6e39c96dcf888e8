import { existsSync } from 'node:fs'
import type { Context } from '../core/context.ts'
import { exitCode } from '../core/errors.ts'
import { roleKinds } from '../core/grade.ts'
import type { Run } from '../core/run.ts'
import type { Store } from '../core/store.ts'
import { openSqliteStore } from '../store/index.ts'
import { formatCount, formatUsd, plural } from '../text/format.ts'
import type { AdaptiveKind } from './adaptive.ts'
import type { Job } from './job.ts'
import { printJson } from './print.ts'
import { tellNotes } from './runOutput.ts'
import type { Session } from './session.ts'

export interface DryRunOptions {
  json?: boolean
  session: Session
  /** The run that would be gone on with. */
  resumed?: { store: Store; run: Run }
  adaptive?: AdaptiveKind
}

/** Where no run tells how long answers are. */
const usualAnswer = 300
/** A judge reads what was asked and answered and its own instructions, and writes its reasons. */
const judgeInstructions = 300
const judgeAnswer = 200

/** What a run would do, and about what it would take. */
export async function tellDryRun(context: Context, jobs: readonly Job[], options: DryRunOptions): Promise<number> {
  const { json = false, resumed, adaptive, session } = options
  tellNotes(context, jobs)
  const stored = resumed === undefined ? 0 : (await resumed.store.totals(resumed.run.id)).trials
  const answers = await answerLengths(jobs, session, resumed?.store)
  const plans = jobs.map((job) => plan(job, stored, session, answers.get(job.eval.name)))
  const sum = (key: 'targetCalls' | 'judgeCalls') => plans.reduce((total, one) => total + one[key], 0)
  const [targetCalls, judgeCalls] = [sum('targetCalls'), sum('judgeCalls')]
  if (json) {
    printJson(context, { dryRun: true, runs: plans, targetCalls, judgeCalls })
    return exitCode.ok
  }
  for (const one of plans) context.stdout.write(`${planWords(one, resumed !== undefined)}\n`)
  if (adaptive !== undefined) context.stdout.write(`${judgedOnTheWay[adaptive]}\n`)
  context.stdout.write(
    `${plural(targetCalls, 'call')} of targets, ${judgeCalls === 0 ? '' : boundOf(jobs)}${formatCount(judgeCalls)} of judges; nothing was run\n`,
  )
  return exitCode.ok
}

/** Some models are asked as often as there are claims, which is known when there are answers. */
function boundOf(jobs: readonly Job[]): string {
  const isOpen = jobs.some(({ graders }) => graders.some(({ asksByAnswer }) => asksByAnswer === true))
  return isOpen ? 'at least ' : 'at most '
}

const judgedOnTheWay: Record<AdaptiveKind, string> = {
  repeats:
    'judged while it goes on: this is the first look; it may ask every case up to 3 and then 5 times, as often as the baseline did',
  cases:
    'judged while it goes on: this is the most that it may ask; it may end after a quarter, half or three quarters',
}

type Plan = ReturnType<typeof plan>

function plan(job: Job, stored: number, session: Session, meanAnswer: number | undefined) {
  const { eval: one, foresight, graders } = job
  const trials = job.caseIds.size * job.repeats
  const missing = Math.max(0, trials - stored)
  const targetCalls = Math.max(0, missing - foresight.recorded)
  const asking = graders.flatMap((grader) =>
    roleKinds.flatMap((kind) => (grader[kind] ?? []).map((role) => ({ kind, role }))),
  )
  const asked = trials - foresight.recorded
  const inputTokens =
    foresight.inputTokens === undefined || asked === 0
      ? undefined
      : Math.round((foresight.inputTokens * targetCalls) / asked)
  const anAnswer = Math.min(meanAnswer ?? usualAnswer, foresight.maxOutputTokens ?? Number.POSITIVE_INFINITY)
  const outputTokens = inputTokens === undefined ? undefined : Math.round(anAnswer * targetCalls)
  const ofTarget =
    inputTokens === undefined || outputTokens === undefined ? 0 : foresight.costOf?.({ inputTokens, outputTokens })
  const isAsked = session.mode !== 'replay'
  const read = (inputTokens ?? 0) / Math.max(1, targetCalls) + anAnswer + judgeInstructions
  const ofJudges = isAsked
    ? asking.map(({ kind, role }) =>
        session.costOf(
          one,
          kind,
          role,
        )?.({ inputTokens: Math.round(read * missing), outputTokens: kind === 'judges' ? judgeAnswer * missing : 0 }),
      )
    : []
  const costs = [...(targetCalls === 0 ? [] : [ofTarget]), ...ofJudges]
  const costUsd = costs.every((cost) => cost !== undefined)
    ? costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0)
    : null
  const isPriced = inputTokens !== undefined || asking.length > 0
  return {
    eval: one.name,
    target: job.target.name,
    cases: job.caseIds.size,
    datasetSize: job.dataset.size,
    repeats: job.repeats,
    trials,
    missing,
    recorded: foresight.recorded,
    graders: one.graders.map(({ name }) => name),
    targetCalls,
    judgeCalls: isAsked ? asking.length * missing : 0,
    inputTokens: inputTokens ?? null,
    outputTokens: outputTokens ?? null,
    costUsd: isPriced ? costUsd : null,
  }
}

function planWords(one: Plan, isResumed: boolean): string {
  const part = one.cases === one.datasetSize ? '' : ` (of ${formatCount(one.datasetSize)})`
  const left = isResumed ? `, ${one.trials - one.missing} done, ${one.missing} missing` : ''
  const recorded = one.recorded === 0 ? '' : `, ${formatCount(one.recorded)} recorded`
  const trials = `${plural(one.cases, 'case')}${part} × ${plural(one.repeats, 'repeat')} = ${plural(one.trials, 'trial')}`
  return `${one.eval} × ${one.target}: ${trials}${left}${recorded}; graders: ${one.graders.join(', ')}${takesWords(one)}`
}

/** `; about 12,300 + 6,000 tokens, $0.04` */
function takesWords({ inputTokens, outputTokens, costUsd, judgeCalls }: Plan): string {
  const tokens =
    inputTokens === null || outputTokens === null
      ? []
      : [`${formatCount(inputTokens)} + ${formatCount(outputTokens)} tokens${judgeCalls > 0 ? ' of the target' : ''}`]
  const cost =
    costUsd !== null
      ? [formatUsd(costUsd)]
      : inputTokens !== null || judgeCalls > 0
        ? ['at a price that is not known']
        : []
  const words = [...tokens, ...cost]
  return words.length === 0 ? '' : `; about ${words.join(', ')}`
}

/** How many tokens the answers of the newest run with any had, by eval. */
async function answerLengths(
  jobs: readonly Job[],
  { project }: Session,
  open: Store | undefined,
): Promise<Map<string, number>> {
  const lengths = new Map<string, number>()
  if (open === undefined && !existsSync(project.store)) return lengths
  const store = open ?? (await openSqliteStore(project.store, { create: false }))
  try {
    for (const name of new Set(jobs.map((job) => job.eval.name))) {
      for (const { id } of (await store.listRuns({ eval: name, status: 'complete' })).slice(0, 5)) {
        const { ok, outputTokens } = await store.totals(id)
        if (outputTokens === 0 || lengths.has(name)) continue
        lengths.set(name, outputTokens / ok)
      }
    }
  } finally {
    if (open === undefined) await store.close()
  }
  return lengths
}
