import type { Evidence, Grade, Part } from '../core/grade.ts'

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
    ...(evidence.length === 0 ? {} : { evidence: Findings.of(evidence).toEvidence() }),
    ...(Object.keys(parts).length === 0 ? {} : { parts }),
  }
}

export function unscored(reason: string): Grade {
  return { status: 'unscored', reason }
}

/** The share, and 1 of nothing. */
export function share(good: number, all: number): number {
  return all === 0 ? 1 : good / all
}

/** Text for a message: one line, quoted and cut. */
export function quoted(text: string, length = 80): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return `"${line.length > length || text.length > length * 4 ? `${line.slice(0, length).trimEnd()}…` : line}"`
}

/** More evidence than a reader can take in is counted, not kept: outputs are hostile, and a store is finite. */
const mostEvidence = 200

/** Evidence as it is gathered; where there is too much, what speaks against the answer comes before what speaks for it. */
export class Findings {
  #bad: Evidence[] = []
  #others: Evidence[] = []
  #count = 0

  static of(evidence: readonly Evidence[]): Findings {
    const findings = new Findings()
    for (const item of evidence) findings.add(item.verdict, () => item)
    return findings
  }

  /** @param make is called only if the finding is kept */
  add(verdict: Evidence['verdict'], make: () => Evidence): void {
    this.#count += 1
    const list = verdict === 'bad' ? this.#bad : this.#others
    if (list.length < mostEvidence) list.push(make())
  }

  /** What is kept, in the order of the answer; the last one tells how much is not. */
  toEvidence(): Evidence[] {
    const room = this.#count > mostEvidence ? mostEvidence - 1 : mostEvidence
    const bad = this.#bad.slice(0, room)
    const kept = [...bad, ...this.#others.slice(0, room - bad.length)]
    kept.sort((a, b) => (a.start ?? 0) - (b.start ?? 0))
    if (kept.length === this.#count) return kept
    return [
      ...kept,
      { kind: 'note', verdict: 'info', message: `${this.#count - kept.length} more findings are not listed` },
    ]
  }
}
