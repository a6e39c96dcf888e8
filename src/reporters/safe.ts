import { stripVTControlCharacters } from 'node:util'

/**
 * Ids, tags and messages come from datasets and models: they may hold what drives a terminal, turns text around (bidi) or hides.
 * Joiners and emoji presentation selectors stay, since scripts and emoji need them.
 */
const unseen = /[[\p{Cc}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]--[\u{200c}\u{200d}\u{fe0e}\u{fe0f}]]/gv

const lineBreaks = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gu

/** Text on one line that shows all it holds: escape sequences and unseen characters gone, line breaks turned to spaces. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(lineBreaks, ' ').replace(unseen, '').toWellFormed()
}

/**
 * Finished output in which nothing is a command to the CI system that reads what is printed: `::name::` after white space at the start
 * of a line (GitHub Actions), `##[`, `##vso[`, `##teamcity[` anywhere (GitHub Actions, Azure Pipelines, TeamCity).
 */
export function withoutCommands(output: string): string {
  return output.replace(/##(vso|teamcity)?\[/gi, '##$1(').replace(/^([^\S\n]*)::/gm, '$1∷')
}
