import { currencies, intentWords, months } from './words.mjs'

const monthName = [...months.keys()].toSorted((a, b) => b.length - a.length).join('|')

/** Everything a mail can hold, found in one pass over the text instead of one pass for each field. */
const token = new RegExp(
  [
    String.raw`\bMF ?-? ?(?<id>\d{5})\b`,
    String.raw`\b(?:order|bestell(?:ung|ing)|commande|pedido)\W{0,2}(?:(?:no|nr|number)\.? )?#?(?<bare>\d{5})\b`,
    String.raw`(?<before>[£€$]|\b(?:EUR|CHF|GBP|USD|NOK)) ?(?<sum>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:[.,]\d{2})?)`,
    String.raw`\b(?<sum2>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:[.,]\d{2})?) ?(?<after>€|(?:EUR|GBP|pounds)\b)`,
    String.raw`\b(?<iso>\d{4}-\d{2}-\d{2})\b`,
    String.raw`\b(?<d>\d{2})[./-](?<m>\d{2})[./-](?<y>\d{4})\b`,
    String.raw`\b(?<day>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?<month>${monthName}),? (?<year>\d{4})\b`,
    String.raw`\b(?<month2>${monthName}) (?<day2>\d{1,2}),? (?<year2>\d{4})\b`,
  ].join('|'),
  'gi',
)

/** Rules 2: one pass, strict dates, and the first sum that is not in a signature. */
export function extract({ subject, body }) {
  const text = `${subject}\n${withoutQuotes(body)}`
  const fields = { orderId: null, amount: null, currency: null, date: null, intent: intentOf(text) }
  for (const { groups } of text.matchAll(token)) {
    const id = groups.id ?? groups.bare
    const sum = groups.sum ?? groups.sum2
    if (id !== undefined) fields.orderId ??= `MF-${id}`
    else if (sum !== undefined) readSum(fields, sum, groups.before ?? groups.after)
    else fields.date ??= readDate(groups)
  }
  return fields
}

function withoutQuotes(body) {
  const [written] = body.split(/\n-- \n|\n(?:kind |best |warm )?regards\b|\nyours /i)
  return written
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
}

function readSum(fields, written, currency) {
  if (fields.amount !== null) return
  const decimals = /[.,](\d{2})$/.exec(written)?.[1]
  const whole = decimals === undefined ? written : written.slice(0, -3)
  fields.amount = Number(`${whole.replaceAll(',', '')}.${decimals ?? 0}`)
  fields.currency = currencies.get(currency.toLowerCase()) ?? currency.toUpperCase()
}

function readDate({ iso, d, m, y, day, month, year, day2, month2, year2 }) {
  if (iso !== undefined) return iso
  if (d !== undefined) return `${y}-${m}-${d}`
  const number = months.get((month ?? month2).toLowerCase())
  return `${year ?? year2}-${String(number).padStart(2, '0')}-${(day ?? day2).padStart(2, '0')}`
}

/** The intent whose first word comes earliest: people say at once what they want. */
function intentOf(text) {
  const lower = text.toLowerCase()
  const firsts = Object.entries(intentWords)
    .map(([intent, words]) => ({
      intent,
      at: Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0)),
    }))
    .filter(({ at }) => at < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.at - b.at)
  return firsts[0]?.intent ?? null
}
