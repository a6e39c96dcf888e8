import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Approval, ChainedEntry } from '../core/ledger.ts'
import { contentOf, entryHash, isApproval, isWaiving, nameOfLink } from '../core/ledger.ts'
import type { FileSide } from './baselineFile.ts'
import { readBaselineFile } from './baselineFile.ts'
import { approvalIn, isChained } from './baselineHeader.ts'

/** What the store at hand knows. */
export interface KnownLedger {
  entries: readonly ChainedEntry[]
  /** Ids of the runs. */
  runs: ReadonlySet<string>
}

export interface FileFindings {
  faults: Problem[]
  /** What could not be checked, or is worth knowing and no fault. */
  notes: string[]
}

/** What is wrong with a baseline file: with its frame, its approval and waivers, and with what it holds. */
export async function verifyFile(path: string, file: string, known: KnownLedger | undefined): Promise<FileFindings> {
  try {
    const side = await readBaselineFile(path, file)
    const id = approvalIn(side.header)?.id
    const original = known?.entries.filter(isApproval).find(({ entry }) => entry.id === id)
    const parts = [
      approvalFindings(side, known, original),
      waiverFindings(side, original === undefined ? undefined : known),
      await contentFindings(side, original?.entry),
    ]
    return {
      faults: parts.flatMap(({ faults }) => faults.map((message) => ({ file, message }))),
      notes: parts.flatMap(({ notes }) => notes.map((note) => `${file}: ${note}`)),
    }
  } catch (error) {
    if (error instanceof AssayError) return { faults: [...error.problems], notes: [] }
    throw error
  }
}

interface Words {
  faults: string[]
  notes: string[]
}

/** Its approval is the one that the ledger has, where the store knows the run. */
function approvalFindings(
  { header, run }: FileSide,
  known: KnownLedger | undefined,
  original: ChainedEntry<Approval> | undefined,
): Words {
  const { approval } = header
  const said = approvalIn(header)
  if (approval === null || said === null) return { faults: ['nobody has approved the run it holds'], notes: [] }
  const faults = said.runId === run.id ? [] : [`it holds run ${run.id}, and run ${said.runId} was approved`]
  const isTouched = isChained(approval) && entryHash(approval) !== approval.hash
  if (isTouched) faults.push('its approval was changed after it was entered')
  if (original === undefined) {
    if (known?.runs.has(run.id) !== true) {
      return {
        faults,
        notes: known === undefined ? [] : ['the store does not know its run: only the file itself was looked at'],
      }
    }
    return { faults: [...faults, 'the store has its run, but the ledger lacks its approval'], notes: [] }
  }
  const isOriginal = isChained(approval) ? approval.hash === original.hash : isSame(said, original)
  if (!isOriginal && !isTouched) faults.push(`its approval is not the one in the ledger, ${nameOfLink(original)}`)
  return { faults, notes: [] }
}

/** Of a file from before there was a ledger: what it says of its approval is what became an entry. */
function isSame(said: Approval, { entry }: ChainedEntry<Approval>): boolean {
  const words = ({ eval: name, runId, reason, by, at }: Approval) => fingerprint({ name, runId, reason, by, at })
  return words(entry) === words(said)
}

/** Its waivers are those of the ledger that it came from, up to when it was written. */
function waiverFindings({ header, run }: FileSide, known: KnownLedger | undefined): Words {
  const { approval, waivers = [] } = header
  const isSound = (link: ChainedEntry) => entryHash(link) === link.hash
  const touched = waivers
    .filter((link) => !isSound(link))
    .map((link) => `${nameOfLink(link)} was changed after it was entered`)
  if (known === undefined) return { faults: touched, notes: [] }
  const ledger = known.entries
  const hashes = new Set(ledger.map(({ hash }) => hash))
  const foreign = waivers.filter((link) => isSound(link) && !hashes.has(link.hash))
  const held = new Set(waivers.map(({ number }) => number))
  const lacking = ledger.filter((link) => isWaiving(link) && link.entry.eval === run.eval && !held.has(link.number))
  const last = Math.max(...held, approval !== null && isChained(approval) ? approval.number : 0)
  const taken = lacking.filter(({ number }) => number < last)
  const later = lacking.filter(({ number }) => number > last)
  return {
    faults: [
      ...touched,
      ...foreign.map((link) => `${nameOfLink(link)} is not in the ledger`),
      ...taken.map((link) => `${nameOfLink(link)} was taken out of it`),
    ],
    notes: later.map((link) => `it lacks ${nameOfLink(link)}, which came later; export it again`),
  }
}

/** Answers and grades are those that were approved, by what the ledger says of that, else the file. */
async function contentFindings({ header, stored }: FileSide, original: Approval | undefined): Promise<Words> {
  const approval = original ?? approvalIn(header)
  if (approval === null) return { faults: [], notes: [] }
  if (approval.content === null)
    return { faults: [], notes: ['approved before contents were kept: answers and grades were not looked at'] }
  if ((await contentOf(stored)) === approval.content) return { faults: [], notes: [] }
  return {
    faults: [
      header.grading.id === approval.gradingId
        ? 'its cases, answers or grades were changed since they were approved'
        : 'it was graded again since it was approved: these grades nobody has approved',
    ],
    notes: [],
  }
}
