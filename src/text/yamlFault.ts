import type { TextFault } from './lines.ts'

/** What a YAML parser says of a broken file, for people who know neither its words nor its interface. */
export function yamlFault({ code, message, column }: { code: string; message: string; column: number }): TextFault {
  const told = messages[code] ?? `${message.charAt(0).toLowerCase()}${message.slice(1)}`
  return {
    message: `not YAML at column ${column}: ${told}`,
    mend: mends[code] ?? 'check indentation, colons and quotes there',
  }
}

const messages: Record<string, string> = {
  DUPLICATE_KEY: 'the key is there twice',
  MULTIPLE_DOCS: 'a second document begins',
}

const mends: Record<string, string> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'keep one of them',
  MULTIPLE_DOCS: 'write one document, without "---" in it',
  BAD_ALIAS: 'define the anchor (&name) before it is used',
  TAG_RESOLVE_FAILED: 'take the tag (!...) out',
}
