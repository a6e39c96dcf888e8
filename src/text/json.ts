type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const fenced = /(?:^|\n)[ \t]*(`{3,20}(?!`)|~{3,20}(?!~))[^`\n]*\n/g
const opening = /[[{]/g
// `[1]` and `[1, 3]` in prose are citations far more often than data.
const marker = /^\[[\s\d,-]*\]$/

/**
 * The JSON value in a text: the whole text, else the first fenced block that is JSON, else the first object or array in it (an array
 * of nothing but whole numbers, as citation markers are, only where there is nothing else). Undefined where there is none. The time
 * is linear in the text: in a thicket of brackets that are no JSON the search gives up.
 * @param wanted tells what to look for; another value is taken only where there is none such
 */
export function findJson(text: string, wanted: (value: Json) => boolean = () => true): { value: Json } | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const whole = parse(trimmed)
  if (whole !== undefined) return whole
  const found = [inFence(text, wanted), inProse(text, wanted)].filter((value) => value !== undefined)
  return found.find(({ value }) => wanted(value)) ?? found[0]
}

function inFence(text: string, wanted: (value: Json) => boolean): { value: Json } | undefined {
  let fallback: { value: Json } | undefined
  fenced.lastIndex = 0
  for (let match = fenced.exec(text); match !== null; match = fenced.exec(text)) {
    const close = text.indexOf(`\n${match[1]}`, fenced.lastIndex - 1)
    const end = close === -1 ? text.length : close
    const value = parse(text.slice(fenced.lastIndex, end).trim())
    if (value !== undefined && wanted(value.value)) return value
    fallback ??= value
    fenced.lastIndex = close === -1 ? text.length : close + 1 + (match[1]?.length ?? 0)
  }
  return fallback
}

function inProse(text: string, wanted: (value: Json) => boolean): { value: Json } | undefined {
  let budget = text.length * 8 + 10_000
  let fallback: { value: Json } | undefined
  opening.lastIndex = 0
  for (let match = opening.exec(text); match !== null && budget > 0; match = opening.exec(text)) {
    const start = match.index
    const { end, steps } = balanced(text, start)
    budget -= steps
    if (end === undefined) continue
    const slice = text.slice(start, end)
    const value = parse(slice)
    if (value === undefined) continue
    if (!marker.test(slice) && wanted(value.value)) return value
    fallback ??= value
    opening.lastIndex = end
  }
  return fallback
}

/** The end of the bracket that opens at `start`, strings skipped; undefined where a bracket does not match. */
function balanced(text: string, start: number): { end?: number; steps: number } {
  const open: string[] = []
  for (let at = start; at < text.length; at += 1) {
    const char = text[at]
    if (char === '"') {
      at = stringEnd(text, at)
      if (at === -1) return { steps: text.length - start }
    } else if (char === '{' || char === '[') open.push(char)
    else if (char === '}' || char === ']') {
      if (open.pop() !== (char === '}' ? '{' : '[')) return { steps: at - start }
      if (open.length === 0) return { end: at + 1, steps: at - start }
    }
  }
  return { steps: text.length - start }
}

/** The closing quote of the string that opens at `at`; -1 where a line ends first, which no JSON string may hold. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next += 1) {
    const char = text[next]
    if (char === '\\') next += 1
    else if (char === '"') return next
    else if (char === '\n') return -1
  }
  return -1
}

function parse(text: string): { value: Json } | undefined {
  if (tooDeep(text)) return undefined
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return undefined
  }
}

/** Data nests some levels deep; what nests thousands deep is made to break those who walk it. */
const deepest = 1_000

function tooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length && depth <= deepest; at += 1) {
    const char = text.charCodeAt(at)
    if (char === 0x7b || char === 0x5b) depth += 1
    else if (char === 0x7d || char === 0x5d) depth -= 1
  }
  return depth > deepest
}
