import type { Case } from '../core/case.ts'
import { AssayError } from '../core/errors.ts'
import type { Link } from '../text/links.ts'
import { findLinks, linkKey } from '../text/links.ts'
import { fencedCode } from '../text/markdown.ts'
import { outside } from '../text/span.ts'
import type { Findings } from './grade.ts'
import { quoted } from './grade.ts'
import type { Checked } from './markers.ts'
import type { SourceIndex } from './sources.ts'
import { inputLinks } from './sources.ts'

/** Whether a host, an address with what is below it, or a DOI prefix allows an address, by its `linkKey`. */
export type Allows = (key: string) => boolean

/**
 * What the option `allowedUrls` allows: a host with its subdomains ("example.com"), an address and what is below it
 * ("https://example.com/docs"), DOIs by their beginning ("doi:10.1234").
 * @throws AssayError on what is none of these
 */
export function allowing(allowed: readonly string[]): Allows {
  const rules = allowed.map(ruleOf)
  return (key) => rules.some((rule) => rule(key))
}

function ruleOf(written: string): Allows {
  const doi = /^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\S*)$/i.exec(written)?.[1]
  if (doi !== undefined) {
    const key = `doi:${doi.toLowerCase()}`
    return (link) => isBelow(link, key)
  }
  const key = /\s/.test(written) ? undefined : linkKey(/^[a-z]+:\/\//i.test(written) ? written : `https://${written}`)
  if (key === undefined || !/^[^/?]*(?:\.|localhost)/.test(key)) {
    throw new AssayError(
      `citations: allowedUrls: ${JSON.stringify(written)} is no host, address or DOI; write "example.com", "https://example.com/docs" or "doi:10.1234"`,
    )
  }
  const hostOnly = !/[/?]/.test(key)
  return (link) => isBelow(link, key) || (hostOnly && !link.startsWith('doi:') && hostOf(link).endsWith(`.${key}`))
}

function isBelow(link: string, key: string): boolean {
  return (
    link.startsWith(key) && (link.length === key.length || /[/?=&]$/.test(key) || /^[/?:]/.test(link.slice(key.length)))
  )
}

function hostOf(key: string): string {
  return /^[^/?]*/.exec(key)?.[0] ?? ''
}

/**
 * The share of the answer's web addresses and DOIs that are well formed and stand in a source or are allowed; a host by itself is as good as any
 * of its addresses. Those of the question are left out, and those in blocks of code.
 */
export function checkLinks(text: string, item: Case, index: SourceIndex, allows: Allows, findings: Findings): Checked {
  const links = outside(findLinks(text), fencedCode(text))
  if (links.length === 0) return { good: 0, all: 0 }
  const asked = inputLinks(item)
  const hosts = new Set([...index.links].filter((key) => !key.startsWith('doi:')).map(hostOf))
  let all = 0
  let good = 0
  for (const link of links) {
    if (link.key !== undefined && asked.has(link.key)) continue
    const fault = faultOf(link, index.links, hosts, allows)
    all += 1
    if (fault === undefined) good += 1
    const verdict = fault === undefined ? 'good' : 'bad'
    const { start, end } = link
    findings.add(verdict, () => ({
      kind: 'link',
      verdict,
      message: `${quoted(link.written, 120)} ${fault ?? 'is known'}`,
      start,
      end,
    }))
  }
  return { good, all }
}

function faultOf(
  { key, written }: Link,
  known: ReadonlySet<string>,
  hosts: ReadonlySet<string>,
  allows: Allows,
): string | undefined {
  if (key === undefined)
    return /^(?:doi:|10\.)|doi\.org/i.test(written) ? 'is no well-formed DOI' : 'is no well-formed URL'
  return known.has(key) || hosts.has(key) || allows(key) ? undefined : 'stands in no source and is not allowed'
}
