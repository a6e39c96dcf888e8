import type { Eval, ParsedPolicy, PolicyEntry, Project } from '../config/index.ts'
import { findPolicy, loadProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError, formatProblem } from '../core/errors.ts'
import type { GatePolicy, SliceRules } from '../core/rules.ts'
import { splitGate } from '../core/rules.ts'
import type { Store } from '../core/store.ts'
import { didYouMean } from '../core/suggest.ts'
import { decideEach, overallVerdict } from '../gate/index.ts'
import {
  githubAnnotations,
  githubFault,
  junit,
  type PolicyReportItem,
  policyJson,
  policyMarkdown,
  renderPolicy,
} from '../reporters/index.ts'
import type { GateOptions } from './gate.ts'
import { decisionOptions } from './gate.ts'
import type { GateOutput } from './gateOutput.ts'
import type { Pairing } from './pairing.ts'
import { pairSides, policyOf, requirePolicy } from './pairing.ts'
import { jsonText } from './print.ts'
import { resolvePair } from './side.ts'
import { withStore } from './storage.ts'

type PolicyOptions = GateOptions & { policy: string }

/** `assay gate --policy`: several evals under one verdict, one JUnit file, one summary. */
export async function gatePolicy(
  context: Context,
  candidate: string | undefined,
  options: PolicyOptions,
  output: GateOutput,
): Promise<number> {
  if (options.eval !== undefined) {
    throw new AssayError({ message: '--eval and --policy exclude each other', mend: 'the policy names its evals' })
  }
  const project = await loadProject(context)
  const policy = await findPolicy(options.policy, project, context)
  return withStore(context, { readOnly: true }, async (store) => {
    const request = { context, store, project, policy, candidate, against: options.against }
    const pairings = new Map<string, Pairing | Problem[]>()
    for (const [name, entry] of Object.entries(policy.evals)) pairings.set(name, await pairEval(name, entry, request))
    const items = judgeAll(pairings, options)
    const overall = overallVerdict(items)
    const report = { name: policy.name ?? options.policy, overall, items }
    output.print(renderPolicy(report, { ...context, explain: options.explain === true }))
    await output.write({
      json: () => jsonText(policyJson(report)),
      junit: () => junit(items),
      markdown: () => policyMarkdown(report),
    })
    for (const item of items) {
      output.annotate(
        'verdict' in item ? githubAnnotations(item.verdict, item.comparison) : githubFault(item.eval, item.problem),
      )
    }
    await output.addSummary(policyMarkdown(report))
    return overall.exitCode
  })
}

interface Request {
  context: Context
  store: Store
  project: Project
  policy: ParsedPolicy
  candidate: string | undefined
  against: string | undefined
}

/** The two runs of one eval, compared; what keeps that from being done is told beside the verdicts of the others. */
async function pairEval(
  name: string,
  entry: ParsedPolicy['evals'][string],
  request: Request,
): Promise<Pairing | Problem[]> {
  const { context, store, project, policy } = request
  try {
    requireEval(name, project)
    const references = {
      baseline: entry.against ?? request.against ?? policy.against,
      candidate: entry.candidate ?? request.candidate ?? policy.candidate ?? 'latest',
    }
    const sides = await resolvePair(context, store, references, { eval: name })
    return await pairSides(context, sides, project.root, store, project, (one) => merged(one, entry))
  } catch (error) {
    if (error instanceof AssayError) return [...error.problems]
    throw error
  }
}

function requireEval(name: string, { evals, problems }: Project): void {
  if (evals.some((one) => one.name === name)) return
  const names = evals.map((one) => one.name)
  const broken =
    problems.length > 0 ? 'see: assay check' : didYouMean(name, names, `the project has ${names.join(', ')}`)
  throw new AssayError({
    message: `the policy names an eval "${name}" that cannot be read from the project`,
    mend: broken,
  })
}

/** The eval's rules with those of the policy in their place or beside them. */
function merged(one: Eval, entry: PolicyEntry & ParsedPolicy['evals'][string]): GatePolicy {
  const own = policyOf(one)
  const { rules, measures } = splitGate(entry.gate ?? {})
  return {
    ...own,
    rules: { ...own.rules, ...rules },
    measures: { ...own.measures, ...measures },
    slices: mergedSlices(own.slices, entry.slices),
    maxErrorRate: entry.maxErrorRate ?? own.maxErrorRate,
  }
}

/** A policy that gives a slice one more rule does not take those away that it has. */
function mergedSlices(own: SliceRules = {}, more: SliceRules = {}): SliceRules {
  const tags = [...new Set([...Object.keys(own), ...Object.keys(more)])]
  return Object.fromEntries(tags.map((tag) => [tag, { ...own[tag], ...more[tag] }]))
}

/** All rules of all evals are judged together, so that they share the chance of a false alarm. */
function judgeAll(pairings: ReadonlyMap<string, Pairing | Problem[]>, options: GateOptions): PolicyReportItem[] {
  const paired = [...pairings].flatMap(([name, pairing]) => (Array.isArray(pairing) ? [] : [{ name, pairing }]))
  const entries = paired.map(({ pairing }) => ({ comparison: pairing.comparison, policy: requirePolicy(pairing) }))
  const waivers = paired.flatMap(({ pairing }) => pairing.waivers)
  const judgements = decideEach(entries, { ...decisionOptions(options), waivers })
  return [...pairings].map(([name, pairing]) => {
    if (Array.isArray(pairing)) return { eval: name, problem: pairing.map(formatProblem).join('\n') }
    const at = paired.findIndex((item) => item.name === name)
    const [judgement, entry] = [judgements[at], entries[at]]
    const { verdict, problems = [] } = judgement ?? {}
    if (entry === undefined || verdict === undefined || (problems.length > 0 && verdict.decision !== 'fail')) {
      return { eval: name, problem: problems.map(formatProblem).join('\n') }
    }
    return { eval: name, verdict, ...entry }
  })
}
