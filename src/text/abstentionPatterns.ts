// What an answer draws on. Things that also are what an answer is about ("the file contains no header") need more around them.
const archive =
  '(?:hand ?book|manual|guide(?:lines?|book)?|documentation|documents?|docs?|sources?|context|passages?|texts?|articles?|excerpts?|materials?|knowledge ?base|faqs?|help cent(?:er|re)|transcripts?|snippets?|search results|references?)'
const record =
  '(?:information|data|content|pages?|sections?|chapters?|records?|files?|filings?|database|reports?|stud(?:y|ies)|papers?|authors|abstracts?|notes?|instructions|leaflets?|website|emails?|messages?|tables?|answers?)'
const terms = '(?:polic(?:y|ies)|terms|agreement|contract|rules?|regulations?)'
const any = `(?:${archive}|${record}|${terms})`
const lead = "(?:(?:the|this|that|these|those|any|my|our|your|its|all|of) ){0,3}(?:[\\p{L}\\p{N}'-]+ ){0,4}?"
const given =
  "(?: (?:that )?(?:you|i|we)(?:'ve)? (?:have |were |was |am |are )?(?:been )?(?:provided|shared|gave|given|have access to|have|found|can see)(?: with)?| provided| supplied| available(?: to me)?| given| above| at hand)?"
const doesNot = "(?:do(?:es)?(?: not|n'?t)|did(?: not|n'?t)|fails? to|never)"
const isNot = "(?:(?:is|are|was|were)(?: (?:also|simply|just|currently|unfortunately))?(?: not|n'?t)|'(?:s|re) not)"
const adverbs =
  '(?:(?:actually|currently|explicitly|specifically|directly|clearly|really|simply|even|seem to|appear to|yet|itself|further|also|all) ){0,3}'
const cannot =
  "(?:can ?not|can'?t|could(?: not|n'?t)|(?:am|are|was|were)(?: not able|n'?t able| unable) to|'(?:m|re) (?:not able|unable) to|unable to|won'?t be able to|will not be able to|(?:have|had)(?: not|n'?t) been able to|failed to)"
/** Who answers; left out at the beginning of a sentence or clause ("Unable to find ..."). "He could not answer" is another's. */
const self =
  "(?:(?:i|we)(?: (?:honestly |simply |just |currently |really |still |also |therefore |unfortunately )?|(?='))|(?<=^|[,;:(–—] |(?<![\\p{L}])(?:but|and|so|because|as) ))"
const detail =
  '(?:information|info|details?|mention|data|answers?|specifics|reference|guidance|indication|record|statements?|anything|documentation|explanation|description|entry)'
/** Parts of a text, which are facts about it ("a non-compete clause") unless it is told what they are about. */
const element = '(?:sections?|clauses?|provisions?|polic(?:y|ies)|rules?|evidence|figures?)'
const about =
  '(?:about|on|of|regarding|concerning|for|as to|that|to (?:answer|determine|say|tell|suggest|indicate|support|confirm|establish)|in|related|relating|addressing|covering|whether|how|why|when|which|what|who|where|indicating)'
const say =
  '(?:mention|say|specif(?:y|ies)|state|recommend (?:any(?![\\p{L}])|one(?![\\p{L}])|which|how|what|when|whether|(?:an? |the )?(?:(?:specific|particular|certain)(?![\\p{L}])|(?:type|kind|sort|brand|make|model|product|method|dose|dosage|amount|number|setting|value|provider) ))|address|discuss|indicate|clarif(?:y|ies)|disclose|reveal|touch on|tell|speak|answer|explain|define|note|name|quantif(?:y|ies)|elaborate|break (?:out|down)|go into)(?!\\p{L}* "")'
const hold = '(?:cover|contain|include|provide|give|list|describe|detail|offer|have|document|refer|make|extend)'
const manner = '(?:reliably |accurately |confidently |safely |definitively |really |fully |currently |specifically )?'
const told =
  '(?:mentioned|specified|stated|addressed|discussed|indicated|disclosed|documented|described|defined|answered|covered|listed|included|provided|given|contained|present|available|found|recorded)'
const finished = '\\s*(?=$|[.!;,)])'

/** Not of "values that are not found": what is left out there is another's. */
const own = '(?<!\\p{L}(?<!(?<!\\p{L})(?:afraid|sorry|but|and|so|because|since|as|think|believe)) (?:that|which|who) )'
const passedOn =
  '(?![^.;]*? (?:is|are|will be|gets?) (?:ever )?(?:shared|sold|collected|stored|kept|used|needed|required|passed|transmitted|saved)(?!\\p{L}))'

/** The sources do not say. */
const silence = [
  `${any}${given} ${doesNot} ${adverbs}${say}`,
  `(?:author|writer|narrator|speaker) ${doesNot} ${adverbs}(?:say|mention|specify|state|tell us|explain|reveal) (?:how|when|where|who|which|what|why|whether|if)(?![\\p{L}])`,
  `(?:it|they)(?: therefore| thus| also| however)? (?:gives?|provides?|states?|mentions?) no (?:[\\p{L}-]+ ){0,2}?(?:${detail}|figures?|numbers?|values?|dates?|prices?) (?:for|about|on|regarding)(?![\\p{L}])`,
  `(?:paper|stud(?:y|ies)|articles?|authors?|reports?|abstracts?) do(?:es)?(?: not|n'?t) report`,
  `${archive}${given} ${doesNot} ${adverbs}${hold}`,
  `(?:${record}|${terms})${given} ${doesNot} ${adverbs}${hold}s? (?:any |the |an? |enough |such |specific |sufficient )*(?:[\\p{L}-]+ ){0,2}?(?:${detail}|${element} ${about})(?![\\p{L}])`,
  `(?:${record}|${terms})${given} ${doesNot} ${adverbs}${hold}s? (?:it|that|this|these|those)(?![\\p{L}])`,
  `(?<=^|[,;:(–—] |(?<![\\p{L}])(?:but|and|so|because|since|as) )(?:it|they|that|this|which) ${doesNot} ${adverbs}(?:say|mention|specif(?:y|ies)|state|address|discuss|indicate|disclose|tell (?:us|me|you))(?!\\p{L}* "")`,
  `(?:it|they|this) ${doesNot} ${adverbs}${hold} (?:any |the |an? |enough |such |specific )*(?:[\\p{L}-]+ ){0,2}?(?:${detail}|${element} ${about})(?![\\p{L}])`,
  `${any}${given} (?:is|are|remains?) silent`,
  `${any}${given} (?:is|are)(?: all)? (?:unrelated|irrelevant|not (?:related|relevant))`,
  `${any}[^.;]{0,40}? (?:(?:is|are)(?: not|n'?t) (?:sufficient|enough)|(?:is|are) insufficient)`,
  `${any}${given} (?:only )?(?:is|are|deals?|discuss(?:es)?|concerns?)(?: about| with)?(?: an?)?(?: completely| entirely)? (?:different|unrelated|other) `,
  `${archive}${given} (?:gives?|states?|specifies|specify|mentions?|names?|provides?) no [^.;,]{1,40}${finished}`,
  `${archive}${given} [^.;]{1,60} and (?:do(?:es)?(?: not|n'?t)) ${adverbs}${say}`,
  `(?:i|we) (?:don'?t|do not) (?:think|believe) (?:that )?(?:${lead}${any}${given} (?:${say}|${hold})|(?:this|that|it)(?: is|'s) ${told} (?:in|by) )`,
  `${any}${given} (?:says?|mentions?|states?|contains?|provides?|gives?|offers?|includes?|has|have) (?:absolutely )?(?:nothing|no (?:[\\p{L}-]+ ){0,2}?(?:${detail}(?=s?${finished}| ${about}(?![\\p{L}]))|${element} ${about}))`,
  `${any}${given} (?:makes? no (?:mention|reference)|leaves? (?:it|this|that|the question) (?:open|unanswered|unspecified)|lacks? (?:[\\p{L}-]+ ){0,3}?${detail})`,
  `(?:none|neither|not one)(?: of)? ${lead}(?:${any}${given}|them|these|it) ${adverbs}${say}`,
  `(?:none|neither|not one)(?: of)? ${lead}${archive}${given} ${adverbs}(?:cover|contain|include|provide|give|list|describe|offer|refer)`,
  `no (?:${archive}|page|section|chapter)${given} ${adverbs}(?:${say}|cover|contain|describe)`,
  `${archive}${given} (?:only )?(?:mention|cover|address|discuss|describe|list|explain|include)[^.;]{1,80}?,? but not(?![\\p{L}])(?! limited)`,
  `${terms}${given} (?:only )?(?:mention|address|discuss|describe|specif|state)[^.;]{1,80}?,? but not(?![\\p{L}])(?! limited)`,
  `nothing (?:about|on|regarding) [^.;]{0,80}(?:${archive}|${record})`,
  `nothing (?:in|from|within) [^.;]{0,60}?${any}${given} (?:about|on|regarding|concerning|(?:that )?(?:${say}|covers?|describes?|refers?))`,
  `nothing (?:about|on|regarding|concerning) [^.;]{1,60}? (?:is|was) ${told}`,
]

/** It is not in the sources. */
const absence = [
  `^(?:there (?:is|are) )?no(?:ne of)? [^.;,]{1,80}? (?:is|are|was|were) (?:mentioned|specified|stated|given|listed|provided|described|documented|named|found|indicated|set|recommended)(?: anywhere)? (?:in|by|within|from|on) [^.;]{0,24}?${any}`,
  `^no [^.;,]{1,80}? (?:is|are|was|were) (?:mentioned|specified|stated|documented)${finished}`,
  `^no such [^.;,]{1,60}? (?:exists?|appears?|is|are|can be)(?: found| listed| mentioned)? in [^.;]{0,24}?${archive}`,
  `${own}${isNot} ${adverbs}(?:${told}|part of|something)(?: anywhere| at all)? (?:in|by|within|from|on|among|(?:that )?(?:i|we) (?:can|have))[^.;]{0,24}?(?:${any}|my (?:sources|knowledge))`,
  `${own}${isNot} ${adverbs}(?:anywhere )?(?:in|within|among) (?:the |my |our |your |these |those |this |any of ){0,2}(?:[\\p{L}-]+ )?${archive}`,
  `${isNot} something (?:that )?(?:i (?:can|have|know|am|'m)|we (?:can (?:share|answer|discuss|disclose|help|comment)|have (?:information|details|data))|${lead}${archive} )`,
  `${own}${isNot} ${adverbs}(?:mentioned|specified|stated|disclosed|documented)${finished}`,
  `the (?:specific|exact|precise|requested) [^.;,]{1,60}? ${isNot} ${adverbs}(?:provided|given|mentioned|included|available|known)${finished}`,
  `(?:information|sections?|pages?|answers?|passages?|details?)[^.;,]{0,40}? (?:is|are) missing from [^.;]{0,24}?${archive}`,
  `(?:this|that|these|those|such|the|any) (?:[\\p{L}-]+ ){0,2}?(?:information|details?|data|answer|specifics)(?: (?:you|i|we)[^.;,]{1,40}?)? (?:${isNot} ${adverbs}(?:available|provided|given|included|present|listed|known)|(?:is|are) unavailable)(?: (?:to me|here|at (?:this|the) (?:time|moment)|right now))?${finished}`,
  `(?:information|details?|data|specifics) (?:about|on|regarding|concerning) [^.;,]{1,60}? (?:${isNot} ${adverbs}(?:available|provided|given|included|present|listed)|(?:is|are) unavailable)${finished}`,
  `(?:does|do)(?: not|n'?t) (?:appear|seem) (?:to be |anywhere )?(?:mentioned |covered |listed |included |addressed |documented |specified )?(?:in|by|anywhere)(?![\\p{L}])[^.;]{0,24}?${any}`,
  `there (?:does|do)(?: not|n'?t) (?:appear|seem) to be (?:any |an? |enough )?(?:[\\p{L}-]+ ){0,3}?(?:${detail}|${element})(?: ${about}|${finished})`,
  `^(?:the answer is )?not (?:explicitly |specifically )?(?:(?:mentioned|specified|stated|found|given|disclosed|provided|answerable)(?=${finished}|\\s*[–—:(-])|answerable |enough information|in the (?:${archive}|provided))`,
  `^(?:the answer is )?not (?:explicitly |specifically )?${told} (?:anywhere )?(?:in|by|from|within) [^.;]{0,24}?${any}`,
  `^(?:(?:the )?(?:requested |relevant )?(?:information|info|answers?|details?|data)(?: is)? (?:not|un)(?: |(?=avail))(?:found|available|provided|given|specified|mentioned|included|present)(?=${finished}| (?:in|by|from|within) )|no (?:data|mention|results?|match(?:es)?|records?|information|details|answers?)(?: available| found)?${finished})`,
  `(?:there(?: is|'s| are| was)|(?:i|we)(?: have| see| found| find|'ve found|'ve got| could find| can find)) (?:currently |simply )?(?:no|not any|not enough|insufficient) (?:[\\p{L}-]+ ){0,3}?(?:${detail} (?:(?:available|given|provided|included|found|here|specifically|directly) ){0,2}${about}|(?:references?|answers?) to)(?![\\p{L}])${passedOn}`,
  `there(?: is|'s| are| was) (?:currently |simply )?no [^.;,]{1,60}? (?:in|within|among|from) (?:the |my |our |your |these |those |this ){0,2}(?:[\\p{L}-]+ )?${archive}`,
  `there(?: is|'s| are| was)(?: not|n'?t) (?:any |enough |sufficient )(?:[\\p{L}-]+ ){0,2}?${detail}`,
  `(?:^|, )(?:insufficient|not enough) (?:[\\p{L}-]+ ){0,2}?(?:information|info|details?|data|context)(?![\\p{L}])`,
  `(?:^|, )no (?:[\\p{L}-]+ ){0,2}?(?:information|info|details?|data|mention|reference|answers?|results?) (?:[\\p{L}-]+ ){0,3}?(?:is|are|was|were|could be|can be) (?:explicitly |currently )?(?:given|available|provided|found|mentioned|included|listed|stated|present)(?![\\p{L}])${passedOn}`,
  `(?:^|, )no (?:[\\p{L}-]+ ){0,2}?(?:information|info|details?|data|mention|reference|answers?|results?) (?:to answer|about|on|regarding|found|available|provided|given|of|in)(?![\\p{L}])${passedOn}`,
]

/** The answerer does not know. */
const ignorance = [
  `(?:i|we) (?:really |honestly |simply |just |currently |still )?(?:don'?t|do not) (?:actually |currently |really )?know(?! (?:if|whether) you)`,
  `(?:i|we) (?:really |honestly |simply |just |currently |still )?(?:don'?t|do not) (?:actually |currently |really )?have (?:any |enough |the |access to |sufficient |an? |that |this |specific |details|information)(?:[\\p{L}-]+ ){0,4}?(?:${detail}|knowledge|access|insight|visibility|context|[.,!]|$)`,
  `(?:i|we) (?:don'?t|do not) (?:actually |currently |really )?(?:have|possess) (?:information|details|data|access|that|visibility|knowledge|an? (?:[\\p{L}-]+ )?${element} ${about})(?![\\p{L}])`,
  `(?:i|we)(?: am| are|'m|'re) not (?:finding|seeing) (?:any|that|this|an?|it|details|information|mention)`,
  `(?:i|we) (?:[^.;]{1,60} and )?(?:came up (?:empty|short)|drew a blank)`,
  `your guess is as good as mine`,
  `(?:i|we) (?:don'?t|do not) see (?:any|that|this|an?|it)[^.;]{0,60}(?:${any}|mention)`,
  `(?:i|we) (?:have |could |can )?(?:found|find|see|saw|know|have) nothing(?: (?:about|on|regarding|concerning|that|in|relevant|useful|there)(?![\\p{L}])|${finished})`,
  `(?:i|we)(?: am| are|'m|'re) (?:honestly |really )?(?:not (?:aware of|familiar with)|unaware of)`,
  `${self}(?:did(?: not|n'?t)|do(?: not|n'?t)|${cannot}) (?:seem to )?(?:find|locate|identify) (?:any|the|that|this|an?|it|details|information|anything|enough|where|what|which|how|mention|your|specific|relevant)(?![\\p{L}])`,
  `(?:i|we)(?:(?: have|'ve) not| haven'?t) (?:yet )?(?:found|located|seen|come across) (?:any|the|that|this|an?|it|details|information|enough|mention)`,
  `(?:i|we)(?:(?:'ve| have| had| was| were) not| haven'?t| hadn'?t| wasn'?t| weren'?t)(?: been)? (?:given|provided|supplied)(?![\\p{L}])`,
  `(?:i|we) (?:have no|lack(?: the)?|'ve no) (?:[\\p{L}-]+ ){0,2}?(?:idea|information|knowledge|data|details?|record|way of (?:knowing|telling)|means)`,
  `(?:it|this|that)(?: is|'s| remains) (?:unclear|not clear|unknown|not known|unspecified|undisclosed|undocumented|unstated)(?= (?:from|whether|how|what|when|who|which|where|why|if|in|based)|${finished})`,
  `(?:is|are|remains?) (?:unclear|not clear|unknown|not known)(?= (?:from|based))`,
  `(?:is|are|remains?) (?:unspecified|undisclosed|undocumented|unstated)(?= (?:in|by)|${finished})`,
  `(?:can ?not|can'?t|could(?: not|n'?t)) be ${manner}(?:determined|answered|inferred|derived|deduced|established|verified|confirmed|found) (?:from|based on|with|using|in|by) [^.;]{0,30}?(?:${any}|what)(?![\\p{L}])`,
  `(?:can ?not|can'?t) be ${manner}(?:determined|answered|inferred|derived|deduced)${finished}`,
  `(?:it(?: is|'s)) (?:not possible|impossible) (?:for me )?to (?:say|tell|determine|answer|know)`,
  `(?:hard|difficult|no way) (?:for me )?to (?:say|tell|know|determine)(?: [^.;,]{0,30}?)? (?:from|based on|without) [^.;]{0,30}?${any}`,
  `^(?:unanswerable|n/?a|unknown|unclear|idk|no answer|no information|insufficient (?:information|context|data)|(?:i )?don'?t know|no idea|cannot answer|can'?t answer|unable to answer|none (?:found|given)|no relevant information(?: found)?)(?:[.!]*$|, sorry|\\s*[–—(:-])`,
  `^(?:(?:sorry|apologies|hmm+|well|honestly),? )?(?:no (?:idea|clue)|beats me|(?:i )?dunno|(?:i have |i've )?no clue)(?:[.!,]*$|,? sorry)`,
  `prevents? me from (?:answer|tell|say|know|provid|confirm|help)`,
]

/** The answerer will not or may not say. */
const refusal = [
  `(?:i|we)(?: am| are|'m|'re) (?:afraid (?:that )?)?not (?:allowed|permitted|authori[sz]ed|in a position|qualified|equipped|trained|designed|comfortable)(?: to| with| [\\p{L}]+ing)`,
  `(?:i|we) can neither confirm nor deny`,
  `(?:it(?: would|'d) be|it(?: is|'s)) (?:inappropriate|not appropriate) for (?:me|us) to `,
  `${self}${cannot} ${manner}(?:answer|determine|confirm|verify|say|speculate|comment|advise|establish|infer|conclude|assist with|comply|guess|look (?:that|this) up|tell(?: you)?|help (?:you )?with|help (?:you )?(?:there|here)|(?:share|disclose) (?:that|this|any|details|information)|discuss (?:that|this|it))(?![\\p{L}])`,
  `${self}${cannot} ${manner}(?:provide|give|offer)(?: you)?(?: with)? (?:an?|any|that|this|the|specific|more|further)?\\s?(?:[\\p{L}-]+ ){0,2}?(?:information|answers?|details?|figures?|data|estimate)(?![\\p{L}])`,
  `(?:i|we) (?:must|have to|would have to|will have to|need to|would|prefer to|am going to) (?:respectfully |politely |therefore )?(?:decline|refuse|(?:rather |prefer )?not (?:to )?(?:want to |like to )?(?:say|answer|speculate|guess|comment))`,
  `(?:i|we)'d (?:rather|prefer) not (?:to )?(?:say|answer|speculate|guess|comment)`,
  `(?:i|we) (?:won'?t|will not|don'?t want to|do not want to) (?:speculate|guess|comment|answer|discuss)(?![\\p{L}])`,
  `(?:it|that|this|anything (?:else|more|further))(?: would|'d) (?:only |just )?be (?:pure |mere )?(?:speculation|speculative|guesswork|a guess|guessing)`,
  `i (?:decline|refuse) to`,
  `i (?:can |am able to |'m able to )?only (?:answer|assist with|help(?: you)? with|discuss|provide information|have (?:information|access))(?![\\p{L}])`,
  `(?:is|are|'s|falls?|goes?|lies) (?:outside|beyond|out of|not within) (?:of )?(?:(?:the scope of|the information in|what(?: is| are)?(?: covered| contained)?(?: in| by)?) (?:${lead}${archive}|(?:this|my) (?:assistant|service|chat|conversation|tool)|what (?:i|we)|(?:i|we) )|my (?:knowledge|scope|remit|(?:area of )?expertise))`,
  `(?:questions?|requests?|topics?|that|this|it)(?: is|'s| falls| goes| lies) (?:outside|beyond|out of) (?:of )?(?:(?:the|my) )?scope${finished}`,
]

const doubt = [
  `(?:i|we)(?: am| are|'m|'re) (?:honestly |really )?(?:not (?:entirely |quite |completely )?(?:sure|certain)|unsure|uncertain)(?! (?:if|whether) you)`,
  // A bot's own limits, figures of speech apart.
  `i (?:can ?not|can'?t|am (?:unable|not able) to) (?!(?:believe|stress|emphasi[sz]e|overstate|recommend|wait|imagine|think of|help but|thank)(?![\\p{L}]))`,
  `i'm (?:unable|not able) to `,
  `${self}${cannot} ${manner}(?:provide|give|offer)(?: you)?(?: with)? (?:[\\p{L}-]+ ){0,3}?(?:advice|diagnosis|opinion|guidance)(?![\\p{L}])`,
  `(?:i|we)(?:'d| would) need (?:to see|to know|access to) [^.;]{1,60} to (?:answer|say|tell|help|determine)`,
  `i (?:don'?t|do not) have (?:any|an?|the|that|this|enough|sufficient|access|specific)(?![\\p{L}])`,
  `(?:i|we)(?:'d|'ll|'m| would| will| am)?(?: going to)? need (?:an? (?:bit|little) )?(?:more|some|further|additional|a few more) (?:[\\p{L}-]+ )?(?:information|details?|context|clarification) (?:to (?:answer|help|say|tell|determine|give you|be able)|before (?:i|we) can (?:answer|help|say|tell))`,
  // Of things in the world it is an answer as well.
  `(?:is|are|remains?) (?:unclear|unknown|not known)${finished}`,
]

const compile = (patterns: readonly string[]) =>
  new RegExp(`(?:(?<![\\p{L}\\p{N}])|(?='))(?:${patterns.join('|')})`, 'u')
const strong = compile([...silence, ...absence, ...ignorance, ...refusal])
const weak = compile(doubt)
// Most sentences have none of these, and are done with.
const negative =
  /n'?t(?![\p{L}])|(?<![\p{L}])(?:not|no|nothing|none|neither|never|cannot|unable|fail(?:s|ed)?|silent|lacks?|declin|refus|outside|beyond|out of|only|idk|prevents? me|beats me|dunno|irrelevant|inappropriate|different|need|leaves?|missing|came up|drew a|hard to|difficult to|n\/?a(?![\p{L}]))|(?<![\p{L}])(?:un(?:known|clear|answer|sure|certain|aware|avail|rel|spec|disc|docu|stated)|insufficient|impossible|would rather|prefer to)|speculat|guess/u

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
    `^(?:(?:it|they|(?:what )?(?:i|we)(?: can)?) |(?:${lead}${any}${given} ))(?:only |also |do(?:es)? |can |mainly |instead |merely |simply |just )*(?:${verbs})(?![\\p{L}])`,
    'iu',
  )
}
