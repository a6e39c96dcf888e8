const vowel = /[aeiouy]/
const irregular = new Map<string, string>(
  Object.entries({
    men: 'man',
    women: 'woman',
    children: 'child',
    people: 'person',
    feet: 'foot',
    teeth: 'tooth',
    mice: 'mouse',
    lives: 'life',
    wives: 'wife',
    went: 'go',
    gone: 'go',
    goes: 'go',
    came: 'come',
    made: 'make',
    took: 'take',
    taken: 'take',
    gave: 'give',
    given: 'give',
    said: 'say',
    told: 'tell',
    found: 'find',
    held: 'hold',
    kept: 'keep',
    left: 'leave',
    led: 'lead',
    lost: 'lose',
    won: 'win',
    began: 'begin',
    begun: 'begin',
    became: 'become',
    grew: 'grow',
    grown: 'grow',
    knew: 'know',
    known: 'know',
    wrote: 'write',
    written: 'write',
    spoke: 'speak',
    spoken: 'speak',
    bought: 'buy',
    brought: 'bring',
    caught: 'catch',
    taught: 'teach',
    thought: 'think',
    sold: 'sell',
    sent: 'send',
    spent: 'spend',
    built: 'build',
    paid: 'pay',
    met: 'meet',
    ran: 'run',
    saw: 'see',
    seen: 'see',
    sang: 'sing',
    sung: 'sing',
    stood: 'stand',
    felt: 'feel',
    fell: 'fall',
    fallen: 'fall',
    rose: 'rise',
    risen: 'rise',
    drove: 'drive',
    driven: 'drive',
    ate: 'eat',
    eaten: 'eat',
    drank: 'drink',
    born: 'bear',
    chose: 'choose',
    chosen: 'choose',
    broke: 'break',
    broken: 'break',
    stole: 'steal',
    stolen: 'steal',
    shot: 'shoot',
    fought: 'fight',
    better: 'good',
    best: 'good',
    worse: 'bad',
    worst: 'bad',
    died: 'die',
    dies: 'die',
    dying: 'die',
    death: 'die',
    dead: 'die',
  }),
)

/**
 * The stem of an English word in lower case, so that its forms meet: plurals, tenses, -ly, -ment, -ness, -tion. Light and aggressive by turns,
 * in the manner of Porter (1980) without its measure; irregular forms by a short list. A word of other scripts, or with digits, stays itself.
 */
export function stem(word: string): string {
  let w = word.endsWith("'s") ? word.slice(0, -2) : word.replaceAll("'", '')
  const known = irregular.get(w)
  if (known !== undefined) return known
  if (w.length < 4 || !/^[a-z]+$/.test(w)) return w
  w = singular(w)
  w = tense(w)
  w = derived(w)
  if (w.length > 3 && w.endsWith('y')) w = `${w.slice(0, -1)}i`
  else if (w.length > 4 && w.endsWith('e')) w = w.slice(0, -1)
  return w
}

function singular(w: string): string {
  if (w.endsWith('sses')) return w.slice(0, -2)
  if (w.endsWith('ies')) return w.length > 4 ? `${w.slice(0, -3)}y` : w.slice(0, -1)
  if (/(?:ss|us|is)$/.test(w)) return w
  if (/(?:x|ch|sh|zz)es$/.test(w)) return w.slice(0, -2)
  return w.endsWith('s') ? w.slice(0, -1) : w
}

function tense(w: string): string {
  const cut = w.endsWith('ing')
    ? w.slice(0, -3)
    : w.endsWith('ied')
      ? `${w.slice(0, -3)}y`
      : w.endsWith('ed')
        ? w.slice(0, -2)
        : w
  if (cut === w || cut.length < 3 || !vowel.test(cut)) return w
  if (/([^aeiouylsz])\1$/.test(cut)) return cut.slice(0, -1)
  return /(?:at|bl|iz|[aeiouy][^aeiouwxy]v?)e?$/.test(cut) && /(?:at|bl|iz)$/.test(cut) ? `${cut}e` : cut
}

const endings: readonly [RegExp, string][] = [
  [/(.{3})(?:ization|isation|izer|iser|ize|ise)$/, '$1'],
  [/(.{3})(?:fulness|ousness|iveness)$/, '$1'],
  [/(.{3})(?:ations?|ators?|ative|ate)$/, '$1'],
  [/(.{3})(?:tional|tion|tive|tor)$/, '$1t'],
  [/(.{3})(?:sion|sive)$/, '$1s'],
  [/(.{3})(?:ability|ibility|able|ible)$/, '$1'],
  [/(.{3})(?:ments?|ness|less|ful|ship|hood|ism|ist)$/, '$1'],
  [/(.{3})(?:ally|ical|ic|al)$/, '$1'],
  [/(.{3})(?:ity|ous)$/, '$1'],
  [/(.{3})(?:ily)$/, '$1y'],
  [/(.{3})(?:ly)$/, '$1'],
  [/(.{4})(?:er|or|ar)$/, '$1'],
  [/(.{3})(?:ance|ence|ant|ent|ancy|ency)$/, '$1'],
]

function derived(w: string): string {
  for (const [ending, rest] of endings) {
    const cut = w.replace(ending, rest)
    if (cut !== w) return cut
  }
  return w
}
