/** What a number is measured in: equal amounts of one dimension compare, whatever their unit. */
export interface Unit {
  dimension: string
  factor: number
}

const table: Record<string, Record<string, number>> = {
  time: {
    'ms millisecond milliseconds': 0.001,
    'sec secs second seconds': 1,
    'min mins minute minutes': 60,
    'hr hrs hour hours': 3_600,
    'day days': 86_400,
    'week weeks wk wks': 604_800,
    'fortnight fortnights': 1_209_600,
  },
  // Months have no fixed length in days.
  months: { 'month months': 1, 'quarter quarters': 3, 'year years yr yrs': 12, 'decade decades': 120, century: 1_200 },
  length: {
    'mm millimetre millimetres millimeter millimeters': 0.001,
    'cm centimetre centimetres centimeter centimeters': 0.01,
    'metre metres meter meters': 1,
    'km kms kilometre kilometres kilometer kilometers': 1_000,
    'inch inches': 0.0254,
    'ft foot feet': 0.3048,
    'yard yards': 0.9144,
    'mi mile miles': 1_609.344,
  },
  mass: {
    'ng nanogram nanograms': 1e-9,
    'µg μg mcg ug microgram micrograms': 1e-6,
    'mg milligram milligrams': 0.001,
    'gram grams': 1,
    'kg kgs kilo kilos kilogram kilograms': 1_000,
    'tonne tonnes': 1_000_000,
    'oz ounce ounces': 28.349523125,
    'lb lbs': 453.59237,
  },
  volume: {
    'ml millilitre millilitres milliliter milliliters': 0.001,
    'litre litres liter liters': 1,
    'gallon gallons': 3.785411784,
  },
  data: {
    'byte bytes': 1,
    'kb kilobyte kilobytes': 1e3,
    'mb megabyte megabytes': 1e6,
    'gb gigabyte gigabytes': 1e9,
    'tb terabyte terabytes': 1e12,
    'pb petabyte petabytes': 1e15,
    'kib kibibyte kibibytes': 1024,
    'mib mebibyte mebibytes': 1024 ** 2,
    'gib gibibyte gibibytes': 1024 ** 3,
    'tib tebibyte tebibytes': 1024 ** 4,
  },
  rate: { kbps: 1e3, mbps: 1e6, gbps: 1e9 },
  area: { 'hectare hectares ha': 10_000, 'acre acres': 4_046.8564224 },
  speed: { mph: 0.44704, 'kph kmh': 1 / 3.6 },
  power: {
    'watt watts': 1,
    'kw kilowatt kilowatts': 1_000,
    'megawatt megawatts': 1e6,
    'gw gigawatt gigawatts': 1e9,
  },
  pressure: { 'pascal pascals': 1, 'kpa kilopascal kilopascals': 1_000, hpa: 100 },
  energy: { wh: 1, kwh: 1_000, mwh: 1e6, gwh: 1e9 },
  frequency: { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 },
}

const units = new Map<string, Unit>()
for (const [dimension, rows] of Object.entries(table)) {
  for (const [words, factor] of Object.entries(rows)) {
    for (const word of words.split(' ')) units.set(word, { dimension, factor })
  }
}
// Only where they are written onto the number: alone they are words of their own.
const attachedUnits = new Map<string, Unit>([
  ['s', { dimension: 'time', factor: 1 }],
  ['h', { dimension: 'time', factor: 3_600 }],
  ['d', { dimension: 'time', factor: 86_400 }],
  ['g', { dimension: 'mass', factor: 1 }],
  ['l', { dimension: 'volume', factor: 1 }],
  ['L', { dimension: 'volume', factor: 1 }],
  ['in', { dimension: 'length', factor: 0.0254 }],
  ['W', { dimension: 'power', factor: 1 }],
  ['MW', { dimension: 'power', factor: 1e6 }],
])

// Written onto the number they are a million and a name ("5m", "5V"); the SI puts a space before them.
const spacedUnits = new Map<string, Unit>([
  ['m', { dimension: 'length', factor: 1 }],
  ['V', { dimension: 'voltage', factor: 1 }],
])

const compounds = new Map<string, Unit>(
  Object.entries({
    'km/h': ['speed', 1 / 3.6],
    'km/hr': ['speed', 1 / 3.6],
    'mi/h': ['speed', 0.44704],
    'm/s': ['speed', 1],
    'm²': ['area', 1],
    'mm²': ['area', 1e-6],
    'km²': ['area', 1e6],
    'ft²': ['area', 0.09290304],
    'mi²': ['area', 2_589_988.110336],
  } as const).map(([sign, [dimension, factor]]) => [sign, { dimension, factor }]),
)
const squared: Record<string, string> = { m: 'm', f: 'ft', k: 'km' }

/** A unit of several signs: "km/h", "m²", "square feet". */
export function unitCompound(written: string): Unit | undefined {
  const word = /^(?:square|sq\.?)[ ](.+)$/.exec(written)?.[1]
  if (word === undefined) return compounds.get(written)
  return compounds.get(`${word.startsWith('mi') ? 'mi' : squared[word.charAt(0)]}²`)
}

/** The unit that one letter behind a space is. */
export function unitSpaced(letter: string): Unit | undefined {
  return spacedUnits.get(letter) ?? attachedUnits.get(letter)
}

export function unitOfWord(word: string): Unit | undefined {
  return units.get(word.toLowerCase()) ?? (word === 'MW' ? attachedUnits.get(word) : undefined)
}

export function unitAttached(letters: string): Unit | undefined {
  return attachedUnits.get(letters) ?? unitOfWord(letters)
}

const scaleWords = new Map<string, number>([
  ['hundred', 2],
  ['thousand', 3],
  ['million', 6],
  ['millions', 6],
  ['billion', 9],
  ['billions', 9],
  ['trillion', 12],
  ['trillions', 12],
  ['quadrillion', 15],
  ['lakh', 5],
  ['lakhs', 5],
  ['crores', 7],
  ['crore', 7],
  ['bn', 9],
  ['mn', 6],
  ['mln', 6],
  ['mio', 6],
  ['mrd', 9],
])
const scaleLetters = new Map<string, number>([
  ['k', 3],
  ['K', 3],
  ['M', 6],
  ['mn', 6],
  ['mln', 6],
  ['B', 9],
  ['bn', 9],
  ['tn', 12],
  ['T', 12],
])

/** The power of ten that a word multiplies by. */
export function scaleOfWord(word: string): number | undefined {
  return scaleWords.get(word.toLowerCase())
}

/** The power of ten of letters written onto a number; `5m` is a million only where it is money. */
export function scaleAttached(letters: string, money: boolean): number | undefined {
  return scaleLetters.get(letters) ?? (money ? { m: 6, b: 9, t: 12 }[letters] : undefined) ?? scaleOfWord(letters)
}

/** Unicode's currency symbols in use, for character classes. */
export const currencySymbols = '$€£¥₹₩₽₺₴₫฿₦₱₪₡₿'

const bySymbol: Record<string, string> = { '€': 'EUR', '£': 'GBP', '₹': 'INR', '₩': 'KRW', '₽': 'RUB', '₺': 'TRY' }
const codes = new Set(
  'USD EUR GBP JPY CNY CHF CAD AUD NZD HKD SGD INR KRW RUB TRY UAH VND THB NGN PHP ILS BRL MXN ZAR SEK NOK DKK PLN CZK HUF RON AED SAR BTC'.split(
    ' ',
  ),
)
const byWord = new Map<string, string>([
  ['dollar', '$'],
  ['dollars', '$'],
  ['bucks', '$'],
  ['euro', 'EUR'],
  ['euros', 'EUR'],
  ['rupees', 'INR'],
  ['rs', 'INR'],
  ['rs.', 'INR'],
  ['yen', 'JPY'],
  ['yuan', 'CNY'],
  ['francs', 'CHF'],
  ['sterling', 'GBP'],
  ['quid', 'GBP'],
  ['zł', 'PLN'],
  ['kr', 'kr'],
  ['kronor', 'SEK'],
  ['kroner', 'kr'],
])
const dollarPrefixes: Record<string, string> = {
  US: 'USD',
  C: 'CAD',
  CA: 'CAD',
  A: 'AUD',
  AU: 'AUD',
  NZ: 'NZD',
  HK: 'HKD',
  S: 'SGD',
  R: 'BRL',
}

/** The ISO code behind a symbol; `$` and `¥` stay as they are, since several currencies share them. */
export function currencyOfSymbol(symbol: string, prefix = ''): string {
  if (symbol === '$') return dollarPrefixes[prefix] ?? '$'
  return bySymbol[symbol] ?? symbol
}

export function currencyOfWord(word: string): string | undefined {
  return codes.has(word) ? word : byWord.get(word.toLowerCase())
}

const dollars = new Set(['$', ...Object.values(dollarPrefixes)])
const crowns = new Set(['kr', 'SEK', 'NOK', 'DKK', 'ISK'])
const yens = new Set(['¥', 'JPY', 'CNY'])

/** Whether two currencies may be the same one. */
export function currenciesAgree(a: string, b: string): boolean {
  if (a === b) return true
  if (a === '$' || b === '$') return dollars.has(a) && dollars.has(b)
  if (a === 'kr' || b === 'kr') return crowns.has(a) && crowns.has(b)
  return (a === '¥' || b === '¥') && yens.has(a) && yens.has(b)
}
