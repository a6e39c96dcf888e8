import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { toFailure } from '../core/failure.ts'
import type { Evidence, Grade, Grader } from '../core/grade.ts'
import type { Shape } from '../core/shape.ts'
import { placeOf, soleCode } from '../text/codeBlock.ts'
import { plural } from '../text/format.ts'
import type { FormatFault, UrlRules } from './formats.ts'
import { jsonFaults, urlFaults, yamlFaults } from './formats.ts'
import { scored, unscored, verdict } from './grade.ts'
import { htmlFaults, xmlFaults } from './markupFormats.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import type { SqlDialect } from './sqlFormat.ts'
import { sqlDialects, sqlFaults } from './sqlFormat.ts'

const formats = ['sql', 'xml', 'html', 'url', 'json', 'yaml'] as const

export interface ValidOptions extends SharedOptions {
  /** What the answer must be. */
  format: (typeof formats)[number]
  /** For `sql`. Default generic, which takes most of what any dialect takes. */
  dialect?: SqlDialect
  /** For `url`: the schemes that may stand. Default http and https. */
  schemes?: string[]
  /** For `url`: the hosts that may stand; `*.example.com` is every host below it. Default: any. */
  hosts?: string[]
}

export const validOptions = z.strictObject({
  ...sharedOptions,
  format: z.enum(formats).describe('what the answer must be'),
  dialect: z
    .enum(sqlDialects)
    .exactOptional()
    .describe('for sql; without one, generic: most of what any dialect takes'),
  schemes: z
    .array(z.string().regex(/^[a-z][a-z0-9+.-]*$/, 'must be a scheme in small letters, such as https'))
    .min(1)
    .exactOptional()
    .describe('for url: the schemes that may stand; without, http and https'),
  hosts: z
    .array(z.string().min(1))
    .min(1)
    .exactOptional()
    .describe('for url: the hosts that may stand; *.example.com is every host below it'),
} satisfies Shape<ValidOptions>)

/**
 * 1 where the answer is well-formed by a parser of its format, else 0, with each fault's line and offset as evidence. Judged is the only
 * fenced code block of the answer, else all of it; several blocks, and an empty answer, are 0. See `sqlFaults`, `xmlFaults`,
 * `htmlFaults`, `urlFaults` and `yamlFaults` for what is a fault; JSON is RFC 8259's. Unscored where the text nests deeper than its
 * parser goes, which is neither.
 * @throws AssayError on unknown or wrong options, and on those of another format
 */
export function valid(options: ValidOptions): Grader {
  const parsed = parseOptions('valid', validOptions, options)
  const { format, dialect = 'generic', schemes = ['http', 'https'], hosts } = parsed
  for (const [option, owner] of [
    ['dialect', 'sql'],
    ['schemes', 'url'],
    ['hosts', 'url'],
  ] as const) {
    if (parsed[option] !== undefined && format !== owner)
      throw new AssayError({
        message: `valid: ${option} is for the format ${owner}`,
        mend: `leave it out, or set format: ${owner}`,
      })
  }
  return {
    ...describe('valid', 1, parsed),
    grade({ output: { text } }): Grade | Promise<Grade> {
      const code = soleCode(text)
      if ('blocks' in code) return verdict(false, `the answer holds ${code.blocks} code blocks, not one`)
      if (code.start === code.end) return verdict(false, 'the answer is empty')
      const body = text.slice(code.start, code.end)
      if (format !== 'sql') return graded(faultsIn(body, format, { schemes, hosts }), names[format], text, code.start)
      return sqlFaults(body, dialect).then(
        (faults) => graded(faults, names.sql, text, code.start),
        (error: unknown): Grade => ({ status: 'error', error: toFailure(error) }),
      )
    },
  }
}

function graded(faults: readonly FormatFault[], name: string, text: string, from: number): Grade {
  const [first] = faults
  if (first === undefined) return verdict(true, `valid ${name}`)
  if (first.limit) return unscored(`the answer ${first.message}`)
  const more = faults.length > 1 ? `, and ${plural(faults.length - 1, 'more fault')}` : ''
  const evidence = faults.slice(0, 200).map((fault) => toEvidence(fault, text, from))
  return scored(0, `not valid ${name}: ${evidence[0]?.message ?? ''}${more}`, evidence)
}

const names = { sql: 'SQL', xml: 'XML', html: 'HTML', url: 'URL', json: 'JSON', yaml: 'YAML' } as const

function faultsIn(code: string, format: Exclude<ValidOptions['format'], 'sql'>, rules: UrlRules): FormatFault[] {
  if (format === 'xml') return xmlFaults(code)
  if (format === 'html') return htmlFaults(code)
  if (format === 'url') return urlFaults(code, rules)
  return format === 'json' ? jsonFaults(code) : yamlFaults(code)
}

/** Lines are those of the answer. */
function toEvidence({ message, offset }: FormatFault, text: string, from: number): Evidence {
  if (offset === undefined) return { kind: 'format', verdict: 'bad', message }
  const start = Math.min(text.length, from + offset)
  const { line, column } = placeOf(text, start)
  return {
    kind: 'format',
    verdict: 'bad',
    message: `line ${line}, column ${column}: ${message}`,
    start,
    end: Math.min(text.length, start + 1),
  }
}
