const esc = '\u{1b}'
const stringEnd = `(?:\u{7}|\u{9c}|${esc}\\\\)`
/** What ends or begins a control string; leaving it out of the string keeps the search linear. */
const notInString = `[^\u{7}\u{9c}${esc}\u{90}\u{98}\u{9d}-\u{9f}]*`

/**
 * Escape sequences after ECMA-48: control sequences (colours, cursor), control strings (titles, links), then all others. Node's own
 * stripVTControlCharacters takes minutes for a text of unended control strings.
 */
const escapeSequence = new RegExp(
  [
    `(?:${esc}\\[|\u{9b})[0-?]*[ -/]*[@-~]`,
    `(?:${esc}[\\]PX^_]|[\u{90}\u{98}\u{9d}-\u{9f}])${notInString}${stringEnd}`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'gu',
)

/**
 * Ids, tags and messages come from datasets and models: they may hold what drives a terminal, turns text around (bidi) or hides.
 * Joiners and emoji presentation selectors stay, since scripts and emoji need them.
 */
const unseen = /[[\p{Cc}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]--[\u{200c}\u{200d}\u{fe0e}\u{fe0f}]]/gv

const lineBreaks = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gu

/** Text on one line that shows all it holds: escape sequences and unseen characters gone, line breaks turned to spaces. */
export function oneLine(text: string): string {
  return text.replace(escapeSequence, '').replace(lineBreaks, ' ').replace(unseen, '').toWellFormed()
}

/**
 * Finished output in which nothing is a command to the CI system that reads what is printed: `::name::` after white space at the start
 * of a line (GitHub Actions), `##[`, `##vso[`, `##teamcity[` anywhere (GitHub Actions, Azure Pipelines, TeamCity).
 */
export function withoutCommands(output: string): string {
  return output.replace(/##(vso|teamcity)?\[/gi, '##$1(').replace(/^([^\S\n]*)::/gm, '$1∷ ')
}
