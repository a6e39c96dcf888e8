import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of models as code writes them, by provider. */
const patterns: Record<string, RegExp> = {
  anthropic: /['"`](claude-[a-z0-9.-]+)['"`]/g,
  openai: /['"`](gpt-\d[a-z0-9.-]*)['"`]/g,
  google: /['"`](gemini-[a-z0-9.-]+)['"`]/g,
  mistral: /['"`]((?:mistral|magistral|ministral)-[a-z0-9.-]+)['"`]/g,
}
/** These answer no question in words. */
const otherUses = /audio|embed|image|realtime|speech|transcribe|tts/

/** For a project that names none: small enough to be cheap, and easily changed. */
const usual: Record<string, string> = {
  anthropic: 'claude-sonnet-5',
  openai: 'gpt-5.4-mini',
  google: 'gemini-3.5-flash',
  mistral: 'mistral-large-latest',
}

/** Stands where nobody can know what the model is called. */
export const unknownModel = 'model-name'

/** The usual model of a provider. */
export function usualModel(provider: string): string {
  return usual[provider] ?? unknownModel
}

const mostFiles = 400
const largestFile = 200_000

/** The model of each provider that a project's own code names most often. */
export async function modelNamesIn(folder: string): Promise<Map<string, string>> {
  const { default: glob } = await import('fast-glob')
  const files = await glob('**/*.{ts,tsx,mts,js,jsx,mjs,cjs,py}', {
    cwd: folder,
    ignore: ['**/{node_modules,dist,build,coverage,vendor}/**', '**/*.{test,spec}.*', '**/*.d.ts'],
    deep: 6,
    suppressErrors: true,
  })
  const counts = new Map<string, Map<string, number>>()
  for (const file of files.sort().slice(0, mostFiles)) count(await textOf(join(folder, file)), counts)
  return new Map([...counts].map(([provider, names]) => [provider, mostOften(names)]))
}

async function textOf(path: string): Promise<string> {
  try {
    return (await stat(path)).size > largestFile ? '' : await readFile(path, 'utf8')
  } catch {
    // What cannot be read names no model.
    return ''
  }
}

function count(text: string, counts: Map<string, Map<string, number>>): void {
  for (const [provider, pattern] of Object.entries(patterns)) {
    for (const [, name = ''] of text.matchAll(pattern)) {
      if (otherUses.test(name)) continue
      const names = counts.get(provider) ?? new Map<string, number>()
      counts.set(provider, names.set(name, (names.get(name) ?? 0) + 1))
    }
  }
}

function mostOften(names: ReadonlyMap<string, number>): string {
  const [first = ['', 0]] = [...names].toSorted(([, a], [, b]) => b - a)
  return first[0]
}
