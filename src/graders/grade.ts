import type { Evidence, Grade, Part } from '../core/grade.ts'

/** More evidence than a reader can take in is counted, not kept: outputs are hostile, and a store is finite. */
const mostEvidence = 200

/** 1 or 0, and why. */
export function verdict(good: boolean, reason: string, evidence: readonly Evidence[] = []): Grade {
  return scored(good ? 1 : 0, reason, evidence)
}

export function scored(
  score: number,
  reason: string,
  evidence: readonly Evidence[] = [],
  parts: Record<string, Part> = {},
): Grade {
  return {
    status: 'scored',
    score,
    reason,
    ...(evidence.length === 0 ? {} : { evidence: kept(evidence) }),
    ...(Object.keys(parts).length === 0 ? {} : { parts }),
  }
}

export function unscored(reason: string): Grade {
  return { status: 'unscored', reason }
}

/** What speaks against the answer comes before what speaks for it when there is too much; the order of the text is kept. */
function kept(evidence: readonly Evidence[]): Evidence[] {
  if (evidence.length <= mostEvidence) return [...evidence]
  const room = mostEvidence - 1
  const bad = evidence.filter(({ verdict }) => verdict === 'bad').slice(0, room)
  const others = evidence.filter(({ verdict }) => verdict !== 'bad').slice(0, room - bad.length)
  const chosen = new Set([...bad, ...others])
  return [
    ...evidence.filter((item) => chosen.has(item)),
    { kind: 'note', verdict: 'info', message: `${evidence.length - chosen.size} more findings are not listed` },
  ]
}

/** The share, and 1 of nothing. */
export function share(good: number, all: number): number {
  return all === 0 ? 1 : good / all
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Text for a message: one line, quoted and cut. */
export function quoted(text: string, length = 80): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return `"${line.length > length || text.length > length * 4 ? `${line.slice(0, length).trimEnd()}…` : line}"`
}
