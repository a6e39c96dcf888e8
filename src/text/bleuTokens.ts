import { splitOnSpace } from './words.ts'

export type BleuTokenizer = '13a' | 'intl' | 'char' | 'none'

/** The tokens of a text as sacreBLEU 2 makes them (Post 2018): `13a` is that of mteval-v13a, `intl` that of mteval-v14. */
export function bleuTokens(text: string, tokenizer: BleuTokenizer): string[] {
  const line = text.trimEnd()
  if (tokenizer === 'none') return splitOnSpace(line)
  if (tokenizer === 'char') return Array.from(splitOnSpace(line).join(''))
  return splitOnSpace(tokenizer === '13a' ? spaced13a(line) : spacedIntl(line))
}

function spaced13a(text: string): string {
  const line = text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
  return (
    ` ${line} `
      .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
      // Full stops and commas stay with a number only where digits stand on both sides.
      .replace(/([^0-9])([.,])/g, '$1 $2 ')
      .replace(/([.,])([^0-9])/g, ' $1 $2')
      .replace(/([0-9])-/g, '$1 - ')
  )
}

function spacedIntl(text: string): string {
  return text
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ')
}
