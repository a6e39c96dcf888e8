import type { Alias, Document } from 'yaml'
import type { Environment } from '../core/environment.ts'
import { environmentNames } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { messageOf } from '../core/errors.ts'
import { yamlDialect, yamlFault } from '../datasets/index.ts'

/** A YAML file as a value, with a way back from a place in the value to a line. */
export interface YamlFile {
  /** Undefined where the file is broken. */
  value: unknown
  lineOf(path: readonly PropertyKey[]): number
  problems: Problem[]
  /** References to the environment that have no value. */
  unset: Unset[]
  /** Names of the environment that its texts refer to. */
  environment: string[]
}

/** A reference to the environment without a value, with the keys that lead to it; of lists none. */
export interface Unset {
  path: string[]
  problem: Problem
}

type Told = Pick<Problem, 'message' | 'mend'>

/** Reads YAML; syntax errors and `${NAME}` without a value become problems with their lines. */
export async function parseYaml(text: string, file: string, env: Environment): Promise<YamlFile> {
  const { LineCounter, isNode, isPair, parseDocument, visit } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, ...yamlDialect })
  const lineAt = (offset = 0) => lines.linePos(offset).line
  const problems: Problem[] = [...document.errors, ...document.warnings].map(({ pos: [offset], code, message }) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, ...yamlFault({ code, message, column: col }) }
  })
  const isParsed = problems.length === 0
  let broken = !isParsed
  const environment = new Set<string>()
  const unset: Unset[] = []
  visit(document, {
    Alias(_, node) {
      const fault = isParsed ? aliasFault(node, document) : undefined
      if (fault === undefined) return
      problems.push({ file, line: lineAt(node.range?.[0]), ...fault })
      broken = true
    },
    Scalar(_, node, ancestors) {
      if (typeof node.value !== 'string') return
      for (const name of environmentNames(node.value)) {
        environment.add(name)
        if (env[name] !== undefined) continue
        const problem = { file, line: lineAt(node.range?.[0]), ...notSet(name) }
        unset.push({ path: ancestors.flatMap((one) => (isPair(one) ? [String(one.key)] : [])), problem })
      }
    },
  })
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const key = path.slice(0, length)
      const pair = key.length === 0 ? undefined : document.getIn(key.slice(0, -1), true)
      const inMap = keyOffset(pair, key.at(-1))
      if (inMap !== undefined) return lineAt(inMap)
      const node = document.getIn(key, true)
      if (isNode(node) && node.range) return lineAt(node.range[0])
    }
    return 1
  }
  const read = { lineOf, problems, unset, environment: [...environment] }
  if (broken) return { ...read, value: undefined }
  try {
    return { ...read, value: document.toJS() }
  } catch (error) {
    problems.push({ file, ...yamlFault({ message: messageOf(error) }) })
    return { ...read, value: undefined }
  }
}

/** Said of a reference to the environment, wherever it stands. */
export function notSet(name: string): Required<Told> {
  return { message: `\${${name}} is not set in the environment`, mend: `set ${name}, or put it into .env` }
}

function aliasFault(alias: Alias, document: Document): Told | undefined {
  const meant = alias.resolve(document)
  if (meant === undefined) return yamlFault({ message: `nothing is called "${alias.source}"` })
  const [from, , to] = meant.range ?? [0, 0, 0]
  const at = alias.range?.[0] ?? 0
  return from <= at && at < to ? yamlFault({ message: `"${alias.source}" contains itself` }) : undefined
}

/** Where the key itself stands, which is where a reader looks, rather than its value. */
function keyOffset(map: unknown, key: PropertyKey | undefined): number | undefined {
  if (typeof map !== 'object' || map === null || !('items' in map) || !Array.isArray(map.items)) return undefined
  for (const item of map.items) {
    const candidate = item?.key
    if (candidate?.value === key && Array.isArray(candidate?.range)) return candidate.range[0]
  }
  return undefined
}
