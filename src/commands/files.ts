import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AssayError } from '../core/errors.ts'
import { makeFolder } from '../store/index.ts'

/** Writes a file whole or not at all, making its folder. @throws AssayError when it cannot be written */
export async function writeWhole(path: string, text: string): Promise<void> {
  await replace(path, (draft) => writeFile(draft, text))
}

/** As writeWhole, a line at a time, so that memory does not grow with the file. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  await replace(path, (draft) =>
    pipeline(async function* () {
      for await (const line of lines) yield `${line}\n`
    }, createWriteStream(draft)),
  )
}

async function replace(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    makeFolder(dirname(path))
    await write(draft)
    await rename(draft, path)
  } catch (error) {
    // Where not even the folder could be made, there is nothing to clear away.
    await rm(draft, { force: true }).catch(() => undefined)
    if (error instanceof Error && 'code' in error)
      throw new AssayError({ file: path, message: `cannot be written: ${error.message}` })
    throw error
  }
}
