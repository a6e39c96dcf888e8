import { environmentNames } from '../../core/environment.ts'
import { AssayError } from '../../core/errors.ts'
import { openaiUrl } from './clients.ts'
import type { ProjectFacts } from './facts.ts'
import type { ModelPlace, System, TargetKind } from './system.ts'
import { providers } from './system.ts'

/** What the command line answers of the questions. */
export interface Answers {
  target?: TargetKind
  baseUrl?: string
  model?: string
  url?: string
  command?: string
}

/** Where a service of one's own usually listens, and a program may stand: to be changed in assay.config. */
export const defaults = { url: 'http://127.0.0.1:3000/answer', command: 'node app.mjs' }

/** @throws AssayError where one option says another kind of target than the next */
export function kindOf({ target, baseUrl, model, url, command }: Answers): TargetKind | undefined {
  const said = [
    { option: '--base-url', value: baseUrl, kind: 'model' },
    { option: '--model', value: model, kind: 'model' },
    { option: '--url', value: url, kind: 'http' },
    { option: '--command', value: command, kind: 'command' },
  ] as const
  const given = said.filter(({ value }) => value !== undefined)
  const kind = target ?? given[0]?.kind
  const other = given.find((one) => one.kind !== kind)
  if (other !== undefined)
    throw new AssayError({
      message: `${other.option} goes with --target ${other.kind}, and ${kind} is asked for`,
      mend: 'leave one of them out',
    })
  return kind
}

/** The system that options and project tell without a question. @throws AssayError where they do not */
export function systemOf(answers: Answers, facts: ProjectFacts): System {
  const kind = kindOf(answers) ?? likelyKind(facts) ?? 'recorded'
  if (kind === 'model') return { kind, model: modelOf(answers, facts) }
  if (kind === 'http') return { kind, url: required(answers.url ?? defaults.url, '--url', urlFault) }
  if (kind === 'command') return { kind, argv: argvOf(answers.command ?? defaults.command) }
  return { kind }
}

/** What a project most likely wants to test; undefined where nothing tells. */
export function likelyKind({ clients, frameworks }: ProjectFacts): TargetKind | undefined {
  if (clients.length > 0) return 'model'
  return frameworks.length > 0 ? 'function' : undefined
}

function modelOf({ baseUrl, model }: Answers, facts: ProjectFacts): ModelPlace {
  const [client] = facts.clients
  if (baseUrl !== undefined) return serverModel(required(baseUrl, '--base-url', urlFault), model, facts)
  if (model === undefined) {
    if (client !== undefined) return client.model
    throw new AssayError({ message: 'the project has no client of a model that could be asked', mend: modelMend })
  }
  const slash = model.indexOf('/')
  const provider = slash === -1 ? undefined : model.slice(0, slash)
  if (provider !== undefined && isProvider(provider, facts)) return { provider, name: model.slice(slash + 1) }
  if (client !== undefined) return { ...client.model, name: model }
  const message =
    provider === undefined ? `--model ${model} does not say where it is` : `there is no provider "${provider}"`
  throw new AssayError({ message, mend: modelMend })
}

const modelMend = 'say --model PROVIDER/NAME, or --model NAME with --base-url URL'

function isProvider(name: string, { dependencies }: ProjectFacts): boolean {
  return providers.includes(name) || dependencies.has(`@ai-sdk/${name}`)
}

/** A model on a server of its own, with the variable that likely holds its key. */
export function serverModel(baseUrl: string, model: string | undefined, { clients }: ProjectFacts): ModelPlace {
  const known = clients.find((one) => one.model.baseUrl === baseUrl)?.model
  const name = model ?? known?.name
  if (name === undefined)
    throw new AssayError({ message: '--base-url says where the model is, not what it is called', mend: 'add --model NAME' })
  const key = known?.key ?? keyFor(baseUrl)
  return { baseUrl, name, ...(key === undefined ? {} : { key }) }
}

/** Servers whose users call their key by one name. */
const hostKeys: Record<string, string> = {
  [new URL(openaiUrl).hostname]: 'OPENAI_API_KEY',
  'openrouter.ai': 'OPENROUTER_API_KEY',
  'api.mistral.ai': 'MISTRAL_API_KEY',
  'api.groq.com': 'GROQ_API_KEY',
  'api.deepseek.com': 'DEEPSEEK_API_KEY',
  'generativelanguage.googleapis.com': 'GEMINI_API_KEY',
}

/** Servers without TLS are one's own, and those want none. */
function keyFor(baseUrl: string): string | undefined {
  if (baseUrl.startsWith('http:')) return undefined
  return (URL.canParse(baseUrl) ? hostKeys[new URL(baseUrl).hostname] : undefined) ?? 'MODEL_API_KEY'
}

/** What is wrong with an address; undefined where nothing is. */
export function urlFault(text: string): string | undefined {
  if (environmentNames(text).length > 0) return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return 'must begin with http:// or https://'
  const { username, password } = new URL(text)
  return username + password === '' ? undefined : 'holds a secret, which would be written down: put ${NAME} in its place'
}

function required(text: string, option: string, faultOf: (text: string) => string | undefined): string {
  const fault = faultOf(text)
  if (fault !== undefined) throw new AssayError(`${option} ${fault}`)
  return text
}

/** A program and its arguments, as a shell would take plain words and quoted ones. */
export function argvOf(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  if (words.length === 0) throw new AssayError('--command names no program')
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''))
}
