import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One labelled answer, as the data's README describes it. */
export interface Row {
  ds: string
  id: string
  src: string | null
  obj: unknown
  hyp: string
  ctx: string
  /** 1: people found something unsupported or contradicted. */
  y: 0 | 1
  spans: [number, number, string][] | null
  task?: 'qa' | 'summary' | 'data2txt'
  model?: string
  sid?: string
  official?: boolean
  group?: string
}

const ordered = ['ragtruth', 'lfqav', 'wice', 'true', 'summedits', 'begin2']
const ending = '_dev.jsonl.gz'

/** The sets of a folder, by the names of its files `NAME_dev.jsonl.gz`: the best known first. */
export function setsIn(folder: string): string[] {
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : []))
    : []
  return [...ordered.filter((name) => names.includes(name)), ...names.filter((name) => !ordered.includes(name)).sort()]
}

/** The rows of `NAME_dev.jsonl.gz`; undefined where there is no such file. */
export function readRows(folder: string, name: string): Row[] | undefined {
  const file = join(folder, `${name}${ending}`)
  if (!existsSync(file)) return undefined
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
}

export function sourceOf({ src, obj }: Row): string {
  return obj === null || obj === undefined ? (src ?? '') : JSON.stringify(obj)
}

/** What stands and falls together: rows of one source. */
export function groupOf(row: Row): string {
  return row.sid ?? row.group ?? row.id
}

// Hallucinated answers among all of the corpus's official test split.
const official = { qa: [160, 900], summary: [204, 900], data2txt: [579, 900] } as const

/**
 * Weights that give each task the base rate of the corpus's official test: positives count 1 and negatives what that takes. Of the rows
 * given, so that the rates hold whatever part of the corpus they are.
 */
export function weightsOf(rows: readonly Row[]): number[] {
  const factor = new Map<string, number>()
  for (const [task, [hallucinated, all]] of Object.entries(official)) {
    const ofTask = rows.filter((row) => row.task === task)
    const positives = ofTask.filter(({ y }) => y === 1).length
    const negatives = ofTask.length - positives
    if (negatives > 0) factor.set(task, (positives * ((all - hallucinated) / hallucinated)) / negatives)
  }
  return rows.map(({ y, task }) => (y === 1 ? 1 : (factor.get(task ?? '') ?? 1)))
}

/** One of five folds, by a hash (FNV-1a) of the source. */
export function foldOf(row: Row): number {
  let hash = 2_166_136_261
  for (const letter of `${groupOf(row)}x`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619)
  return (hash >>> 0) % 5
}
