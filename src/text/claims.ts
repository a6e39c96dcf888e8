import type { Span } from './span.ts'

/** What a sentence does in an answer. Only a claim can need a source. */
export type SentenceRole = 'claim' | 'question' | 'pleasantry' | 'introduction' | 'heading' | 'fragment' | 'reference'

const dressing = /[*_`#>]+/g
const tableRule = /^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$/
const underline = /^(?:={3,}|-{3,})$/
// "**Shipping times**" on a line of its own.
const boldLine = /^(?:\*\*|__)[^*_\n]{1,120}[^*_\n.!?:;,](?:\*\*|__)$/
const listMark = /^(?:[-*+•–]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+/
const bracketed = /\[[^[\]\n]{0,200}\](?:\([^()\s]{0,500}\))?|【[^【】\n]{0,200}】/g
const words = /[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu

const pleasantries = [
  '(?:hi|hello|hey|greetings|dear)(?:,? \\p{L}+){0,2}',
  'good (?:morning|afternoon|evening|day)(?:,? \\p{L}+){0,2}',
  "(?:sure|certainly|absolutely|of course|great|perfect|no problem|no worries|okay|ok|yes|no|right|understood|got it)(?: thing)?(?:,? (?:i can help|i(?:'d| would) be (?:happy|glad) to|happy to help|here you go|thanks)[^.]{0,60})?",
  "(?:that is|that's|what) an? (?:great|good|excellent|fair|interesting) question",
  '(?:great|good|excellent) question[^.]{0,40}',
  '(?:thanks|thank you|many thanks|cheers)[^.]{0,80}',
  "(?:i am|i'm|we are|we're)? ?(?:very |so |really |truly )?sorry(?: (?:to hear|for|about|that you)[^.]{0,100})?",
  '(?:my |our |please accept my )?(?:sincere )?apologies(?: for[^.]{0,100})?',
  '(?:i|we) apologi[sz]e(?: for[^.]{0,100})?',
  '(?:i|we) (?:completely |totally )?(?:understand|hear|appreciate) (?:how|your|you|that this|this)[^.]{0,100}',
  "(?:you are|you're) (?:very |most )?welcome[^.]{0,30}",
  '(?:i |we )?(?:hope|trust) (?:this|that|it|you|these)[^.]{0,80}',
  "(?:please |just )?(?:let (?:me|us) know|feel free|do not hesitate|don't hesitate|reach out any ?time)[^.]{0,140}",
  "(?:if|should) you (?:have|need|want|would like|'d like|wish)[^.]{0,100}(?:let (?:me|us) know|feel free|hesitate|(?:happy|glad|here) to (?:help|assist)|just ask|ask (?:me|away)|(?:i|we) (?:can|could|will|'ll))[^.]{0,100}",
  "(?:i|we)(?:'d| would|'ll| will|'m| am|'re| are) (?:be )?(?:more than |very |always )?(?:happy|glad|here|delighted|pleased) to (?:help|assist|hear|answer|support|clarify|explain|look|walk|guide|share|provide|go|connect)[^.]{0,100}",
  "here(?:'s| is| are) (?:an? (?:quick |short |brief |concise |simple )?(?:summary|overview|breakdown|list|rundown|recap|answer|look)|what (?:i (?:found|know)|you need|the [^.]{0,40} sa(?:y|ys|id))|how (?:it|that|this) works|the (?:details|steps|answer|key points|information|info|summary|breakdown))[^.]{0,60}",
  "(?:however, |but |please |always |you should |it(?: is|’s|'s) (?:always )?(?:best|important|advisable|a good idea) to )*(?:consult|speak (?:to|with)|talk to|check with|see|ask|contact) (?:with )?(?:an?|your) [^.]{0,60}(?:doctor|physician|pharmacist|lawyer|attorney|solicitor|accountant|advis[eo]r|professional|provider|specialist|expert)s?[^.]{0,100}",
  "(?:please )?(?:note (?:that )?|be aware (?:that )?|disclaimer: ?|note: ?|remember,? (?:that )?)?(?:this|that|the (?:above|information)[^.]{0,30}|i am|i'm)(?: is| are| does| should)? not (?:intended as |constitute |a substitute for |be considered |meant as |giving )?(?:legal|medical|financial|professional|tax|investment)[^.]{0,60}",
  '(?:is there )?anything else[^.]{0,60}',
  '(?:for (?:more|further|additional|any other)[^,.]{0,60}, )(?:please |you (?:can|may) |feel free to )?(?:contact|reach out|get in touch|ask|check|see|visit|speak|consult)[^.]{0,100}',
  'please (?:contact|reach out to|get in touch with|consult|ask|check with|speak (?:to|with)|refer to)[^.]{0,60}(?:for (?:more|further|additional|assistance|help|details|clarification|information|an? (?:answer|definitive))|if you (?:have|need))[^.]{0,60}',
  "(?:yes|no|not quite|not really|indeed|of course)?,? ?(?:i'm afraid|sadly|unfortunately)?,? ?(?:yes|no|not|so)?",
  "(?:yes|no),? (?:it|they|you|we|there|that|this|he|she|i)(?: (?:do|does|did|is|are|am|was|were|can|could|will|would|may|must|should|have|has)(?:n't| not)?|'s|'re)",
  "(?:yes|no)?,? ?(?:please )?(?:don't|do not|no need to) (?:you )?(?:worry|panic)",
  'have an? (?:great|nice|good|lovely|wonderful|pleasant|fantastic) [^.]{0,40}',
  '(?:best|kind|warm)(?: regards| wishes)?|regards|sincerely|yours',
  'welcome(?: to [^.]{0,40})?',
  '(?:take care|good luck|enjoy|congratulations|(?:always )?(?:happy|glad) to help)[^.]{0,40}',
  "(?:let me|i'll|i will|i can) (?:help|explain|check|walk you|break|look|clarify|assist|summari[sz]e)[^.]{0,80}",
]
const pleasantry = new RegExp(`^(?:${pleasantries.join('|')})[\\s.!,:)\\u{1F300}-\\u{1FAFF}\\u2600-\\u27BF]*$`, 'iu')
const introduction = /:\s*$/
const referenceHeading =
  /^(?:sources?|references?|citations?|footnotes?|bibliography|works cited|sources? (?:used|cited))\s*:?\s*$/i

/** What a sentence says once marks, list signs and citation markers are gone. */
export function bareSentence(sentence: string): string {
  return sentence.replace(bracketed, ' ').replace(dressing, '').trim().replace(listMark, '').replace(/\s+/g, ' ').trim()
}

/**
 * The role of every sentence of an answer. Not claims are: questions; greetings, thanks, apologies, offers of help and short exclamations; what
 * introduces a list or a quotation (it ends with a colon), headings and a table's first row; disclaimers ("This is not legal advice"); what has fewer than three words (four
 * characters in scripts without spaces); and the list of references at the end.
 */
export function sentenceRoles(text: string, sentences: readonly Span[]): SentenceRole[] {
  let references = false
  return sentences.map(({ start, end }, at) => {
    const raw = text.slice(start, end)
    const next = sentences[at + 1]
    if (!references && next !== undefined && isHeading(text, { start, end }, next)) return 'heading'
    const bare = bareSentence(raw.length > 2_000 ? raw.slice(0, 2_000) : raw)
    if (referenceHeading.test(bare)) references = true
    return references ? 'reference' : roleOf(raw, bare)
  })
}

/** A table's first row, a line that is underlined, and a bold line by itself. */
function isHeading(text: string, { start, end }: Span, next: Span): boolean {
  const line = text.slice(start, Math.min(end, start + 300)).trim()
  const below = text.slice(next.start, Math.min(next.end, next.start + 300)).trim()
  if (line.startsWith('|') && tableRule.test(below)) return true
  const between = text.slice(end, next.start)
  if (underline.test(below) && /^[ \t\r]*\n[ \t]*$/.test(between)) return true
  return boldLine.test(line) && between.includes('\n') && (start === 0 || text[start - 1] === '\n')
}

function roleOf(raw: string, bare: string): SentenceRole {
  if (/^\s{0,3}#{1,6}\s/.test(raw)) return 'heading'
  if (/^\s*(?:`{3}|~{3}|\|?[\s:|-]+\|[\s:|-]*$)/.test(raw)) return 'fragment'
  if (/[?？]["'”’»)\]]*$/.test(bare)) return 'question'
  if (introduction.test(bare)) return 'introduction'
  if (isPleasantry(bare) || isExclamation(bare)) return 'pleasantry'
  return tooShort(bare) ? 'fragment' : 'claim'
}

/** A sentence that names a figure or turns with "but" says something, however it begins. */
function isPleasantry(bare: string): boolean {
  return bare !== '' && bare.length < 300 && pleasantry.test(bare.replaceAll('’', "'")) && !/\d|\bbut\b/i.test(bare)
}

/** "Phew, that's warm!": a short exclamation is a remark, unless it warns. */
function isExclamation(bare: string): boolean {
  if (!/!["'”’»)\]]*$/.test(bare) || bare.length > 80 || /\d/.test(bare)) return false
  if (/(?<!\p{L})(?:never|do not|don't|don’t|always|must|stop|danger|warning|caution)(?!\p{L})/iu.test(bare))
    return false
  return (bare.match(words) ?? []).length <= 6
}

function tooShort(bare: string): boolean {
  if ((bare.match(unspaced) ?? []).length >= 4) return false
  return (bare.match(words) ?? []).length < 3
}
