import type { SpelledNumber } from './numberWords.ts'

const digitOf = new Map<string, number>(
  ['〇零○', '一壹', '二贰貳两兩', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'].flatMap((signs, value) =>
    Array.from(signs, (sign): [string, number] => [sign, value]),
  ),
)
const unitOf = new Map<string, number>([
  ['十', 10],
  ['拾', 10],
  ['百', 100],
  ['佰', 100],
  ['千', 1e3],
  ['仟', 1e3],
])
const greatOf = new Map<string, number>([
  ['万', 1e4],
  ['萬', 1e4],
  ['亿', 1e8],
  ['億', 1e8],
  ['兆', 1e12],
])
const tens = new Map<string, number>([
  ['廿', 20],
  ['卅', 30],
])

const digits = [...digitOf.keys()].join('')
const signs = `${digits}${[...unitOf.keys(), ...greatOf.keys(), ...tens.keys()].join('')}`
/** One numeral in Chinese characters, for patterns. */
export const hanNumeral = `[${signs}]`
const phrase = new RegExp(`([负負])?(百分之|千分之)?([${signs}]+)(?:[点點]([${digits}]+))?(?:分之([${signs}]+))?`, 'gu')
const han = /\p{sc=Han}/u
// What a single character counts where it is a number: "三天", not "三明治".
const counted =
  /[年月日号號个個人名次元块塊周週岁歲条條种種项項位件台辆輛本张張页頁章节節楼樓层層倍级級米克吨噸升度季]|天|小[时時]|分[钟鐘]|秒|美元|欧元|歐元|英镑|英鎊|公[里斤尺]|星期|世[纪紀]/uy
// Of two characters and more, and yet no numbers.
const idioms = new Set(['万一', '萬一', '千万', '千萬', '一一', '百千', '万千', '千百', '一二', '三两', '两三', '七八'])

/** A number in Chinese numerals, and whether it is a percentage (百分之五). */
export interface HanNumber extends SpelledNumber {
  percent: boolean
}

/**
 * Numbers in Chinese numerals, plain and financial, simplified and traditional: 二十三, 一亿二千万, 两百五, 二〇二四, 三点一四, 负五,
 * 百分之五, 三分之二. A single numeral only where it stands alone, counts something or follows 第; many are parts of words (一些, 十分).
 * Two digits in a row are none (三五 is "three to five"). Linear in the text.
 */
export function findHanNumbers(text: string): HanNumber[] {
  const found: HanNumber[] = []
  for (const match of text.matchAll(phrase)) {
    const [whole, minus, share, body = '', decimals, below] = match
    const end = match.index + whole.length
    if (share === undefined && decimals === undefined && below === undefined && !stands(text, match.index, end, body))
      continue
    const above = hanValue(below ?? body)
    const value = hanValue(body) + (decimals === undefined ? 0 : Number(`0.${asDigits(decimals)}`))
    const size = below === undefined ? value : above / value
    if (Number.isNaN(size)) continue
    found.push({
      start: match.index,
      end,
      value: (minus === undefined ? size : -size) / (share === '千分之' ? 10 : 1),
      percent: share !== undefined,
    })
  }
  return found
}

function stands(text: string, start: number, end: number, body: string): boolean {
  if (idioms.has(body)) return false
  const before = text[start - 1] ?? ''
  const next = text[end] ?? ''
  if (body.length === 1) {
    counted.lastIndex = end
    if (before === '第') return true
    if (body === '一' && next === '天') return false
    return /\p{N}/u.test(before) ? false : counted.test(text) || (!han.test(before) && !han.test(next))
  }
  if (/\p{N}/u.test(before) && !han.test(before)) return false
  const plain = Array.from(body).every((sign) => digitOf.has(sign))
  return !plain || body.length > 2 || /[〇零○]/.test(body)
}

/** What Chinese numerals are worth, by place ("二〇二四") or by units ("三千五百"; "两百五" is 250). Linear. */
export function hanValue(text: string): number {
  const all = Array.from(text)
  if (all.every((sign) => digitOf.has(sign))) return Number(asDigits(text))
  let total = 0
  let section = 0
  let digit: number | undefined
  let unit = 1
  for (const sign of all) {
    const value = digitOf.get(sign)
    const small = unitOf.get(sign)
    const great = greatOf.get(sign)
    if (value !== undefined) {
      if (value === 0) unit = 1
      digit = value
    } else if (small !== undefined) {
      section += (digit || 1) * small
      digit = undefined
      unit = small
    } else if (great !== undefined) {
      const group = section + (digit ?? 0)
      if (great > 1e4) total = (total + group || 1) * great
      else total += (group || 1) * great
      section = 0
      digit = undefined
      unit = great
    } else {
      section += tens.get(sign) ?? 0
      unit = 1
    }
  }
  // "三万五" is thirty-five thousand, "十五" fifteen.
  return total + section + (digit ?? 0) * (unit > 10 ? unit / 10 : 1)
}

function asDigits(text: string): string {
  return Array.from(text, (sign) => String(digitOf.get(sign) ?? 0)).join('')
}
