import type { Context } from '../core/context.ts'

/** What `--json` prints, and what JSON files hold. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

export function printJson({ stdout }: Pick<Context, 'stdout'>, value: unknown): void {
  stdout.write(jsonText(value))
}
