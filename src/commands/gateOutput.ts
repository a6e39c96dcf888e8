import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import { isGithubActions } from '../reporters/index.ts'
import { writeWhole } from './files.ts'

/** Files that a gate may write; `-` is standard output. */
export interface OutputOptions {
  json?: string
  junit?: string
  markdown?: string
}

/** Where a gate says what it found: standard output, files, and GitHub. */
export class GateOutput {
  readonly #context: Context
  readonly #files: OutputOptions
  /** A file on standard output must be all there is. */
  readonly #isPiped: boolean

  /** @throws AssayError when several files would go to standard output */
  constructor(context: Context, { json, junit, markdown }: OutputOptions) {
    const piped = [json, junit, markdown].filter((file) => file === '-').length
    if (piped > 1) throw new AssayError('only one of --json, --junit and --markdown can go to standard output ("-")')
    this.#context = context
    this.#files = {
      ...(json !== undefined && { json }),
      ...(junit !== undefined && { junit }),
      ...(markdown !== undefined && { markdown }),
    }
    this.#isPiped = piped === 1
  }

  /** Text for people. */
  print(text: string): void {
    if (!this.#isPiped) this.#context.stdout.write(text)
  }

  /** Writes those files that were asked for. */
  async write(render: { [Kind in keyof OutputOptions]?: () => string }): Promise<void> {
    for (const kind of ['json', 'junit', 'markdown'] as const) {
      const [file, text] = [this.#files[kind], render[kind]]
      if (file === undefined || text === undefined) continue
      if (file === '-') this.#context.stdout.write(text())
      else await writeWhole(resolve(this.#context.cwd, file), text())
    }
  }

  /** GitHub reads annotations from standard error as well. */
  annotate(text: string): void {
    if (isGithubActions(this.#context.env)) this.#context[this.#isPiped ? 'stderr' : 'stdout'].write(text)
  }

  /** In GitHub Actions the verdict is shown on the pull request without any option. */
  async addSummary(text: string): Promise<void> {
    const { env } = this.#context
    const summary = env.GITHUB_STEP_SUMMARY
    if (isGithubActions(env) && summary !== undefined && summary !== '') await appendFile(summary, text)
  }
}
