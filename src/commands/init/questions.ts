import type { Answers } from './answers.ts'
import { argvOf, defaults, kindOf, likelyKind, serverModel, systemOf, urlFault } from './answers.ts'
import type { ProjectFacts } from './facts.ts'
import { unknownModel } from './modelNames.ts'
import type { ModelPlace, System, TargetKind } from './system.ts'
import { modelWords } from './system.ts'

export interface Choice {
  value: string
  label: string
  hint?: string
}

/** Who is asked. Both reject with Cancelled on Ctrl-C. */
export interface Asker {
  choose(message: string, choices: readonly Choice[], first: string): Promise<string>
  text(message: string, first: string, faultOf: (text: string) => string | undefined): Promise<string>
}

/** The user wants nothing of it. */
export class Cancelled extends Error {}

/** Asks what options do not answer: what is tested, and where it is. Three questions at most. */
export async function askSystem(answers: Answers, facts: ProjectFacts, asker: Asker): Promise<System> {
  const said = kindOf(answers)
  if (said !== undefined && isTold(said, answers, facts)) return systemOf(answers, facts)
  const choice = said ?? (await asker.choose('What is tested?', choicesOf(facts), firstChoice(facts)))
  const client = facts.clients.find(({ model }) => `model:${modelWords(model)}` === choice)
  if (client !== undefined) return { kind: 'model', model: await askName(client.model, asker) }
  if (choice === 'model') return { kind: 'model', model: await askModel(answers, facts, asker) }
  if (choice === 'http') return { kind: 'http', url: await asker.text('Its URL', defaults.url, urlFault) }
  if (choice === 'command')
    return { kind: 'command', argv: argvOf(await asker.text('How it is started', defaults.command, emptyFault)) }
  return { kind: choice === 'function' ? 'function' : 'recorded' }
}

function isTold(kind: TargetKind, { model, baseUrl, url, command }: Answers, { clients }: ProjectFacts): boolean {
  if (kind === 'model') return model !== undefined && (baseUrl !== undefined || model.includes('/') || clients.length > 0)
  if (kind === 'http') return url !== undefined
  return kind !== 'command' || command !== undefined
}

function choicesOf({ clients }: ProjectFacts): Choice[] {
  return [
    ...clients.map(({ packages, model }) => ({
      value: `model:${modelWords(model)}`,
      label: `a model: ${modelWords(model)}`,
      hint: `found ${packages}`,
    })),
    {
      value: 'model',
      label: clients.length === 0 ? 'a model' : 'another model',
      hint: 'any OpenAI-compatible server, also Ollama or vLLM',
    },
    { value: 'http', label: 'a service', hint: 'JSON over HTTP' },
    { value: 'command', label: 'a program', hint: 'JSON on stdin, the answer on stdout' },
    { value: 'function', label: 'a function of this project', hint: 'TypeScript or JavaScript' },
    { value: 'recorded', label: 'answers recorded elsewhere', hint: 'JSONL' },
  ]
}

function firstChoice(facts: ProjectFacts): string {
  const [client] = facts.clients
  return client === undefined ? (likelyKind(facts) ?? 'model') : `model:${modelWords(client.model)}`
}

/** A server's address, with which Ollama's own is a fair guess. */
const localServer = 'http://127.0.0.1:11434/v1'

async function askModel({ baseUrl, model }: Answers, facts: ProjectFacts, asker: Asker): Promise<ModelPlace> {
  const url = baseUrl ?? (await asker.text('Its base URL', localServer, urlFault))
  return serverModel(url, model ?? (await asker.text('The name of the model', '', emptyFault)), facts)
}

async function askName(model: ModelPlace, asker: Asker): Promise<ModelPlace> {
  const first = model.name === unknownModel ? '' : model.name
  return { ...model, name: await asker.text('The name of the model', first, emptyFault) }
}

function emptyFault(text: string): string | undefined {
  return text.trim() === '' ? 'must not be empty' : undefined
}
