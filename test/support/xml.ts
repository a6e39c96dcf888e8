/** An element as a non-validating parser sees it. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** The character data directly inside. */
  text: string
}

const predefined: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * A strict parser for the part of XML 1.0 that a generated report needs: declaration, elements, attributes, character data, predefined
 * entities and character references. Anything else, and anything not well-formed, throws.
 */
export function parseXml(document: string): XmlElement {
  const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(document)
  if (illegal) throw new Error(`character U+${illegal[0].codePointAt(0)?.toString(16)} is not XML`)
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(document)
  if (!declaration) throw new Error('no XML declaration')
  const parser = { at: declaration[0].length, document }
  const root = element(parser)
  if (document.slice(parser.at).trim() !== '') throw new Error('text after the root element')
  return root
}

interface Parser {
  at: number
  document: string
}

function element(parser: Parser): XmlElement {
  const name = take(parser, /<([A-Za-z_][\w.-]*)/y)
  const attributes: Record<string, string> = {}
  for (;;) {
    const attribute = tryTake(parser, /\s+([A-Za-z_][\w.-]*)="([^"<]*)"/y)
    if (!attribute) break
    const [, key = '', value = ''] = attribute
    if (key in attributes) throw new Error(`attribute ${key} twice in <${name}>`)
    attributes[key] = resolve(value)
  }
  const item: XmlElement = { name, attributes, children: [], text: '' }
  if (tryTake(parser, /\s*\/>/y)) return item
  take(parser, /\s*(>)/y)
  for (;;) {
    const text = tryTake(parser, /[^<]+/y)
    if (text) {
      if (text[0].includes(']]>')) throw new Error(']]> in character data')
      item.text += resolve(text[0])
    } else if (tryTake(parser, new RegExp(`</${name}\\s*>`, 'y'))) return item
    else item.children.push(element(parser))
  }
}

function resolve(raw: string): string {
  const rest = raw.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, '')
  if (rest.includes('&')) throw new Error(`a lone & in ${JSON.stringify(raw)}`)
  return raw.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, entity) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    const character = predefined[entity]
    if (character === undefined) throw new Error(`unknown entity ${whole}`)
    return character
  })
}

function take(parser: Parser, pattern: RegExp): string {
  const found = tryTake(parser, pattern)
  if (!found) throw new Error(`not well-formed at ${JSON.stringify(parser.document.slice(parser.at, parser.at + 60))}`)
  return found[1] ?? ''
}

function tryTake(parser: Parser, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = parser.at
  const found = pattern.exec(parser.document)
  if (found) parser.at = pattern.lastIndex
  return found
}
