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

/** A value that is kept out of everything that is stored or shown, and what stands in its place. */
export interface Secret {
  name: string
  value: string
}

/** The values that names of the environment stand for. */
export function secretsIn(names: Iterable<string>, env: Environment): Secret[] {
  return [...new Set(names)].map((name) => ({ name, value: env[name] ?? '' }))
}

const secretVariable =
  /(?:^|_)(?:API_?KEY|(?:ACCESS|SECRET|PRIVATE)_?KEY|KEY|TOKEN|SECRET|PASSW(?:OR)?D|CREDENTIALS?)(?:$|_)/i

/** Names of the environment that look as if a secret were behind them: what asks models reads some by itself. */
export function secretVariables(env: Environment): string[] {
  return Object.keys(env).filter((name) => secretVariable.test(name))
}

/** A function that replaces every one of these values in a text by `[NAME]`, also as a URL, JSON or a header would carry it. */
export function scrubber(secrets: Iterable<Secret>): (text: string) => string {
  const spelt = new Map<string, string>()
  for (const { name, value } of secrets) {
    if (value.length < shortestSecret) continue
    for (const spelling of spellings(value)) if (!spelt.has(spelling)) spelt.set(spelling, name)
  }
  const longestFirst = [...spelt].sort(([a], [b]) => b.length - a.length)
  return (text) =>
    longestFirst.reduce(
      (clean, [value, name]) =>
        withoutCutOnes(clean.includes(value) ? clean.replaceAll(value, `[${name}]`) : clean, value, name),
      text,
    )
}

/** As much of a secret as a cut may leave of it: less tells nothing, and is common in any text. */
const shortestPart = 6

/** Long texts are cut with an ellipsis, and a secret may stand right there: what is left of it goes as well. */
function withoutCutOnes(text: string, value: string, name: string): string {
  if (!text.includes('…') || !text.includes(value.slice(0, shortestPart))) return text
  return text
    .split('…')
    .map((piece, index, pieces) => (index === pieces.length - 1 ? piece : withoutEnd(piece, value, name)))
    .join('…')
}

function withoutEnd(piece: string, value: string, name: string): string {
  for (let length = value.length - 1; length >= shortestPart; length -= 1) {
    if (piece.endsWith(value.slice(0, length))) return `${piece.slice(0, piece.length - length)}[${name}]`
  }
  return piece
}

function spellings(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '')
  return [...new Set([value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1), base64])]
}
