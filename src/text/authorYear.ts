/** An author-year citation as written: "Lee et al., 2019a" has the name "Lee" and the year "2019a". */
export interface AuthorYear {
  written: string
  /** Of the authors that are named, in order. */
  names: string[]
  year: string
  /** "et al." or several names: it can hardly be anything but a citation. */
  certain: boolean
}

const year = '(?:1[5-9]|20)\\d{2}[a-z]?'
const yearToken = new RegExp(`^${year}$`)
const tokens = /\p{L}+|\d{4}[a-z](?!\p{L})|\d+/gu
const entry = new RegExp(
  `^(.{2,150}?)(,\\s*|\\s+)\\(?(${year}(?:\\s*[,&]\\s*(?:${year}|[a-z]))*)\\)?(?:\\s*[,:]\\s*(?:(?:pp?|ch|sec|para)?\\.?|§)\\s*\\d[\\d–-]{0,12})?$`,
  'u',
)
const lead = /^(?:see(?: also)?|e\.g\.,?|cf\.?|i\.e\.,?|for example,?|as in|by|from|also|and)\s+/i
const particles = '(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|el|al|bin|ibn|ten|ter|zu)\\s+){0,3}'
const word = "[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}'’.-]*"
const nameSource = `${particles}${word}(?:\\s+(?:of\\s+|the\\s+|for\\s+){0,2}${word}){0,4}`
const wholeName = new RegExp(`^${nameSource}$`, 'u')
const initials = /^(?:\p{Lu}\.[ -]?){1,4}$/u
const others = /(?:,?\s+(?:et\s+al\.?|and others|and colleagues)|\s*等)$/iu
// What stands before a year and is nobody's name.
const noName =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|spring|summer|autumn|fall|winter|in|since|until|till|from|by|before|after|during|around|circa|early|mid|late|year|fy|fiscal|version|section|chapter|act|table|figure|page|article|updated|published|effective|accessed|retrieved|copyright|the|of|q[1-4])(?![\p{L}])/iu
const narrativeYear = new RegExp(
  `(?<=[\\p{L}.’'] )\\((${year})(?:\\s*[,:]\\s*(?:pp?\\.?|§)?\\s*\\d[\\d–-]{0,12})?\\)`,
  'gu',
)
const narrativeNames = new RegExp(
  `(?<![\\p{L}\\p{M}])(${nameSource}(?:(?:,\\s(?:and\\s|&\\s)?|\\s(?:and|&)\\s)${nameSource}){0,3}(?:,?\\s(?:et\\sal\\.?|and\\scolleagues))?)(?:['’]s?)?\\s$`,
  'u',
)
const longest = 300
/** Sources of one word and year beyond the 100th are not found by author and year. */
const mostAlike = 100

/** Reads "Smith, 2020", "see Smith & Jones 2020; Lee et al., 2019a, b, p. 4"; undefined where any part is something else. */
export function readAuthorYears(content: string): AuthorYear[] | undefined {
  if (content.length > longest || !/\d{4}/.test(content)) return undefined
  const found: AuthorYear[] = []
  for (const part of content.split(';')) {
    const match = entry.exec(part.trim().replace(lead, ''))
    const names = match === null ? undefined : readNames(match[1] ?? '')
    if (match === null || names === undefined) return undefined
    const comma = (match[2] ?? '').startsWith(',')
    for (const year of yearsOf(match[3] ?? '')) {
      found.push({
        written: `${match[1]}${comma ? ',' : ''} ${year}`,
        year,
        names: names.names,
        certain: names.certain || comma,
      })
    }
  }
  return found
}

/** "Smith (2020)" and "Lee et al. (2019)": the parentheses, with the names before them. */
export function narrativeAuthorYears(text: string): { start: number; end: number; cited: AuthorYear }[] {
  if (!text.includes('(')) return []
  return Array.from(text.matchAll(narrativeYear)).flatMap((match) => {
    const names = narrativeNames.exec(text.slice(Math.max(0, match.index - 80), match.index))?.[1]
    const read = names === undefined ? undefined : readNames(names)
    if (names === undefined || read === undefined) return []
    const written = `${names} (${match[1]})`
    const cited = { written, names: read.names, year: match[1] ?? '', certain: read.certain }
    return [{ start: match.index, end: match.index + match[0].length, cited }]
  })
}

function readNames(authors: string): { names: string[]; certain: boolean } | undefined {
  const alone = authors.trim().replace(others, '')
  const parts = alone
    .split(/\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&|et|und|y)\s+/)
    .filter((name) => name !== '' && !initials.test(name))
  if (parts.length === 0 || parts.some((name) => !wholeName.test(name) || noName.test(name))) return undefined
  return { names: parts, certain: parts.length > 1 || alone !== authors.trim() }
}

/** "2019a, b" are 2019a and 2019b. */
function yearsOf(written: string): string[] {
  const parts = written.split(/\s*[,&]\s*/)
  return parts.map((part) => (part.length === 1 ? `${(parts[0] ?? '').slice(0, 4)}${part}` : part))
}

interface Dated {
  id: string
  words: ReadonlySet<string>
  years: readonly string[]
}

/**
 * Finds the source that an author and a year mean. It is the one whose id and title together hold the words of the first author's
 * name (its last word, where it has several: "World Health Organization" is found by "organization") and the year; case and accents apart,
 * ids taken apart at signs and between letters and digits ("smith2020", "lee-et-al-2019a"). "2019a" is the source that says so, else
 * the first of those of 2019, "2019b" the second; "2019" is also "2019a". Of several the one that names most of the authors, then the first.
 */
export class AuthorYearIndex {
  /** By a word and a year without its letter. */
  readonly #byWord = new Map<string, Dated[]>()
  /** Whether some source has an id or title as authors and years are written: "smith2020", "Tea (2019)". */
  readonly citable: boolean

  constructor(ids: readonly string[], titles: readonly (string | undefined)[]) {
    let citable = false
    ids.forEach((id, place) => {
      const title = titles[place] ?? ''
      const words = wordsOf(`${id.slice(0, longest)} ${title.slice(0, longest)}`)
      const years = words.filter((token) => yearToken.test(token))
      if (years.length === 0) return
      const source = { id, words: new Set(words), years }
      for (const token of source.words) if (/^\p{L}/u.test(token)) this.#add(token, source)
      citable ||=
        /^\p{L}[\p{L}._-]*(?:1[5-9]|20)\d{2}[a-z]?(?![\p{L}\d])/u.test(id) ||
        /\p{L}.*\((?:1[5-9]|20)\d{2}[a-z]?\)|et al/u.test(title.slice(0, longest))
    })
    this.citable = citable
  }

  #add(token: string, source: Dated): void {
    for (const year of new Set(source.years.map((dated) => dated.slice(0, 4)))) {
      const list = this.#byWord.get(`${token} ${year}`) ?? []
      if (list.length < mostAlike) list.push(source)
      this.#byWord.set(`${token} ${year}`, list)
    }
  }

  find({ names, year }: Pick<AuthorYear, 'names' | 'year'>): string | undefined {
    const [first = '', ...further] = names.map((name) => wordsOf(name.split(/\s+/).at(-1) ?? ''))
    const key = [...first].sort((a, b) => b.length - a.length)[0] ?? ''
    const same = (this.#byWord.get(`${key} ${year.slice(0, 4)}`) ?? []).filter((source) =>
      [...first].every((token) => source.words.has(token)),
    )
    const exact = same.filter(({ years }) => years.includes(year))
    const plain = year.slice(0, 4)
    const letter = year.charCodeAt(4) - 97
    const near = same.filter(({ years }) =>
      years.some((token) => (letter >= 0 ? token === plain : token.startsWith(plain))),
    )
    const found = exact.length > 0 || !(letter >= 0) ? [...exact, ...near] : near.slice(letter, letter + 1)
    const named = (source: Dated) => further.filter((tokens) => tokens.every((token) => source.words.has(token))).length
    let best = found[0]
    for (const source of found) if (best !== undefined && named(source) > named(best)) best = source
    return best?.id
  }
}

function wordsOf(text: string): string[] {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().match(tokens) ?? []
}
