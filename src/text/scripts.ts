/** The scripts, by their short names, of languages that are told by them: no other widespread language is written so. */
const scriptsOf: Readonly<Record<string, readonly string[]>> = {
  bo: ['Tibt'],
  dv: ['Thaa'],
  el: ['Grek'],
  gu: ['Gujr'],
  he: ['Hebr'],
  hy: ['Armn'],
  ja: ['Hira', 'Kana', 'Hani'],
  ka: ['Geor'],
  km: ['Khmr'],
  kn: ['Knda'],
  ko: ['Hang'],
  lo: ['Laoo'],
  ml: ['Mlym'],
  my: ['Mymr'],
  or: ['Orya'],
  pa: ['Guru'],
  si: ['Sinh'],
  ta: ['Taml'],
  te: ['Telu'],
  th: ['Thai'],
  zh: ['Hani'],
}

/**
 * The scripts that a script's name ("Cyrillic", "Latn") or an ISO 639 code ("ja") stands for, or in a line why it stands for none: a language
 * that shares its script with others cannot be told by it.
 */
export function scriptsNamed(name: string): readonly string[] | string {
  const own = scriptsOf[name.toLowerCase()]
  if (own !== undefined) return own
  if (/^[a-z]{2,3}$/i.test(name)) {
    const script = likelyScript(name)
    if (script === undefined)
      return `"${name}" is not a code of a language that is known here; name a script, as "Latin"`
    return `"${name}" is written in ${script}, as other languages are, and scripts are all that this grader tells apart: say "${script}" for any of them, or ask a judge (rubric)`
  }
  const proper = name
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('_')
  if (/^[A-Za-z]+(?:_[A-Za-z]+)*$/.test(name) && isScript(proper)) return [proper]
  return `"${name}" is no script of Unicode, as "Latin" or "Cyrillic", and no code of a language, as "ja"`
}

/** By Unicode's likely subtags: "uk" is written in Cyrl. */
function likelyScript(code: string): string | undefined {
  try {
    return new Intl.Locale(code).maximize().script
  } catch {
    return undefined
  }
}

function isScript(name: string): boolean {
  // These are no scripts, but what is in none or in all.
  if (/^(?:Common|Zyyy|Inherited|Zinh|Qaai|Unknown|Zzzz)$/.test(name)) return false
  try {
    new RegExp(`\\p{sc=${name}}`, 'u')
    return true
  } catch {
    return false
  }
}
