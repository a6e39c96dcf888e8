import { AssayError } from '../core/errors.ts'
import type { ChainedEntry, LedgerEntry, Waiver } from '../core/ledger.ts'
import { entryHash, faultsOfLedger, newestOfRules, waiversInForce } from '../core/ledger.ts'
import type { Store } from '../core/store.ts'
import type { Side } from './side.ts'

/**
 * The waivers of the eval of two sides that hold now: those of the store's ledger and those that came with the baseline's file. Of two
 * words on one rule the later counts. Those in a candidate's file do not: what is judged has no say in how.
 * @throws AssayError where one would count that was changed after it was entered
 */
export async function waiversFor(
  store: Pick<Store, 'ledger'>,
  sides: { baseline: Side; candidate: Side },
  now: Date,
): Promise<Waiver[]> {
  const { eval: name } = sides.candidate.run
  const sources = [waiversInFile(sides.baseline), await waiversInStore(store, name, now)]
  const newest = sources.flatMap((entries) => [...newestOfRules(entries, name).values()])
  // The sort is stable: of equal times the store's counts.
  const inOrder = newest.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return waiversInForce(inOrder, name, now)
}

async function waiversInStore(store: Pick<Store, 'ledger'>, name: string, now: Date): Promise<LedgerEntry[]> {
  const { entries, head } = await store.ledger()
  const found = entries.map(({ entry }) => entry)
  if (waiversInForce(found, name, now).length > 0 && faultsOfLedger(entries, head).length > 0) {
    throw new AssayError({
      message: `the ledger was changed after the fact, so that waivers of ${name} in it cannot be trusted`,
      mend: 'see: assay baseline verify',
    })
  }
  return found
}

function waiversInFile({ file, header }: Pick<Side, 'file' | 'header'>): LedgerEntry[] {
  const links: readonly ChainedEntry[] = header?.waivers ?? []
  if (links.some((link) => entryHash(link) !== link.hash)) {
    throw new AssayError({
      ...(file === undefined ? {} : { file }),
      line: 1,
      message: 'a waiver was changed after it was entered',
      mend: 'write the file again with: assay baseline export FILE',
    })
  }
  return links.toSorted((a, b) => a.number - b.number).map(({ entry }) => entry)
}
