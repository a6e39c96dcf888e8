/** `${NAME}`; `$${NAME}` stands for the text itself. */
const reference = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment names that a text refers to as `${NAME}`, in order, without repeats. */
export function environmentNames(text: string): string[] {
  const names = new Set<string>()
  for (const match of text.matchAll(reference)) {
    if (!match[0].startsWith('$$') && match[1] !== undefined) names.add(match[1])
  }
  return [...names]
}

/**
 * The text with every `${NAME}` replaced by its value. Call it at the last moment: what is not expanded cannot reach a
 * fingerprint, the store or a log. Names without a value stay as written; they are found when the configuration is read.
 */
export function expandEnvironment(text: string, env: Environment): string {
  return text.replace(reference, (whole, name: string) =>
    whole.startsWith('$$') ? whole.slice(1) : (env[name] ?? whole),
  )
}

/** Short values (`1`, `true`, `prod`) occur in any text; hiding them would ruin answers and protect nothing. */
const shortestSecret = 8

/** A function that replaces every one of these values in a text by `[NAME]`, also as a URL or JSON would carry it. */
export function scrubber(names: Iterable<string>, env: Environment): (text: string) => string {
  const secrets = [...new Set(names)]
    .flatMap((name) => spellings(env[name] ?? '').map((value) => ({ name, value })))
    .filter(({ value }) => value.length >= shortestSecret)
    .sort((a, b) => b.value.length - a.value.length)
  return (text) => secrets.reduce((clean, { name, value }) => clean.replaceAll(value, `[${name}]`), text)
}

function spellings(value: string): string[] {
  return [...new Set([value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)])]
}
