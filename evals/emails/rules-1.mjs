import { currencies, intentWords, months } from './words.mjs'

/** Rules 1: cut the mail down to what its author wrote, then look for each field by itself. */
export function extract({ subject, body, received }) {
  const fresh = withoutSignature(withoutThread(body))
  const text = `${subject}\n${fresh}`
  const money = amountOf(fresh)
  return {
    orderId: orderIdOf(fresh) ?? orderIdOf(subject) ?? orderIdOf(body),
    amount: money?.amount ?? null,
    currency: money?.currency ?? null,
    date: dateOf(fresh, received),
    intent: intentOf(text),
  }
}

/** A forwarded mail is what the sender wants read; a quoted one is what has been said before. */
function withoutThread(body) {
  const lines = []
  for (const line of body.split('\n')) {
    if (/^-+ ?original message ?-+$/i.test(line)) break
    if (/^(on|am|le|op) .*(wrote|schrieb|a écrit|schreef).*:$/i.test(line)) break
    if (/^(from|to|sent|date|subject|cc): /i.test(line)) continue
    if (!line.startsWith('>')) lines.push(line)
  }
  return lines.join('\n')
}

const closing =
  /^((kind(est)?|best|warm) )?(regards|wishes)\b|^yours (sincerely|faithfully)|^mit freundlichen|^cordial|^with thanks/i

function withoutSignature(text) {
  const lines = text.split('\n')
  const end = lines.findIndex((line, i) => line === '-- ' || (i > 1 && closing.test(line)))
  return end === -1 ? text : lines.slice(0, end).join('\n')
}

function orderIdOf(text) {
  const found =
    /\bMF[ -]?(\d{5})\b/i.exec(text) ??
    /\b(?:order|bestellung|bestelling|commande|pedido)(?: (?:no\.?|nr\.?|number))?:? ?#?(\d{5})\b/i.exec(text)
  return found ? `MF-${found[1]}` : null
}

const number = String.raw`\d{1,3}(?:[.,'\u00a0 ]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{2})?`
const money = new RegExp(
  String.raw`(£|€|\$|\b(?:EUR|CHF|GBP|USD)) ?(${number})(?!\d)|(?<![\d.,])(${number}) ?(€|(?:EUR|euro|GBP|pounds)\b)`,
  'gi',
)
const totalCue = /(total|balance due|paid|charged|refund of|gesamt|bezahlt|payé|pagado)[^.\n]{0,24}$/i

/** The sum next to a word like "total" or "paid"; without one, the largest. */
function amountOf(text) {
  const found = [...text.matchAll(money)].map((match) => ({
    amount: toNumber(match[2] ?? match[3]),
    currency: currencies.get((match[1] ?? match[4]).toLowerCase()) ?? null,
    cued: totalCue.test(text.slice(0, match.index)),
  }))
  const cued = found.filter((sum) => sum.cued)
  return (cued.length > 0 ? cued : found).toSorted((a, b) => b.amount - a.amount)[0]
}

/** The last separator is decimal if two digits follow it; all others group thousands. */
function toNumber(written) {
  const [, whole, decimals] = /^(.*?)(?:[.,](\d{2}))?$/.exec(written)
  return Number(`${whole.replace(/\D/g, '')}.${decimals ?? 0}`)
}

const monthName = [...months.keys()].toSorted((a, b) => b.length - a.length).join('|')
const dates = [
  { pattern: /\b(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})\b/g },
  { pattern: /\b(?<d>\d{1,2})[./-](?<m>\d{1,2})[./-](?<y>\d{4}|\d{2})\b/g },
  { pattern: /\b(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?!\d)/g },
  {
    pattern: new RegExp(
      String.raw`\b(?<d>\d{1,2})(?:st|nd|rd|th|er|\.)? (?:of |de )?(?<m>${monthName})\b(?:,? (?:de )?(?<y>\d{4}))?`,
      'gi',
    ),
  },
  { pattern: new RegExp(String.raw`\b(?<m>${monthName}) (?<d>\d{1,2})(?:st|nd|rd|th)?,? (?<y>\d{4})\b`, 'gi') },
]

/** The first date that the mail names, in whatever form; else "yesterday", "today" or "tomorrow". */
function dateOf(text, received) {
  const found = dates
    .flatMap(({ pattern }) => [...text.matchAll(pattern)])
    .toSorted((a, b) => a.index - b.index)
    .map(({ groups }) => isoDate(groups, received))
    .find((date) => date !== null)
  return found ?? relativeDate(text, received)
}

function isoDate({ y, m, d }, received) {
  const month = months.get(m.toLowerCase()) ?? Number(m)
  const day = Number(d)
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  const year = y === undefined ? received.slice(0, 4) : y.padStart(4, '20')
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function relativeDate(text, received) {
  const word = /\b(yesterday|today|tomorrow)\b/i.exec(text)?.[1].toLowerCase()
  if (word === undefined) return null
  const day = new Date(`${received}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + { yesterday: -1, today: 0, tomorrow: 1 }[word])
  return day.toISOString().slice(0, 10)
}

function intentOf(text) {
  const lower = text.toLowerCase()
  const hits = Object.entries(intentWords).map(([intent, words]) => ({
    intent,
    count: words.filter((word) => lower.includes(word)).length,
  }))
  const [best] = hits.toSorted((a, b) => b.count - a.count)
  return best.count > 0 ? best.intent : null
}
