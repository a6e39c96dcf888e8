import type { TextFault } from '../text/lines.ts'

export interface YamlError {
  message: string
  /** The parser's; what is found later, when aliases are followed, has none. */
  code?: string
  column?: number
}

/** What a YAML parser says of a broken file, for people who know neither its words nor its interface. */
export function yamlFault({ message, code = 'ALIAS', column }: YamlError): TextFault {
  const told = messages[code] ?? `${message.charAt(0).toLowerCase()}${message.slice(1)}`
  const place = column === undefined ? '' : ` at column ${column}`
  return { message: `not YAML${place}: ${told}`, mend: mends[code] ?? 'check indentation, colons and quotes there' }
}

const messages: Record<string, string> = {
  MULTIPLE_DOCS: 'a second document begins',
}

const mends: Record<string, string> = {
  ALIAS: 'check its anchors (&name) and aliases (*name)',
  BAD_ALIAS: 'define the anchor (&name) before it is used',
  DUPLICATE_KEY: 'keep one of them',
  MULTIPLE_DOCS: 'write one document, without "---" in it',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'take the tag (!...) out',
}
