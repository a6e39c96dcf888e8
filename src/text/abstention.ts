import { foreignReading } from './abstentionLanguages.ts'
import { aboutSources, abstainingSentence } from './abstentionPatterns.ts'
import type { SentenceRole } from './claims.ts'
import { bareSentence, sentenceRoles } from './claims.ts'
import { splitSentences } from './sentences.ts'
import type { Span } from './span.ts'

const quotedText =
  /"[^"\n]{0,400}"|“[^”\n]{0,400}”|«[^»\n]{0,400}»|(?<![\p{L}\p{N}])['‘][^'’‘\n]{3,400}['’](?![\p{L}\p{N}])/gu
// "👋 ", "Answer: "
const label = /^[^\p{L}\p{N}"]{1,12}(?=[\p{L}\p{N}"])|^(?:(?:final |short )?answer|response|result|note)\s*:\s*/iu
// Speaks of somebody else's not knowing, or of a case that may arise.
const conditional = /^(?:if|when|whenever|in case|unless|should|where|make sure|once|until)(?![\p{L}])/iu
const conceding = /^(?:while|although|though|even though|even if|despite|whereas)(?![\p{L}])/iu
const onlyInexact = /(?<![\p{L}])(?:exact|precise|explicit|definit|direct|outright|in so many words|spell)/iu
const turning =
  /\s*[,;:—–]\s*(?:but|however|yet|still|though|although|that said|nevertheless)(?![\p{L}]),?\s*|\s+(?:but|however)(?![\p{L}]),?\s*|;\s+/iu
const concluding = /\s*[,;:—–]\s*(?:so|therefore|hence|which means|meaning)(?![\p{L}])\s*(?!that )/iu
const turn =
  /^(?:but|however|that said|that being said|nevertheless|nonetheless|still|instead|having said that|on the other hand|with that said)(?![\p{L}]),?\s*/iu
const guess =
  /(?<![\p{L}])(?:typically|usually|generally|in general|normally|commonly|likely|probably|presumably|i (?:think|believe|guess|assume|would (?:guess|say|estimate)|suspect)|my (?:best )?(?:guess|understanding)|in my experience|as a rule|in most cases|most (?:companies|providers|products|services|people)|standard practice|it is safe to|general knowledge|rule of thumb|i'd (?:guess|say|estimate|assume))(?![\p{L}])/iu
const referral =
  /(?<![\p{L}])(?:contact|reach out|get in touch|ask (?:your|the|our|a|an)|consult|check (?:with|the|your|our)|speak (?:to|with)|talk to|refer to|visit|see (?:the|our|your)|e-?mail|call|write to|support team|recommend|suggest|best to|look (?:at|up|in)|verify|forward|open a ticket|raise a|direct you|customer (?:service|support)|would need to|can help|please provide|share more|here)(?![\p{L}])/iu
const preface =
  /^(?:(?:i(?:'m| am)|we(?:'re| are))? ?(?:very |so |really )?sorry|unfortunately|thank|thanks|regrettably|(?:my |our )?(?:sincere |deepest )?apologies|pardon|good question|great question|(?:i|we)(?:'ve| have)? (?:look|check|search|review|understand|see|apologi|wish|would love|'d love|appreciate|went)|(?:i|we)(?:'d| would) (?:love|like))/iu
// Says what was done or asked, before it says what came of it.
const searching =
  /^(?:(?:so )?(?:i|we)(?:'ve| have)? (?:carefully |just |also )?(?:look|check|search|review|read|consult|examin|scann|went)|(?:after|upon|having) (?:carefully )?(?:look|check|search|review|read)|you(?:'re| are| have|'ve)? (?:ask|wonder|inquir)|you(?:'d| would) like to know|you want to know|your question)/iu
const courtesy =
  /^(?:please |and )?(?:feel free|let (?:me|us) know|don't hesitate|do not hesitate|ask (?:me|us)(?![\p{L}])|(?:let me|i(?:'ll| will| can)) (?:connect|transfer|put you|get you|forward|escalate))/iu
const offer = /^(?:i|we)(?: can|'d| would|'ll| will| could)(?![\p{L}])/iu

// "No." alone may as well begin an abstention.
const confirms = /^(?:yes(?![\p{L}])|no, (?:it|they|you|we|there|that|this|he|she)(?![\p{L}]))/iu

/** An abstention is a message, not an essay: what comes later cannot make it one. */
const longest = 20_000

/** The sentence by which an answer abstains. */
export interface Abstention extends Span {
  text: string
}

/**
 * The sentence by which an answer says, as its main message, that it does not or will not answer: "The handbook does not mention
 * this", "I don't know", "There is no information about ...", "I can't help with that". Undefined where it answers, also where it
 * only regrets ("Unfortunately, refunds are not possible"), says of one point among others that it is not covered, or goes on to
 * answer ("... but it is usually 30 days"). Pointing to somebody who may know, and telling what the sources do say, leaves it an
 * abstention. English; of French, German and Spanish the most common forms (`foreignReading`).
 */
export function findAbstention(text: string): Abstention | undefined {
  const head = text.length > longest ? text.slice(0, longest) : text
  const sentences = splitSentences(head)
  const roles = sentenceRoles(head, sentences)
  let found: (Abstention & { doubtful: boolean }) | undefined
  let claimed = false
  for (const [index, { start, end }] of sentences.entries()) {
    const sentence = head.slice(start, end)
    const reading = readAs(sentence, roles[index])
    if (reading === 'abstains' || reading === 'doubts') {
      // Behind an answer it is a remark about one more point.
      if (claimed) return undefined
      found ??= { start, end, text: sentence, doubtful: reading === 'doubts' }
      if (reading === 'abstains') found.doubtful = false
    } else if (reading === 'answers') return undefined
    else if (
      found !== undefined &&
      (reading === 'turns' || (found.doubtful && (reading === 'states' || reading === 'reports')))
    )
      return undefined
    else if (found === undefined && reading !== 'refers' && reading !== 'nothing') claimed = true
  }
  return found === undefined ? undefined : { start: found.start, end: found.end, text: found.text }
}

/** Whether not answering is the main message of a text; see `findAbstention`. */
export function isAbstention(text: string): boolean {
  return findAbstention(text) !== undefined
}

/** Whether a sentence says that something is not known, not said or not told. */
export function isAbstainingSentence(sentence: string): boolean {
  return readSentence(plain(sentence)) === 'abstains'
}

/** `turns` goes on to answer behind an abstention, `reports` says what the sources say, `refers` no more than where to look. */
type Reading = 'abstains' | 'doubts' | 'answers' | 'turns' | 'states' | 'reports' | 'refers' | 'nothing'

function readAs(raw: string, role: SentenceRole | undefined): Reading {
  if (role === 'heading' || role === 'reference') return 'nothing'
  const sentence = plain(raw)
  if (role === 'question' && !/^(?:sorry|unfortunately|i|we)(?![\p{L}])/iu.test(sentence)) return 'nothing'
  const reading = readSentence(sentence)
  if (reading === 'abstains' || reading === 'doubts' || role === 'claim') return reading
  if (reading === 'answers') return reading
  return confirms.test(sentence) ? 'states' : 'nothing'
}

function plain(raw: string): string {
  return bareSentence(raw.slice(0, 2_000))
    .replace(quotedText, '""')
    .replaceAll('’', "'")
    .replace(label, '')
    .replace(label, '')
    .toLowerCase()
}

function readSentence(sentence: string): Reading {
  const own = abstainingSentence(sentence)
  if (own === undefined) return foreignReading(sentence) ?? readOther(sentence)
  if (conditional.test(sentence) || conceding.test(sentence)) return readAfterClause(sentence)
  const parts = sentence.split(turning)
  const at = parts.findIndex((part) => abstainingSentence(part) !== undefined)
  if (at === -1) return own
  if (at > 0 && !isPreface(parts.slice(0, at).join(', '))) return 'answers'
  if (concludes(parts[at] ?? '')) return 'answers'
  const rest = parts
    .slice(at + 1)
    .join(', ')
    .replace(/^[\s.!,]+$/, '')
  if (rest === '' || abstainingSentence(rest) !== undefined) return own
  if (own === 'doubts' && reports(rest)) return 'answers'
  return isSupplement(rest) ? own : 'answers'
}

/** "The contract names no period, so the statutory one applies": a conclusion about the matter, not about who is to be asked. */
function concludes(text: string): boolean {
  const [first = '', ...others] = text.split(concluding)
  const rest = others.join(', ')
  if (rest === '' || abstainingSentence(first) === undefined || abstainingSentence(rest) !== undefined) return false
  return (
    !isSupplement(rest) && !/^(?:i|we|you(?:'d| would| may| might| should| will|'ll)?|please)(?![\p{L}])/iu.test(rest)
  )
}

function reports(text: string): boolean {
  return aboutSources.report.test(text) && !(aboutSources.topic.test(text) && !/\d/.test(text))
}

/** "If ..., main clause" and "While ..., main clause": the main clause decides. */
function readAfterClause(sentence: string): Reading {
  const comma = sentence.indexOf(',')
  const main = comma === -1 ? '' : sentence.slice(comma + 1).trim()
  const reading = main === '' ? undefined : abstainingSentence(main)
  if (reading !== undefined) return reading
  if (conditional.test(sentence)) return 'states'
  // "While it gives no exact number, it says about 20" answers, as well as can be.
  if (main !== '' && onlyInexact.test(sentence.slice(0, comma)) && !referral.test(main)) return 'answers'
  return main === '' || isSupplement(main) ? 'abstains' : 'answers'
}

function readOther(sentence: string): Reading {
  const turned = sentence.replace(turn, '')
  if (guess.test(sentence) && (/\d/.test(sentence) || !referral.test(sentence))) return 'turns'
  if (aboutSources.topic.test(turned) && !/\d/.test(turned)) return 'refers'
  if (aboutSources.report.test(turned)) return 'reports'
  if (referral.test(turned) && !/\d/.test(turned)) return 'refers'
  if ((searching.test(turned) || courtesy.test(turned)) && !/\d/.test(turned)) return 'refers'
  if (turned !== sentence) return isSupplement(turned) ? 'refers' : 'turns'
  return 'states'
}

/** Words before an abstention that say nothing themselves. */
function isPreface(text: string): boolean {
  return (
    preface.test(text) ||
    aboutSources.topic.test(text) ||
    referral.test(text) ||
    /(?<![\p{L}])neither(?![\p{L}])/iu.test(text)
  )
}

/** What may follow an abstention without answering after all. */
function isSupplement(text: string): boolean {
  if (guess.test(text) && /\d/.test(text)) return false
  if (aboutSources.report.test(text) || courtesy.test(text)) return true
  return (referral.test(text) || offer.test(text)) && !/\d/.test(text)
}
