import type { Fault } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Grader, RoleKind } from '../core/grade.ts'
import { roleKinds } from '../core/grade.ts'
import { didYouMean } from '../core/suggest.ts'
import { entailerFingerprint, modelFingerprint, roleParts } from '../models/index.ts'
import type { Eval, ParsedConfig, ParsedEval } from './schema.ts'

type Roles = Pick<Eval, RoleKind>

/** Who plays which part beside the targets: what the eval says goes before what all share. */
export function rolesOf(parsed: ParsedEval, config: ParsedConfig): Roles {
  return {
    judges: { ...config.judges, ...parsed.judges },
    embedders: { ...config.embedders, ...parsed.embedders },
    entailers: { ...config.entailers, ...parsed.entailers },
  }
}

/**
 * The grader under its effective fingerprint: that of its own and those of the models it asks, since another judge grades otherwise.
 * Undefined, with a fault, where nobody plays a part that it needs.
 */
export function withModels(
  grader: Grader | undefined,
  roles: Roles,
  path: PropertyKey[],
  faults: Fault[],
): Grader | undefined {
  if (grader === undefined) return undefined
  const wanted = roleKinds.flatMap((kind) => (grader[kind] ?? []).map((role) => ({ role, kind })))
  if (wanted.length === 0) return grader
  const missing = wanted.filter(({ role, kind }) => !Object.hasOwn(roles[kind], role))
  faults.push(...missing.map(({ role, kind }) => ({ path, ...missingRole(grader, role, kind, roles) })))
  if (missing.length > 0) return undefined
  const models = wanted.map(({ role, kind }) => [kind, role, identityOf(roles, kind, role)])
  return { ...grader, fingerprint: fingerprint({ grader: grader.fingerprint, models }) }
}

function identityOf(roles: Roles, kind: RoleKind, role: string): string {
  if (kind === 'entailers') {
    const entailer = roles.entailers[role]
    return entailer === undefined ? '' : entailerFingerprint(entailer)
  }
  const spec = roles[kind][role]
  if (spec === undefined) return ''
  const { model, parameters } = roleParts(spec)
  return modelFingerprint(model, parameters)
}

const told: Record<RoleKind, { what: string; example: string }> = {
  judges: { what: 'judge', example: '{ baseUrl: ..., name: judge-model }' },
  embedders: { what: 'embedding model', example: '{ baseUrl: ..., name: embedding-model }' },
  entailers: { what: 'entailment model', example: '{ url: http://HOST:PORT/predict, name: nli-model }' },
}

function missingRole({ name }: Grader, role: string, kind: RoleKind, roles: Roles): Omit<Fault, 'path'> {
  const known = Object.keys(roles[kind])
  const { what, example } = told[kind]
  return {
    message: `the grader "${name}" asks the ${what} "${role}", which is not in "${kind}"`,
    mend:
      known.length > 0
        ? didYouMean(role, known, `those there are: ${known.join(', ')}`)
        : `add ${kind}: { ${role}: ${example} } to assay.config or the eval`,
  }
}
