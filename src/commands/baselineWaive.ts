import type { Eval, Project } from '../config/index.ts'
import { requireProject } from '../config/index.ts'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import { dayOf, waiversInForce } from '../core/ledger.ts'
import { builtInRules, nameOnSlice, type SliceRules, splitGate } from '../core/rules.ts'
import { didYouMean } from '../core/suggest.ts'
import { reasonIn, signature } from './ledger.ts'
import type { SideOptions } from './side.ts'
import { withStore } from './storage.ts'

export interface WaiveOptions extends SideOptions {
  reason: string
  until?: string
  revoke?: boolean
}

/** `assay baseline waive`: enters that a rule may fail until a day, or takes that back. */
export async function waive(context: Context, rule: string, options: WaiveOptions): Promise<number> {
  return options.revoke === true ? revoke(context, rule, options) : enter(context, rule, options)
}

async function enter(context: Context, rule: string, options: WaiveOptions): Promise<number> {
  const reason = reasonIn(options.reason, 'say in a sentence why this rule may fail for a while')
  const expires = lastDay(context, options.until)
  const { one, policies } = await evalNamed(context, options.eval)
  const rules = rulesOf(one, policies)
  if (!rules.includes(rule)) {
    const known = didYouMean(rule, rules, `its rules are ${rules.join(', ')}`)
    throw new AssayError({
      message: `the gate of ${one.name} has no rule "${rule}"`,
      mend: `${known} (a rule of a policy file can be waived once that policy stands in assay.config)`,
    })
  }
  return withStore(context, { create: false }, async (store, { env }) => {
    const signed = await signature(context, env)
    await store.appendEntry({ kind: 'waiver', eval: one.name, rule, reason, expires, ...signed })
    context.stdout.write(
      `${rule} of ${one.name} may fail until ${expires} (UTC, that day included) without failing the gate, waived by ${signed.by}\n`,
    )
    return exitCode.ok
  })
}

async function revoke(context: Context, rule: string, options: WaiveOptions): Promise<number> {
  const reason = reasonIn(options.reason, 'say in a sentence why the rule holds again')
  const name = options.eval ?? (await evalNamed(context, undefined)).one.name
  return withStore(context, { create: false }, async (store, { env }) => {
    const entries = (await store.ledger()).entries.map(({ entry }) => entry)
    const rules = waiversInForce(entries, name, context.now()).map((waiver) => waiver.rule)
    if (!rules.includes(rule)) {
      const otherwise = rules.length === 0 ? 'see: assay baseline list' : `waived are ${rules.join(', ')}`
      throw new AssayError({
        message: `no waiver of "${rule}" is in force for ${name}`,
        mend: didYouMean(rule, rules, otherwise),
      })
    }
    const signed = await signature(context, env)
    await store.appendEntry({ kind: 'revocation', eval: name, rule, reason, ...signed })
    context.stdout.write(`${rule} of ${name} fails the gate again, revoked by ${signed.by}\n`)
    return exitCode.ok
  })
}

/** @throws AssayError where it is no day, or past */
function lastDay(context: Context, until: string | undefined): string {
  if (until === undefined)
    throw new AssayError({ message: 'until when is not said', mend: 'name the last day: --until YYYY-MM-DD' })
  const time = /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(`${until}T00:00:00Z`) : Number.NaN
  // What is no day of the calendar is no date, or another one.
  if (Number.isNaN(time) || dayOf(new Date(time)) !== until)
    throw new AssayError({ message: `--until "${until}" is no day`, mend: 'write it as YYYY-MM-DD' })
  const today = dayOf(context.now())
  if (until < today)
    throw new AssayError({ message: `--until ${until} is past`, mend: `name a day from ${today} (UTC) on` })
  return until
}

/** The eval of that name, or the only one, and the project's policies. @throws AssayError where there is none or several */
async function evalNamed(
  context: Context,
  name: string | undefined,
): Promise<{ one: Eval; policies: Project['policies'] }> {
  const { evals, policies } = await requireProject(context, name === undefined ? [] : [name])
  const [one, ...others] = evals
  if (one === undefined) throw new AssayError({ message: 'the project has no eval', mend: 'see: assay check' })
  if (others.length === 0) return { one, policies }
  const names = evals.map((each) => each.name).toSorted()
  throw new AssayError({
    message: 'the project has several evals',
    mend: `choose one with --eval ${names.join(' | --eval ')}`,
  })
}

/** What findings that can fail its gate are about: the rules it has, those that policies give it, and the built-in ones. */
function rulesOf({ name, gate, measures, slices }: Eval, policies: Project['policies']): string[] {
  const ofPolicies = Object.values(policies).flatMap(({ evals }) => {
    const entry = Object.hasOwn(evals, name) ? evals[name] : undefined
    if (entry === undefined) return []
    const own = splitGate(entry.gate ?? {})
    return namesOf(own.rules, own.measures, entry.slices ?? {})
  })
  return [...new Set([...namesOf(gate, measures, slices), ...ofPolicies, ...builtInRules])]
}

function namesOf(rules: Eval['gate'], measures: Eval['measures'], slices: SliceRules): string[] {
  const ofSlices = Object.entries(slices).flatMap(([tag, asked]) =>
    Object.keys(asked).map((metric) => nameOnSlice(metric, tag)),
  )
  return [...Object.keys(rules), ...Object.keys(measures), ...ofSlices]
}
