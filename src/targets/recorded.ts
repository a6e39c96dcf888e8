import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { expandEnvironment } from '../core/environment.ts'
import type { Problem } from '../core/errors.ts'
import { AssayError } from '../core/errors.ts'
import type { Failure } from '../core/failure.ts'
import { FailureError } from '../core/failure.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import { isJsonObject } from '../core/json.ts'
import type { Reply } from '../core/output.ts'
import { ProblemList } from '../core/problems.ts'
import type { Target, TargetDefinition } from '../core/target.ts'
import { fileFault } from '../text/fileFault.ts'
import { plural } from '../text/format.ts'
import type { JsonLine } from '../text/jsonLines.ts'
import { jsonLines } from '../text/jsonLines.ts'
import { readReply } from './reply.ts'

export const recordedSchema = z.strictObject({
  recorded: z.string().min(1).describe('JSONL file of answers, from the project root: {"id", "text", "repeat"?, ...}'),
})

const keySchema = z.object({ id: z.string().min(1), repeat: z.int().min(0).default(0) })

/**
 * Answers that were recorded elsewhere: JSONL rows `{id, text, repeat?, citations?, latencyMs?, usage?, costUsd?, error?}`, `repeat`
 * counting from 0. Its fingerprint is that of the file.
 * @param path from the project root; `${NAME}` in it is read from the environment
 */
export function recorded(path: string): TargetDefinition {
  return {
    kind: 'recorded',
    options: { recorded: path },
    open: async ({ name, root, env }) => {
      const shown = expandEnvironment(path, env)
      const answers = await readAnswers(resolve(root, shown), shown)
      return recordedTarget(name, shown, answers)
    },
  }
}

function recordedTarget(name: string, file: string, { recording, hash, maxRepeats }: Answers): Target {
  return {
    name,
    kind: 'recorded',
    fingerprint: fingerprint({ kind: 'recorded', file: hash }),
    maxRepeats: (caseId) => unbroken(recording.get(caseId)),
    run: async ({ id }, { signal, repeat }) => {
      signal.throwIfAborted()
      const answer = recording.get(id)?.[repeat]
      if (answer === undefined) throw new FailureError(noAnswer(file, id, repeat))
      const entry = JSON.parse(answer.bytes.toString('utf8')) as Entry
      if ('failure' in entry) throw new FailureError(entry.failure)
      return entry.reply
    },
    review: (cases, repeats) => review(file, recording, cases, Math.min(repeats, maxRepeats)),
  }
}

/** How many repeats there are before one is missing. */
function unbroken(answers: readonly (Answer | undefined)[] = []): number {
  const gap = Array.from(answers).indexOf(undefined)
  return gap === -1 ? answers.length : gap
}

type Entry = { reply: Reply } | { failure: Failure }

/** An answer as bytes, which take a fraction of the memory of objects. */
interface Answer {
  line: number
  bytes: Buffer
}

/** Answers by case id and repeat; holes where there is none. */
type Recording = Map<string, (Answer | undefined)[]>

interface Answers {
  recording: Recording
  /** SHA-256 of the file. */
  hash: string
  maxRepeats: number
}

async function readAnswers(path: string, file: string): Promise<Answers> {
  const recording: Recording = new Map()
  const problems = new ProblemList()
  const hash = createHash('sha256')
  let maxRepeats = 0
  try {
    for await (const lines of jsonLines(hashed(createReadStream(path), hash))) {
      for (const line of lines) {
        const repeats = addAnswer(line, file, recording, problems)
        maxRepeats = Math.max(maxRepeats, repeats)
      }
    }
  } catch (error) {
    problems.add({ file, ...fileFault(error) })
  }
  if (problems.count === 0 && maxRepeats === 0) problems.add({ file, message: 'holds no answer', mend: 'record one' })
  if (problems.count > 0) throw new AssayError(problems.all())
  return { recording, hash: hash.digest('hex'), maxRepeats }
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** Beyond this a `repeat` is a mistake (a seed, a time), and would make a list with as many holes. */
const mostRepeats = 1_000

/** @returns how many repeats the answer shows there are; 0 where it is faulty */
function addAnswer(
  { line, value, fault }: JsonLine,
  file: string,
  recording: Recording,
  problems: ProblemList,
): number {
  const add = (problem: Pick<Problem, 'message' | 'mend'>) => problems.add({ file, line, ...problem })
  if (fault !== undefined) {
    add(fault)
    return 0
  }
  if (!isJsonObject(value)) {
    add({ message: 'an answer must be an object', mend: 'write {"id": ..., "text": ...}' })
    return 0
  }
  const key = keySchema.safeParse(value)
  const read = readReply(value)
  if (!key.success) for (const found of faultsOf(key.error.issues, keySchema, value)) add(found)
  if ('faults' in read) for (const message of read.faults) add({ message })
  if (!key.success || 'faults' in read) return 0
  const { id, repeat } = key.data
  if (repeat >= mostRepeats) {
    add({ message: `"repeat" is ${repeat}`, mend: 'count the answers to a case from 0' })
    return 0
  }
  const answers = recording.get(id) ?? []
  const taken = answers[repeat]
  if (taken !== undefined) {
    const which = repeat === 0 ? '' : `, repeat ${repeat}`
    add({
      message: `case "${id}"${which} is answered in ${file}:${taken.line} already`,
      mend: 'keep one, or number them with "repeat": 0, 1, ...',
    })
    return 0
  }
  answers[repeat] = { line, bytes: Buffer.from(JSON.stringify(read)) }
  recording.set(id, answers)
  return repeat + 1
}

function noAnswer(file: string, id: string, repeat: number): Failure {
  const which = repeat === 0 ? '' : `, repeat ${repeat}`
  return { code: 'no_answer', message: `${file} has no answer to case "${id}"${which}`, retryable: false }
}

function review(
  file: string,
  recording: Recording,
  { dataset, chosen }: { dataset: ReadonlySet<string>; chosen: ReadonlySet<string> },
  repeats: number,
): Problem[] {
  const strangers = [...recording.keys()].filter((id) => !dataset.has(id))
  const unanswered: string[] = []
  const incomplete: string[] = []
  for (const id of chosen) {
    const answers = recording.get(id)
    if (answers === undefined) unanswered.push(id)
    else if (Array.from({ length: repeats }, (_, repeat) => answers[repeat]).includes(undefined)) incomplete.push(id)
  }
  const told: [string[], string, string][] = [
    [unanswered, 'has no answer to', 'record them; they count as errors'],
    [incomplete, `has not all ${repeats} repeats of`, 'record them; the missing ones count as errors'],
    [strangers, 'answers, beside the dataset,', 'check their ids; they are not used'],
  ]
  return told.flatMap(([ids, what, mend]) =>
    ids.length === 0 ? [] : [{ file, message: `${what} ${counted(ids)}`, mend }],
  )
}

const examples = 5

function counted(ids: readonly string[]): string {
  const shown = ids.slice(0, examples).map((id) => `"${id}"`)
  const rest = ids.length > examples ? ', ...' : ''
  return `${plural(ids.length, 'case')}: ${shown.join(', ')}${rest}`
}
