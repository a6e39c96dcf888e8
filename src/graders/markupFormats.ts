import { createRequire } from 'node:module'
import type { DefaultTreeAdapterTypes, Token } from 'parse5'
import type { FormatFault } from './formats.ts'
import { tooDeep } from './formats.ts'

const require = createRequire(import.meta.url)

/**
 * The first place where a text is not well-formed XML 1.0 (without namespaces). Entities that its DOCTYPE declares are known but never
 * expanded, and nothing is fetched: a bomb of entities is a few names.
 */
export function xmlFaults(text: string): FormatFault[] {
  const { SaxesParser } = require('saxes') as typeof import('saxes')
  const parser = new SaxesParser({ position: true })
  parser.on('doctype', (doctype) => {
    for (const [, name = ''] of doctype.matchAll(/<!ENTITY\s{1,20}([\p{L}_:][\p{L}\p{N}_:.-]{0,200})\s/gu))
      parser.ENTITIES[name] = ''
  })
  let fault: FormatFault | undefined
  parser.on('error', (error) => {
    fault ??= {
      message: error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, ''),
      offset: Math.min(text.length, Math.max(0, parser.position - 1)),
    }
    // One is enough, and what follows it may be many.
    throw error
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (fault === undefined) throw error
  }
  return fault === undefined ? [] : [fault]
}

/** As deep as browsers go, and more elements than any text can ask for. */
const deepest = 512

class TooMuch extends Error {}

const endMayMiss = new Set(
  'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th area base br col embed hr img input link meta source track wbr'.split(
    ' ',
  ),
)

/**
 * The parse errors of a document (where it begins with a DOCTYPE or `html`) or fragment after the HTML Standard, and beyond what parse5
 * reports: elements that must be closed and are not, and end tags that close nothing.
 */
export function htmlFaults(text: string): FormatFault[] {
  const { Parser, defaultTreeAdapter } = require('parse5') as typeof import('parse5')
  type Node = DefaultTreeAdapterTypes.Element
  const faults: FormatFault[] = []
  const open = new Set<Node>()
  const ends = new Map<number, string>()
  let elements = 0
  const left = (node: Node) => {
    const place = node.sourceCodeLocation
    if (place?.endTag != null) ends.delete(place.endTag.startOffset)
    else if (place != null && node.namespaceURI === 'http://www.w3.org/1999/xhtml' && !endMayMiss.has(node.tagName))
      faults.push({ message: `<${node.tagName}> is not closed`, offset: place.startOffset })
  }
  class Strict extends Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> {
    override onEndTag(token: Token.TagToken): void {
      if (token.location !== null) ends.set(token.location.startOffset, token.tagName)
      super.onEndTag(token)
    }
  }
  const options = {
    sourceCodeLocationInfo: true,
    onParseError({ code, startOffset }: { code: string; startOffset: number }) {
      faults.push({ message: code.replaceAll('-', ' '), offset: startOffset })
    },
    treeAdapter: {
      ...defaultTreeAdapter,
      onItemPush(node: Node) {
        open.add(node)
        elements += 1
        if (open.size > deepest || elements > text.length + 1_000) throw new TooMuch()
      },
      onItemPop(node: Node) {
        open.delete(node)
        left(node)
      },
    },
  }
  const whole = /^(?:\s|<!--(?:(?!-->)[\s\S]){0,2000}-->){0,100}<(?:!doctype|html)(?![a-z])/i.test(
    text.slice(0, 10_000),
  )
  try {
    if (whole) Strict.parse(text, options)
    else {
      const parser = Strict.getFragmentParser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>(null, options)
      parser.tokenizer.write(text, true)
    }
  } catch (error) {
    if (error instanceof TooMuch) return [tooDeep]
    throw error
  }
  for (const node of open) left(node)
  for (const [offset, name] of ends) faults.push({ message: `</${name.slice(0, 40)}> closes nothing`, offset })
  if (faults.length === 0 && !/<[a-z]/i.test(text)) return [{ message: 'there is no element', offset: 0 }]
  return faults.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
}
