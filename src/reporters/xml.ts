/** An XML element: attributes that are undefined are left out; children are elements or text. */
export interface Element {
  name: string
  attributes?: Record<string, string | number | undefined>
  children?: readonly (Element | string)[]
}

/** An XML 1.0 document in UTF-8, indented by two spaces; text is kept as it is but for what XML cannot hold. */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '')}`
}

function render({ name, attributes = {}, children = [] }: Element, indent: string): string {
  const head = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : ` ${key}="${escapeXml(String(value))}"`))
    .join('')
  if (children.length === 0) return `${indent}<${name}${head}/>\n`
  const texts = children.filter((child) => typeof child === 'string')
  if (texts.length === children.length) return `${indent}<${name}${head}>${texts.map(escapeXml).join('')}</${name}>\n`
  const inner = children.map((child) => (typeof child === 'string' ? escapeXml(child) : render(child, `${indent}  `)))
  return `${indent}<${name}${head}>\n${inner.join('')}${indent}</${name}>\n`
}

/** What production 2 of XML 1.0 (Char) leaves out: it may not even be written as a reference. */
const notXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser would turn it into a line feed, in an attribute into a space.
  '\r': '&#13;',
}

/** Text for an element or an attribute; characters that XML cannot hold become U+FFFD. */
function escapeXml(text: string): string {
  return text.replace(notXml, '\u{fffd}').replace(/[&<>"'\r]/g, (character) => references[character] ?? character)
}
