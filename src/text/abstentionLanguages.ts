/**
 * Fixed forms by which answers in French, German and Spanish do not answer. They are few on purpose: what is not among them counts as an
 * answer, and no sentence of another language has them.
 */
const french = {
  source:
    '(?:documents?|textes?|contextes?|passages?|manuels?|sources?|articles?|extraits?|guides?|informations fournies)',
  all: (source: string) => [
    "je (?:ne |n')?(?:le |en )?sais (?:vraiment )?pas",
    "(?:je|nous) (?:ne |n')(?:peux|pouvons|puis|suis|sommes) (?:malheureusement |donc )?pas (?:en mesure de |capables? de |autorisée?s? à )?(?:vous |y |le )?(?:répondre|aider|dire|fournir|donner|déterminer|trouver)",
    "(?:je|nous) (?:n')(?:ai|avons) (?:malheureusement )?(?:pas|trouvé aucune|aucune) (?:trouvé )?(?:d')?(?:informations?|réponse|cette information)",
    `${source}(?: fournis?| fournies?| donnés?| ci-dessus)? (?:ne |n')(?:le |en |y )?(?:mentionn|précis|indiqu|di(?:t|sent)|contien|fourni|spécifi|évoqu|abord|donn|parl)[\\p{L}]* (?:pas|aucune?|rien)`,
    "(?:il n'y a|aucune) (?:pas d'|aucune )?informations? [^.;]{0,60}(?:disponibles?|fournies?|à ce sujet|sur ce|dans l)",
    "(?:il est impossible|il n'est pas possible) de (?:répondre|déterminer|le dire|savoir)",
  ],
}
const german = {
  source:
    '(?:dokumente?|texte?|kontext|passagen?|handbuch|quellen?|artikel|auszug|auszüge|unterlagen|abschnitte?|anleitung)',
  all: (source: string) => [
    'ich weiß (?:es |das )?(?:leider )?nicht',
    'weiß ich (?:es |das )?(?:leider )?nicht',
    '(?:kann|können|darf|möchte) (?:ich|wir) (?:ihnen |dir |euch )?(?:leider |dazu |daher |hierzu )*(?:diese |die |ihre |deine )?(?:frage |auskunft |antwort |keine auskunft |keine antwort |keine angaben? )?(?:nicht |leider nicht )?(?:beantworten|helfen|weiterhelfen|sagen|geben|machen)(?<= nicht [\\p{L}]+| keine [\\p{L}]+ [\\p{L}]+)',
    '(?:ich|wir) (?:kann|können|darf|möchte) [^.;,]{0,40}(?:nicht (?:beantworten|helfen|weiterhelfen|sagen|bestimmen)|keine (?:auskunft|antwort|angaben?) (?:geben|machen))',
    `${source} (?:enthalten|enthält|machen|macht|geben|gibt|liefern|liefert|nennen|nennt|bieten|bietet) (?:dazu |hierzu |darüber |leider )*keine(?:rlei)? (?:angaben?|informationen?|auskunft|hinweise?|details|antwort|daten)`,
    `${source} (?:erwähnen|erwähnt|nennen|nennt|sagen|sagt|beantworten|beantwortet|behandeln|behandelt) [^.;,]{0,50}nicht`,
    '(?:liegen|habe|haben|gibt es|finde|finden|fand) (?:mir |uns |ich |wir |dazu |hierzu |darüber |leider |es )*keine(?:rlei)? (?:angaben?|informationen?|auskunft|hinweise?|details|daten)',
    `(?:wird|werden|ist|sind) (?:im|in der|in den|in diesem) ${source} nicht (?:erwähnt|genannt|angegeben|beschrieben|behandelt)`,
  ],
}
const spanish = {
  source: '(?:documentos?|textos?|contextos?|pasajes?|manual(?:es)?|fuentes?|artículos?|fragmentos?|guías?)',
  all: (source: string) => [
    '(?<![\\p{L}] )no (?:lo )?sé(?![\\p{L}])(?! (?:si|que) (?:usted|tú))',
    '(?:yo |nosotros )?no (?:puedo|podemos) (?:responder|contestar|ayudar|decir|proporcionar|dar|determinar|encontrar)',
    `${source}(?: proporcionados?| dados?)? no (?:lo )?(?:mencion|especific|indic|dice|contien|proporcion|menciona|aborda|incluye información)[\\p{L}]*`,
    'no (?:hay|tengo|tenemos|dispongo de|se encuentra|encontré|he encontrado) (?:ninguna |suficiente )?información',
    'no (?:es posible|se puede) (?:responder|determinar|saber)',
    `no se (?:menciona|especifica|indica|dice) [^.;]{0,30}${source}`,
  ],
}

const patterns = [french, german, spanish].flatMap(({ source, all }) => all(source))
const abstains = new RegExp(`(?<![\\p{L}])(?:${patterns.join('|')})(?![\\p{L}])`, 'u')
// Most sentences have none of these, and are done with.
const negative = /(?<![\p{L}])(?:pas|aucune?|rien|nicht|keine\p{L}*|no|impossible)(?![\p{L}])/u
/** "If you do not know ...", "He said that he does not know". */
const anothers = /^(?:si (?:vous|tu|usted|no)|wenn (?:sie|du)|falls)(?![\p{L}])/u
const turning =
  /\s*[,;:—–]\s*(?:mais|cependant|toutefois|aber|jedoch|allerdings|doch|pero|sin embargo|aunque)(?![\p{L}]),?\s*/u
const turn =
  /^(?:mais|cependant|toutefois|néanmoins|en revanche|aber|jedoch|allerdings|dennoch|hingegen|pero|sin embargo|no obstante)(?![\p{L}])/u
const referral =
  /(?<![\p{L}])(?:contact|consult|support|adress|demand|renseign|wenden|fragen sie|kontakt|kundendienst|hilfe|helfen|diríja|póngase|pregunt|ayud|aider)/u

/**
 * What a sentence in French, German or Spanish (in lower case, with straight apostrophes) says: that it does not answer, or that it
 * `turns` to an answer after one that did not; `answers` where it does both. Undefined where it has none of the known forms.
 */
export function foreignReading(sentence: string): 'abstains' | 'answers' | 'turns' | undefined {
  if (turn.test(sentence) && !abstains.test(sentence)) return referral.test(sentence) ? undefined : 'turns'
  if (!negative.test(sentence) || anothers.test(sentence) || !abstains.test(sentence)) return undefined
  const [first = '', ...others] = sentence.split(turning)
  const rest = others.join(', ')
  if (rest === '' || abstains.test(rest) || referral.test(rest)) return 'abstains'
  return abstains.test(first) ? 'answers' : undefined
}
