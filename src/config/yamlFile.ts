import type { Environment } from '../core/environment.ts'
import { environmentNames } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'

/** A YAML file as a value, with a way back from a place in the value to a line. */
export interface YamlFile {
  value: unknown
  lineOf(path: readonly PropertyKey[]): number
  problems: Problem[]
  /** Names of the environment that its texts refer to. */
  environment: string[]
}

/** Reads YAML; syntax errors and `${NAME}` without a value become problems with their lines. */
export async function parseYaml(text: string, file: string, env: Environment): Promise<YamlFile> {
  const { LineCounter, isNode, isScalar, parseDocument, visit } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    message: `not YAML: ${error.message}`,
    mend: 'check indentation, colons and quotes there',
  }))
  const environment = new Set<string>()
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || typeof node.value !== 'string') return
      for (const name of environmentNames(node.value)) {
        environment.add(name)
        if (env[name] === undefined) {
          problems.push({
            file,
            line: lineAt(node.range?.[0] ?? 0),
            message: `\${${name}} is not set in the environment`,
            mend: `set ${name}, or put it into .env`,
          })
        }
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
  return {
    value: problems.length > 0 && document.errors.length > 0 ? undefined : document.toJS(),
    lineOf,
    problems,
    environment: [...environment],
  }
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
