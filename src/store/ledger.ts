import type { Database } from 'better-sqlite3'
import { canonicalJson } from '../core/json.ts'
import type { ChainedEntry, LedgerEntry, LedgerHead } from '../core/ledger.ts'
import { chained } from '../core/ledger.ts'

/**
 * Binds an entry to the end of the ledger. End and entry are read and written within one transaction that has the write lock from the
 * start: two processes cannot bind entries to the same end.
 */
export function appendEntry(database: Database, entry: LedgerEntry): ChainedEntry {
  const append = database.transaction(() => {
    const link = chained(entry, headOf(database))
    database
      .prepare('insert into ledger (number, previous, hash, entry) values (?, ?, ?, ?)')
      .run(link.number, link.previous, link.hash, canonicalJson(entry))
    database.prepare('update ledger_head set number = ?, hash = ?').run(link.number, link.hash)
    return link
  })
  return append.immediate()
}

/** Entries and end of one moment, whoever appends meanwhile. */
export function readLedger(database: Database): { entries: ChainedEntry[]; head: LedgerHead | undefined } {
  const read = database.transaction(() => {
    const rows = database
      .prepare<[], Omit<ChainedEntry, 'entry'> & { entry: string }>(
        'select number, previous, hash, entry from ledger order by number',
      )
      .all()
    return {
      entries: rows.map((row) => ({ ...row, entry: JSON.parse(row.entry) as LedgerEntry })),
      head: headOf(database),
    }
  })
  return read()
}

/** Undefined before the first entry. */
function headOf(database: Database): LedgerHead | undefined {
  const head = database.prepare<[], LedgerHead>('select number, hash from ledger_head').get()
  return head?.number === 0 ? undefined : head
}
