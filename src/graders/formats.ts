import { createRequire } from 'node:module'
import { jsonFault } from '../text/jsonFault.ts'

/** What is wrong with a text, and where; `limit` where it is beyond what its parser can judge. */
export interface FormatFault {
  message: string
  /** In UTF-16 code units. */
  offset?: number
  limit?: true
}

const require = createRequire(import.meta.url)

export function jsonFaults(text: string): FormatFault[] {
  const fault = jsonFault(text)
  return fault === undefined ? [] : [fault]
}

/** Prose is a YAML scalar: only a mapping or a sequence is taken for YAML. */
export function yamlFaults(text: string): FormatFault[] {
  const { isCollection, isMap, isScalar, parseAllDocuments, visit } = require('yaml') as typeof import('yaml')
  // Keys are looked through here: the parser compares each with every other.
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' })
  const faults: FormatFault[] = []
  let collections = 0
  for (const document of documents) {
    for (const { message, pos } of document.errors) faults.push({ message, offset: pos[0] })
    if (isCollection(document.contents)) collections += 1
    if (document.errors.length > 0) continue
    visit(document, {
      Map(_, map) {
        const seen = new Set<unknown>()
        for (const { key } of map.items) {
          if (!isScalar(key) || isMap(key)) continue
          if (seen.has(key.value))
            faults.push({ message: `the key ${JSON.stringify(key.value)} is there twice`, offset: key.range?.[0] ?? 0 })
          seen.add(key.value)
        }
      },
    })
  }
  if (faults.some(({ message }) => message.startsWith('Maximum call stack'))) return [tooDeep]
  if (faults.length === 0 && collections === 0)
    return [{ message: 'a scalar: neither a mapping nor a sequence', offset: 0 }]
  return faults
}

export const tooDeep: FormatFault = { message: 'nests deeper than the parser goes', limit: true }

/** Which addresses are good. */
export interface UrlRules {
  schemes: readonly string[]
  hosts: readonly string[] | undefined
}

/** After the URL Standard of the WHATWG; what it reads though it calls it an error (white space, backslashes, no slashes) is a fault. */
export function urlFaults(text: string, { schemes, hosts }: UrlRules): FormatFault[] {
  const bare = /^<[^<>]*>$/.test(text) || /^`[^`]*`$/.test(text) ? text.slice(1, -1) : text
  const space = bare.search(/[\s\p{Cc}]/u)
  if (space !== -1) return [{ message: 'a URL holds no white space', offset: space + text.indexOf(bare) }]
  if (!/^[a-z][a-z0-9+.-]*:/i.test(bare)) return [{ message: 'not absolute: it has no scheme', offset: 0 }]
  if (!URL.canParse(bare)) return [{ message: 'not a URL', offset: 0 }]
  const url = new URL(bare)
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme))
    return [{ message: `the scheme "${scheme}" is not among ${schemes.join(', ')}`, offset: 0 }]
  if (/^(?:https?|wss?|ftp):(?!\/\/[^/])/i.test(bare))
    return [{ message: `"//" and a host must follow "${scheme}:"`, offset: 0 }]
  const slash = bare.search(/\\/)
  if (slash !== -1) return [{ message: 'a URL holds no backslash', offset: slash }]
  if (hosts !== undefined && !hosts.some((host) => hostAgrees(url.hostname, host.toLowerCase()))) {
    return [{ message: `the host "${url.hostname.slice(0, 100)}" is not among ${hosts.join(', ')}`, offset: 0 }]
  }
  return []
}

/** "*.example.com" takes every host below it. */
function hostAgrees(host: string, rule: string): boolean {
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : host === rule
}
