import { messageOf } from '../core/errors.ts'
import { offsetOf } from '../text/codeBlock.ts'
import type { FormatFault } from './formats.ts'
import { tooDeep } from './formats.ts'

/** What the parser knows. */
export const sqlDialects = [
  'generic',
  'ansi',
  'mysql',
  'postgresql',
  'sqlite',
  'snowflake',
  'redshift',
  'mssql',
  'clickhouse',
  'bigquery',
  'duckdb',
  'databricks',
  'hive',
  'oracle',
  'spark',
  'teradata',
] as const
export type SqlDialect = (typeof sqlDialects)[number]

/**
 * The first fault of one or more statements; a text without any is one. Names of tables and columns are not looked up.
 * @throws Error where the parser does not work any more: each text that overflows its stack leaves it with less of it
 */
export async function sqlFaults(text: string, dialect: SqlDialect): Promise<FormatFault[]> {
  if (!holdsStatement(text)) return [{ message: 'there is no statement', offset: 0 }]
  const { init, validate } = await import('@guanmingchiu/sqlparser-ts')
  await init()
  try {
    // Lone surrogates have no form in UTF-8, which the parser reads.
    validate(text.toWellFormed(), dialect)
    return []
  } catch (error) {
    const message = messageOf(error)
    if (message.startsWith(told)) return [faultOf(message.slice(told.length), text)]
    if (!(await works()))
      throw new Error('the SQL parser has run out of its stack too often: grade again in a new process')
    return [tooDeep]
  }
}

const told = 'sql parser error: '

function faultOf(message: string, text: string): FormatFault {
  if (message.includes('recursion limit exceeded')) return tooDeep
  const place = / at Line: (\d+), Column: (\d+)/.exec(message)
  return {
    message: message.replace(/ at Line: \d+, Column: \d+/, '').slice(0, 300),
    offset: place === null ? text.length : offsetOf(text, Number(place[1]), Number(place[2])),
  }
}

async function works(): Promise<boolean> {
  const { validate } = await import('@guanmingchiu/sqlparser-ts')
  try {
    validate('SELECT 1', 'generic')
    return true
  } catch {
    return false
  }
}

/** Whether there is more than white space, comments and semicolons. */
function holdsStatement(text: string): boolean {
  let at = 0
  while (at < text.length) {
    if (/[\s;]/.test(text[at] ?? '')) at += 1
    else if (text.startsWith('--', at)) at = after(text, '\n', at)
    else if (text.startsWith('/*', at)) at = after(text, '*/', at + 2)
    else return true
  }
  return false
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + mark.length
}
