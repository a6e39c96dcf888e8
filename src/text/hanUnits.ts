import type { Unit } from './units.ts'
import { unitOfWord } from './units.ts'

const exponents: Record<string, number> = { 百: 2, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8, 兆: 12 }
const scale = /[ ]?((?:[百千]?[万萬亿億兆]|[百千](?![米克瓦]))亿?)/uy
const currencies: Record<string, string> = {
  美元: 'USD',
  美金: 'USD',
  欧元: 'EUR',
  歐元: 'EUR',
  英镑: 'GBP',
  英鎊: 'GBP',
  日元: 'JPY',
  円: 'JPY',
  港元: 'HKD',
  港币: 'HKD',
  人民币: 'CNY',
  元: 'CNY',
  块钱: 'CNY',
  卢比: 'INR',
}
const words: Record<string, string> = {
  毫秒: 'ms',
  秒: 'second',
  分钟: 'minute',
  分鐘: 'minute',
  小时: 'hour',
  小時: 'hour',
  時間: 'hour',
  天: 'day',
  周: 'week',
  週: 'week',
  星期: 'week',
  月: 'month',
  季度: 'quarter',
  毫米: 'mm',
  厘米: 'cm',
  公分: 'cm',
  米: 'metre',
  公里: 'km',
  千米: 'km',
  英里: 'mile',
  毫克: 'mg',
  克: 'gram',
  公斤: 'kg',
  千克: 'kg',
  吨: 'tonne',
  噸: 'tonne',
  毫升: 'ml',
  升: 'litre',
}
const currency = new RegExp(`[ ]?(${Object.keys(currencies).join('|')})`, 'uy')
const worded = new RegExp(
  `[ ]?(?:[个個](?=[小月星])(${Object.keys(words).join('|')})|(${Object.keys(words).join('|')}))`,
  'uy',
)
const degree = /[ ]?(?:摄氏度|攝氏度)/uy
const years = /(?<!\p{N}{4}|[〇零一二三四五六七八九]{4})年(?!代)/uy

interface HanSuffix {
  end: number
  exponent: number
  currency?: string
  unit?: Unit
  bare: boolean
}

/** Scale, currency and unit in Chinese characters behind a number ("3万元", "1.5亿", "两个小时"), or undefined where there is none. */
export function readHanSuffix(text: string, at: number): HanSuffix | undefined {
  const next = text.charCodeAt(at) === 0x20 ? at + 1 : at
  if (!(text.charCodeAt(next) >= 0x4e00)) return undefined
  const scaled = stick(scale, text, at)
  const exponent = Array.from(scaled?.[1] ?? '').reduce((sum, sign) => sum + (exponents[sign] ?? 0), 0)
  const end = at + (scaled?.[0].length ?? 0)
  const money = stick(currency, text, end)
  if (money !== undefined) {
    return { end: end + money[0].length, exponent, currency: currencies[money[1] ?? ''] ?? '', bare: false }
  }
  const unit = readUnit(text, end)
  if (unit !== undefined) return { exponent, bare: false, ...unit }
  return scaled === undefined ? undefined : { end, exponent, bare: true }
}

function readUnit(text: string, at: number): { end: number; unit: Unit } | undefined {
  const celsius = stick(degree, text, at)
  if (celsius !== undefined) return { end: at + celsius[0].length, unit: { dimension: 'celsius', factor: 1 } }
  if (stick(years, text, at) !== undefined) return { end: at + 1, unit: { dimension: 'months', factor: 12 } }
  const match = stick(worded, text, at)
  const word = match?.[1] ?? match?.[2]
  // "3月" is March, "3个月" three months.
  if (match === undefined || word === undefined || (word === '月' && match[1] === undefined)) return undefined
  const unit = unitOfWord(words[word] ?? '')
  return unit === undefined ? undefined : { end: at + match[0].length, unit }
}

function stick(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
