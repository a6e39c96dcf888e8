import type { SystemUnderTest } from './files.ts'
import type { Found, SuggestedModel } from './found.ts'
import { openAi } from './found.ts'

/** What the command says of the system under test instead of being asked. */
export interface InitAnswers {
  target?: SystemUnderTest['kind']
  baseUrl?: string
  model?: string
  url?: string
}

const defaultUrl = 'http://127.0.0.1:8080/answer'
const defaultCommand = ['node', 'bot.mjs']

/** Without questions: what was said, else what suits what the project has. */
export function withoutAsking(answers: InitAnswers, found: Found): SystemUnderTest {
  const kind = answers.target ?? kindOf(answers)
  if (kind === 'http') return { kind, url: answers.url ?? defaultUrl }
  if (kind === 'command') return { kind, command: defaultCommand }
  if (kind === 'recorded') return { kind }
  return { kind: 'model', model: modelOf(answers, found) }
}

/** At most two questions. Undefined where the user would rather not. */
export async function ask(answers: InitAnswers, found: Found): Promise<SystemUnderTest | undefined> {
  const { isCancel, select, text } = await import('@clack/prompts')
  const kind =
    answers.target ??
    (kindIsTold(answers)
      ? kindOf(answers)
      : await select<SystemUnderTest['kind']>({
          message: 'What do you want to evaluate?',
          initialValue: 'model',
          options: [
            { value: 'model', label: 'a model and its prompt', hint: modelHint(found) },
            { value: 'http', label: 'a service behind HTTP' },
            { value: 'command', label: 'a program' },
            { value: 'recorded', label: 'answers that I record myself' },
          ],
        }))
  if (isCancel(kind)) return undefined
  if (kind === 'http') {
    const url = answers.url ?? (await text({ message: 'Where does it take questions?', initialValue: defaultUrl }))
    return isCancel(url) ? undefined : { kind, url: url || defaultUrl }
  }
  if (kind === 'command') {
    const line = await text({ message: 'How is it started?', initialValue: defaultCommand.join(' ') })
    if (isCancel(line)) return undefined
    return { kind, command: line.trim() === '' ? defaultCommand : line.trim().split(/\s+/) }
  }
  if (kind === 'recorded') return { kind }
  const model = modelOf(answers, found)
  if (found.model !== undefined || kindIsTold(answers)) return { kind: 'model', model }
  const baseUrl = await text({ message: 'At which OpenAI-compatible server?', initialValue: model.baseUrl ?? '' })
  if (isCancel(baseUrl)) return undefined
  const name = await text({ message: 'Which model?', initialValue: model.name })
  return isCancel(name) ? undefined : { kind: 'model', model: modelOf({ baseUrl, model: name }, found) }
}

function modelHint({ model, clients }: Found): string {
  if (model === undefined) return 'OpenAI, vLLM, Ollama, ...'
  const named = model.provider === undefined ? model.name : `${model.provider}/${model.name}`
  return `${named}, since the project has ${clients[0] ?? 'its key'}`
}

function kindIsTold({ baseUrl, model, url }: InitAnswers): boolean {
  return baseUrl !== undefined || model !== undefined || url !== undefined
}

function kindOf({ url }: InitAnswers): SystemUnderTest['kind'] {
  return url === undefined ? 'model' : 'http'
}

/** A server on this machine needs no key. */
function modelOf({ baseUrl, model: name }: InitAnswers, found: Found): SuggestedModel {
  if (baseUrl !== undefined) {
    const isLocal = /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(baseUrl)
    const isOpenAi = baseUrl.startsWith('https://api.openai.com')
    const keyName = isLocal ? {} : { keyName: isOpenAi ? 'OPENAI_API_KEY' : 'MODEL_API_KEY' }
    return { baseUrl, name: name ?? (isOpenAi ? openAi.name : 'some-model'), ...keyName }
  }
  const slash = name?.indexOf('/') ?? -1
  if (name !== undefined && slash > 0) {
    const provider = name.slice(0, slash)
    return { provider, name: name.slice(slash + 1), keyName: keyNameOf(provider) }
  }
  const base = found.model ?? openAi
  return name === undefined ? base : { ...base, name }
}

function keyNameOf(provider: string): string {
  return provider === 'google'
    ? 'GOOGLE_GENERATIVE_AI_API_KEY'
    : `${provider.toUpperCase().replaceAll('-', '_')}_API_KEY`
}
