import { oneLine } from './safe.ts'

/** Nobody reads more of one id or message, and a comment on GitHub holds 65,536 characters. */
const longest = 1000

/** All that CommonMark and GitHub's extensions (tables, strikethrough, maths, mentions, references) could take for a sign. */
const signs = /[&<>\\`*_[\]|~$@#^]/g

/**
 * Hostile text inside a line of Markdown or a cell of a table. Signs become character references, which never form structure; a mention,
 * a reference to an issue and an address are broken apart besides, since GitHub looks for those in the finished text.
 */
export function escapeMarkdown(text: string): string {
  return short(text)
    .replace(signs, (sign) => (sign === '@' || sign === '#' ? `${reference(sign)}&#8203;` : reference(sign)))
    .replaceAll('://', '&#58;//')
    .replace(/(www)\./gi, '$1&#46;')
    .replace(/(gh)-(?=\d)/gi, '$1&#8203;-')
}

/** An id as code, in which GitHub looks for nothing. What a code span in a table cannot hold is written as HTML. */
export function codeSpan(text: string): string {
  const plain = short(text)
  if (plain.trim() === '') return '<code></code>'
  return /[`|\\]/.test(plain) ? `<code>${escapeMarkdown(plain)}</code>` : `\`${plain}\``
}

/** Lines of a shell, fenced so that no text in them can end the block. */
export function shellBlock(lines: readonly string[]): string {
  const body = lines.map(oneLine)
  const longestRun = Math.max(0, ...body.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(Math.max(3, longestRun + 1))
  return `${fence}sh\n${body.join('\n')}\n${fence}\n`
}

/** A word of a POSIX shell; quoted unless it is plainly harmless. */
export function shellWord(word: string): string {
  const plain = oneLine(word)
  return /^[\w./:@%+=,][\w./:@%+=,-]*$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`
}

/** `align`: `-` to the left, `:` to the right. */
export function markdownTable(
  header: readonly string[],
  align: readonly ('-' | ':')[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const rule = align.map((side) => (side === ':' ? '---:' : '---'))
  return [header, rule, ...rows].map(line).join('')
}

/** The empty lines let the content be read as Markdown. */
export function details(summary: string, content: string): string {
  return `<details>\n<summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n</details>\n`
}

function short(text: string): string {
  const plain = oneLine(text.length > longest ? text.slice(0, longest) : text)
  return text.length > longest ? `${plain}…` : plain
}

function reference(sign: string): string {
  return `&#${sign.charCodeAt(0)};`
}
