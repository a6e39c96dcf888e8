/**
 * The id attribute (and URL fragment) of a case: `case-` and its id, with all but letters, digits, `.`, `_` and `-` spelt as `~hex~`.
 * Different ids give different anchors, and none needs escaping in HTML or in a URL.
 */
export function caseAnchor(caseId: string): string {
  return `case-${caseId.replace(/[^A-Za-z0-9._-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`)}`
}
