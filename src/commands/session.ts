import type { Eval, Project } from '../config/index.ts'
import { requireProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import type { GradeContext, Grader, RoleKind } from '../core/grade.ts'
import { asksModels, roleKinds } from '../core/grade.ts'
import type { Embedder, Entailer, Judge } from '../core/judge.ts'
import type { Output } from '../core/output.ts'
import type { Target } from '../core/target.ts'
import type { CallContext, ModelSite, Opened } from '../models/index.ts'
import {
  allowedHosts,
  Budget,
  guardedFetch,
  openEmbedder,
  openEntailer,
  openJudge,
  requester,
  SharedNetwork,
  SocketGuard,
} from '../models/index.ts'
import { plural } from '../text/format.ts'
import type { CacheMode, Recordings } from './recorded.ts'
import { openRecordings, recordedGrader, recordedTarget } from './recorded.ts'
import { boundMethods, keepGradersSecrets, keepSecrets, Secrets } from './secrets.ts'

/** What a command may ask, and how much of it. */
export interface AskingOptions {
  /** Everything is opened and looked at, and nothing asked: no key is needed for that. */
  asksNothing?: boolean
  cache?: CacheMode
  /** US dollars. */
  maxCost?: number
  maxCalls?: number
  offline?: boolean
  /** On the monotonic clock. */
  deadlineAt?: number
  concurrency?: number
}

/** A server that throttles all of a wide window at once is not to use up what may be repeated. */
const retriesPerPlace = 4
const fewestRetries = 100

/**
 * The project with what its targets and graders share. Where nobody but this machine may be asked, that holds from before the evals are
 * read.
 * @param read requireProject, or loadProject where a fault is not to end the command
 * @throws AssayError as `read`
 */
export async function openSession(
  context: Context,
  evals: readonly string[],
  options: AskingOptions = {},
  read: typeof requireProject = requireProject,
): Promise<Session> {
  const guard = new SocketGuard()
  if (options.offline === true) guard.hold()
  try {
    const project = await read(context, evals, (config) => {
      if (isOffline(options, config)) guard.hold(config.allowedHosts)
    })
    return new Session(context, project, options, guard)
  } catch (error) {
    guard.release()
    throw error
  }
}

function isOffline({ offline }: AskingOptions, config: Pick<Project, 'offline'>): boolean {
  return offline ?? config.offline
}

/** What targets and the models of graders share in one command: the way out, its budget, secrets, and what was recorded. */
export class Session {
  readonly project: Project
  readonly network: SharedNetwork
  readonly secrets: Secrets
  readonly budget: Budget
  readonly mode: CacheMode
  /** Targets that answer from what was recorded. */
  readonly #recorded = new WeakSet<Target>()
  readonly #recordings = new Map<string, Promise<Recordings>>()
  /** What models in roles cost, by eval, kind and role; absent where no price is known. */
  readonly #costs = new Map<string, Opened<unknown>['costOf']>()
  readonly #guard: SocketGuard

  constructor(context: Context, project: Project, options: AskingOptions, guard: SocketGuard) {
    const { cache = 'off', maxCost, maxCalls, deadlineAt } = options
    const concurrency = options.concurrency ?? Math.max(1, ...project.evals.map((one) => one.concurrency))
    const allowed = isOffline(options, project) ? allowedHosts(project.allowedHosts) : undefined
    this.project = project
    this.mode = cache
    this.secrets = new Secrets(project)
    this.budget = new Budget({
      ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
      ...(maxCalls === undefined ? {} : { maxCalls }),
    })
    this.network = new SharedNetwork({
      sends: cache !== 'replay' && options.asksNothing !== true,
      // As it is when it is called: tests and tracers put their own there.
      fetch: guardedFetch((...args) => globalThis.fetch(...args), allowed),
      request: requester(allowed, project.env.NODE_USE_ENV_PROXY === '1' ? project.env : undefined),
      monotonic: () => context.monotonic(),
      now: () => context.now(),
      random: () => context.random(),
      budget: this.budget,
      retries: Math.max(fewestRetries, retriesPerPlace * concurrency),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      keepSecret: (name, value) => this.secrets.add(name, value),
    })
    this.#guard = guard
  }

  /** What configuration lacks to open these: in a replay nothing, and without asking only what does not ask over the network. */
  unset({ unset, targets }: Pick<Eval, 'unset' | 'targets'>, kind: 'targets' | RoleKind, name: string): Problem[] {
    const isForAsking = kind !== 'targets' || targets[name]?.usesNetwork === true
    if (this.mode === 'replay' || (!this.network.sends && isForAsking)) return []
    return unset.flatMap(({ path, problem }) => (path[0] === kind && path[1] === name ? [problem] : []))
  }

  /** The target as a run asks it: without secrets in what it says, counted, and answering from what was recorded. */
  async target(one: Pick<Eval, 'name'>, target: Target, cacheable: boolean): Promise<Target> {
    const kept = this.#counted(keepSecrets(target, this.secrets))
    if (this.mode === 'off' || !cacheable) return kept
    const recorded = recordedTarget(kept, await this.recordings(one, this.mode))
    this.#recorded.add(recorded)
    return recorded
  }

  /** Whether a target answers from what was recorded. */
  records(target: Target): boolean {
    return this.#recorded.has(target)
  }

  /**
   * The graders of an eval with the models that they ask.
   * @throws AssayError with all that keeps one from being asked
   */
  async graders(one: Eval, graders: readonly Grader[] = one.graders): Promise<Grader[]> {
    const roles: Roles = { judges: new Map(), embedders: new Map(), entailers: new Map() }
    const site = { root: this.project.root, env: this.project.env, network: this.network }
    const problems: Problem[] = []
    const open = async (kind: RoleKind, role: string) => {
      const unset = this.unset(one, kind, role)
      problems.push(...unset)
      if (unset.length > 0 || roles[kind].has(role)) return
      try {
        const opened = await openRole(one, kind, role, site, roles)
        if (opened === undefined) return
        this.#costs.set([one.name, kind, role].join(), opened.costOf)
        if (this.budget.limitsCost && this.network.sends && !isPriced(one, kind, role, opened))
          problems.push({ file: one.file, ...noPrice(`${kind}.${role}`, kind) })
      } catch (error) {
        if (!(error instanceof AssayError)) throw error
        problems.push(...error.problems.map((problem) => ({ file: one.file, ...problem })))
      }
    }
    for (const grader of graders) {
      for (const kind of roleKinds) for (const role of grader[kind] ?? []) await open(kind, role)
    }
    if (problems.length > 0) throw new AssayError(problems)
    return Promise.all(graders.map((grader) => this.#grader(one, grader, roles)))
  }

  /** What a model in a role costs, once the graders are open; undefined where nobody knows. */
  costOf(one: Pick<Eval, 'name'>, kind: RoleKind, role: string): Opened<unknown>['costOf'] {
    return this.#costs.get([one.name, kind, role].join())
  }

  /** What was recorded of an eval; read once. */
  recordings(one: Pick<Eval, 'name'>, mode: 'record' | 'replay'): Promise<Recordings> {
    const known = this.#recordings.get(one.name)
    if (known !== undefined) return known
    const opened = openRecordings(this.project, one, mode)
    this.#recordings.set(one.name, opened)
    return opened
  }

  /** Lets go of everything. @throws AssayError where answers could not be recorded, or a replay missed some; the store has what came */
  async close(): Promise<void> {
    this.#guard.release()
    for (const opened of this.#recordings.values()) {
      const { answers, grades, fault, missed } = await opened
      answers.close()
      grades.close()
      if (fault !== undefined) throw fault
      if (missed.length > 0) throw new AssayError(missedWords(missed))
    }
  }

  async #grader(one: Eval, grader: Grader, { judges, embedders, entailers }: Roles): Promise<Grader> {
    if (!asksModels(grader)) return grader
    const bound: Grader = {
      ...grader,
      grade: (request, context) =>
        grader.grade(request, {
          ...context,
          judge: (role) => judges.get(role)?.bind(callContext(context)) ?? context.judge(role),
          embedder: (role) => embedders.get(role)?.bind(callContext(context)) ?? context.embedder(role),
          entailer: (role) => entailers.get(role)?.bind(callContext(context)) ?? context.entailer(role),
        }),
    }
    const kept = keepGradersSecrets(bound, this.secrets)
    return this.mode === 'off' ? kept : recordedGrader(kept, await this.recordings(one, this.mode))
  }

  /** What does not go through the network is counted here, by what it says that it cost. */
  #counted(target: Target): Target {
    if (target.usesNetwork === true) return target
    const { budget } = this
    return {
      ...target,
      ...boundMethods(target),
      async run(input, context): Promise<Output> {
        const end = budget.begin()
        try {
          const output = await target.run(input, context)
          end(output.costUsd ?? 'nothing')
          return output
        } catch (error) {
          end('nothing')
          throw error
        }
      },
    }
  }
}

function missedWords(missed: readonly string[]): Problem {
  const [first = ''] = missed
  const more = missed.length === 1 ? '' : `, and ${plural(missed.length - 1, 'more was', 'more were')} missed`
  return { message: `--cache replay: ${first}${more}`, mend: 'record them: --cache record' }
}

interface Roles {
  judges: Map<string, Opened<Judge>>
  embedders: Map<string, Opened<Embedder>>
  entailers: Map<string, Opened<Entailer>>
}

/** Opens what plays a part, and puts it there; undefined where nobody plays it. */
async function openRole(
  one: Eval,
  kind: RoleKind,
  role: string,
  site: ModelSite,
  roles: Roles,
): Promise<Opened<unknown> | undefined> {
  if (kind === 'entailers') {
    const spec = one.entailers[role]
    return spec && roles.entailers.set(role, openEntailer(role, spec, site)).get(role)
  }
  const spec = one[kind][role]
  if (spec === undefined) return undefined
  return kind === 'judges'
    ? roles.judges.set(role, await openJudge(role, spec, site)).get(role)
    : roles.embedders.set(role, await openEmbedder(role, spec, site)).get(role)
}

/** What is asked of an entailer is not known beforehand, but each request has a price. */
function isPriced(one: Eval, kind: RoleKind, role: string, { costOf }: Opened<unknown>): boolean {
  return kind === 'entailers' ? one.entailers[role]?.usdPerRequest !== undefined : costOf !== undefined
}

/** A limit on what nobody can count would be none. */
export function noPrice(what: string, kind?: RoleKind): Pick<Problem, 'message' | 'mend'> {
  return {
    message: `--max-cost: no price is known for the model of "${what}"`,
    mend:
      kind === 'entailers'
        ? 'give it: usdPerRequest: ..., in US dollars; 0 for a server of your own'
        : 'give it: prices: { input: ..., output: ... }, in US dollars for a million tokens',
  }
}

function callContext({ signal, monotonic, offClock }: GradeContext): CallContext {
  return { signal, monotonic, offClock }
}
