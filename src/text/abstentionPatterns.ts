// What an answer draws on. Things that also are what an answer is about ("the file contains no header") need more around them.
const archive =
  '(?:hand ?book|manual|guide(?:lines?|book)?|documentation|documents?|docs?|sources?|context|passages?|texts?|articles?|excerpts?|materials?|knowledge ?base|faqs?|transcripts?|snippets?|search results|references?)'
const record =
  '(?:information|data|content|pages?|sections?|records?|files?|database|reports?|notes?|instructions|website|emails?|messages?|table|answers?)'
const terms = '(?:polic(?:y|ies)|terms|agreement|contract|rules?|regulations?)'
const lead = "(?:(?:the|this|that|these|those|any|my|our|your|its|all|of) ){0,3}(?:[\\p{L}\\p{N}'-]+ ){0,4}?"
const given =
  '(?: (?:that )?(?:you|i|we) (?:have |were |was |am |are )?(?:been )?(?:provided|shared|gave|given|have|found|can see)(?: with)?| provided| supplied| available(?: to me)?| given| above| at hand)?'
const doesNot = "(?:do(?:es)?(?: not|n'?t)|did(?: not|n'?t)|fails? to)"
const isNot = "(?:is|are|was|were)(?: not|n'?t)"
const adverbs =
  '(?:(?:actually|currently|explicitly|specifically|directly|clearly|really|even|seem to|appear to|yet|itself|further|also) ){0,3}'
const cannot =
  "(?:can ?not|can'?t|could(?: not|n'?t)|(?:am|are|was|were|is)(?: not able|n'?t able| unable) to|'(?:m|re) (?:not able|unable) to|unable to|won'?t be able to|will not be able to|(?:have|had)(?: not|n'?t) been able to|failed to)"
const detail =
  '(?:information|info|details?|mention|data|answers?|specifics|reference|guidance|indication|record|evidence|statements?|anything|documentation|explanation|figures?|description|entry|sections?|clause|provision)'
const about =
  '(?:about|on|of|regarding|concerning|for|as to|that|to|in|related|relating|whether|how|why|when|which|what|who|where|indicating)'
const say =
  '(?:mention|say|specify|state|recommend|address|discuss|indicate|clarify|disclose|reveal|touch on|tell|speak|answer|explain|define|note|go into)'
const hold = '(?:cover|contain|include|provide|give|list|describe|detail|offer|have|document|refer|make|extend)'
const manner = '(?:reliably |accurately |confidently |safely |definitively |really |fully |currently |specifically )?'

/** The sources do not say. */
const silence = [
  `(?:${archive}|${record}|${terms})${given} ${doesNot} ${adverbs}${say}`,
  `${archive}${given} ${doesNot} ${adverbs}${hold}`,
  `(?:${record}|${terms})${given} ${doesNot} ${adverbs}${hold} (?:any |the |an? |enough |such |specific |sufficient )*(?:[\\p{L}-]+ ){0,2}?${detail}`,
  `(?:it|they|that|this|which) ${doesNot} ${adverbs}(?:say|mention|specify|state|address|discuss|indicate|disclose)`,
  `(?:it|they|this) ${doesNot} ${adverbs}${hold} (?:any |the |an? |enough |such |specific )*(?:[\\p{L}-]+ ){0,2}?${detail}`,
  `(?:${archive}|${record}|${terms})${given} (?:is|are|remains?) silent`,
  `(?:${archive}|${record}|${terms})${given} (?:says?|mentions?|states?|contains?|provides?|gives?|offers?|includes?|has|have) (?:absolutely )?(?:nothing|no (?:[\\p{L}-]+ ){0,2}?${detail})`,
  `(?:${archive}|${record}|${terms})${given} (?:makes? no mention|lacks? (?:[\\p{L}-]+ ){0,3}?${detail})`,
  `nothing (?:in|about|on|regarding) [^.;]{0,80}(?:${archive}|${record})`,
]

/** It is not in the sources. */
const absence = [
  `^(?:there (?:is|are) )?no(?:ne of)? [^.;,]{1,80}? (?:is|are|was|were) (?:mentioned|specified|stated|given|listed|provided|described|documented|named|found|indicated|set|recommended)(?: anywhere)? (?:in|by|within|from|on) [^.;]{0,24}?(?:${archive}|${record}|${terms})`,
  `^no [^.;,]{1,80}? (?:is|are|was|were) (?:mentioned|specified|stated|documented)\\s*(?=$|[.!;,)])`,
  `${isNot} ${adverbs}(?:mentioned|specified|stated|addressed|discussed|indicated|disclosed|documented|described|defined|answered|covered|listed|included|provided|given|contained|present|available|found|recorded|part of|something)(?: anywhere| at all)? (?:in|by|within|from|on|among|(?:that )?(?:i|we) (?:can|have))[^.;]{0,24}?(?:${archive}|${record}|${terms}|my (?:sources|knowledge))`,
  `${isNot} ${adverbs}(?:mentioned|specified|stated|disclosed|documented)\\s*(?=$|[.!;,)])`,
  `(?:does|do)(?: not|n'?t) (?:appear|seem) (?:to be |anywhere )?(?:mentioned |covered |listed |included |addressed |documented |specified )?(?:in|anywhere)(?![\\p{L}])[^.;]{0,24}?(?:${archive}|${record}|${terms})`,
  `^(?:the answer is )?not (?:explicitly |specifically )?(?:mentioned|specified|stated|found|given|disclosed|covered|provided|answerable|enough information|in the (?:${archive}|provided))(?![\\p{L}])`,
  `(?:there(?: is|'s| are| was)|(?:i|we)(?: have| see| found| find|'ve found|'ve got| could find| can find)) (?:currently |simply )?(?:no|not any|not enough|insufficient) (?:[\\p{L}-]+ ){0,3}?${detail} (?:[\\p{L}-]+ ){0,3}?${about}(?![\\p{L}])`,
  `there(?: is|'s| are| was)(?: not|n'?t) (?:any |enough |sufficient )(?:[\\p{L}-]+ ){0,2}?${detail}`,
  `there(?: isn'?t| aren'?t| wasn'?t) (?:any |enough |sufficient )(?:[\\p{L}-]+ ){0,2}?${detail}`,
  `(?:^|, )(?:no|insufficient|not enough) (?:[\\p{L}-]+ ){0,2}?(?:information|info|details?|data|mention|reference) (?:[\\p{L}-]+ ){0,3}?(?:is|are|was|were|to|about|on|regarding|could be|can be|found|available|provided|given|of|in)(?![\\p{L}])`,
]

/** The answerer does not know. */
const ignorance = [
  `(?:i|we) (?:really |honestly |simply |just |currently |still )?(?:don'?t|do not) (?:actually |currently |really )?know(?! (?:if|whether) you)`,
  `(?:i|we) (?:really |honestly |simply |just |currently |still )?(?:don'?t|do not) (?:actually |currently |really )?have (?:any |enough |the |access to |sufficient |an? |that |this |specific |details|information)(?:[\\p{L}-]+ ){0,4}?(?:${detail}|knowledge|access|insight|visibility|context|[.,!]|$)`,
  `(?:i|we) (?:don'?t|do not) have (?:information|details|data|access|that|visibility|knowledge)(?![\\p{L}])`,
  `(?:i|we) (?:don'?t|do not) see (?:any|that|this|an?|it)[^.;]{0,60}(?:${archive}|${record}|mention)`,
  `(?:i|we) (?:have |could |can )?(?:found|find|see|saw|know|have) nothing (?:about|on|regarding|concerning|that|in)(?![\\p{L}])`,
  `(?:i|we)(?: am| are|'m|'re) (?:honestly |really )?(?:not (?:aware of|familiar with)|unaware of)`,
  `(?:i|we)? ?(?:did(?: not|n'?t)|do(?: not|n'?t)|${cannot}) (?:seem to )?(?:find|locate|identify) (?:any|the|that|this|an?|it|details|information|anything|enough|where|what|which|how|mention|your|specific|relevant)(?![\\p{L}])`,
  `(?:i|we) (?:have no|lack(?: the)?|'ve no) (?:[\\p{L}-]+ ){0,2}?(?:idea|information|knowledge|data|details?|record|way of (?:knowing|telling)|means)`,
  `(?:it(?: is|'s)|is|are|remains?) (?:unclear|not clear|unknown|not known|unspecified|undisclosed|undocumented|unstated)(?= (?:from|whether|how|what|when|who|which|where|why|if|in|based)|\\s*(?:$|[.!;,]))`,
  `(?:can ?not|can'?t|could(?: not|n'?t)) be ${manner}(?:determined|answered|inferred|derived|deduced|established|verified|confirmed|found) (?:from|based|with|using|in|by)`,
  `(?:can ?not|can'?t) be ${manner}(?:determined|answered|inferred|derived|deduced)\\s*(?=$|[.!;,])`,
  `(?:it(?: is|'s)) (?:not possible|impossible) (?:for me )?to (?:say|tell|determine|answer|know)`,
  `^(?:unanswerable|n/?a|unknown|no answer(?: found)?|no information|insufficient (?:information|context|data)|(?:i )?don'?t know|no idea|cannot answer|can'?t answer|unable to answer|none(?: found| given)?|no relevant information(?: found)?)[.!]*$`,
]

/** The answerer will not or may not say. */
const refusal = [
  `(?:i|we)(?: am| are|'m|'re) (?:afraid (?:that )?)?(?:not (?:allowed|permitted|authori[sz]ed) to|not in a position to)`,
  `(?:i|we)? ?${cannot} ${manner}(?:answer|determine|confirm|verify|say|speculate|comment|advise|establish|infer|conclude|assist with|comply|disclose|guess|look (?:that|this) up|tell(?: you)?|help (?:you )?with|help (?:you )?(?:there|here)|share (?:that|this|any|details|information))(?![\\p{L}])`,
  `(?:i|we)? ?${cannot} ${manner}(?:provide|give|offer)(?: you)?(?: with)? (?:an?|any|that|this|the|specific|more|further)?\\s?(?:[\\p{L}-]+ ){0,2}?(?:information|answers?|advice|details?|figures?|data|diagnosis|estimate|opinion|guidance)(?![\\p{L}])`,
  `(?:i|we) (?:must|have to|would have to|will have to|need to|would rather|'d rather|prefer to|am going to) (?:decline|refuse|not (?:say|answer|speculate|guess))`,
  `(?:i|we) (?:decline|refuse) to`,
  `(?:is|are|falls?|goes|lies) (?:outside|beyond|out of|not within) (?:of )?(?:the )?(?:scope|what (?:i|we|the)|my (?:knowledge|scope|remit|expertise))`,
]

const doubt = [
  `(?:i|we)(?: am| are|'m|'re) (?:honestly |really )?(?:not (?:entirely |quite |completely )?(?:sure|certain)|unsure|uncertain)`,
]

const compile = (patterns: readonly string[]) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})`, 'u')
const strong = compile([...silence, ...absence, ...ignorance, ...refusal])
const weak = compile(doubt)
// Most sentences have none of these, and are done with.
const negative =
  /n'?t(?![\p{L}])|(?<![\p{L}])(?:not|no|nothing|none|cannot|unable|fail(?:s|ed)?|silent|lacks?|declin|refus|outside|beyond|out of|n\/?a$)|(?<![\p{L}])(?:un(?:known|clear|answer|sure|certain|aware|spec|disc|docu|stated)|insufficient|impossible|would rather|prefer to)/u

/** How sure a sentence (in lower case, with straight apostrophes) is that it does not answer: `doubt` ("I'm not sure") turns into an answer where one follows. */
export function abstainingSentence(sentence: string): 'abstains' | 'doubts' | undefined {
  if (!negative.test(sentence)) return undefined
  if (strong.test(sentence)) return 'abstains'
  return weak.test(sentence) ? 'doubts' : undefined
}

/** A sentence that tells what the sources are about or say. `topic` tells no fact. */
export const aboutSources = {
  topic: sourceVerb(
    'covers?|describes?|discuss(?:es)?|talks? about|focus(?:es)?|deals?|address(?:es)?|contains? (?:information|details|sections)|provides? (?:information|details)|(?:only |just )mentions?',
  ),
  report: sourceVerb(
    'mentions?|states?|says?|covers?|describes?|notes?|discuss(?:es)?|talks? about|lists?|contains?|includes?|explains?|provides?|address(?:es)?|focus(?:es)?|refers?|deals?|gives?|specif(?:y|ies)',
  ),
}

function sourceVerb(verbs: string): RegExp {
  return new RegExp(
    `^(?:(?:it|they|(?:what )?(?:i|we)(?: can)?) |(?:${lead}(?:${archive}|${record}|${terms})${given} ))(?:only |also |do(?:es)? |can |mainly |instead |merely |simply |just )*(?:${verbs})(?![\\p{L}])`,
    'iu',
  )
}
