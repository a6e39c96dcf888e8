import { createRequire } from 'node:module'
import type Handlebars from 'handlebars'
import { AssayError, messageOf } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { TargetInput } from '../core/target.ts'

/** A text with places for what a case has. @throws FailureError `template` where the case lacks something that it names */
export type Template = (data: TemplateData) => string

/** What templates see, without prototypes: a name that is not there is found to be missing, and nothing else can be reached. */
export type TemplateData = Readonly<Record<string, unknown>>

/** Stands where an object was put into text. */
const objectMark = '\u0000object\u0000'

type Engine = ReturnType<typeof Handlebars.create>

const require = createRequire(import.meta.url)
let shared: { engine: Engine; namesBlocks(text: string): boolean } | undefined

/** Loaded for those who use it: it takes a while, and most targets are no templates. */
function handlebars(): NonNullable<typeof shared> {
  shared ??= strictEngine(require('handlebars') as typeof Handlebars)
  return shared
}

function strictEngine(library: typeof Handlebars): NonNullable<typeof shared> {
  const engine = library.create()
  const { each, with: within } = engine.helpers as Record<string, Handlebars.HelperDelegate>
  engine.unregisterHelper('log')
  engine.registerHelper('json', (value: unknown) => JSON.stringify(given(value, 'json')))
  engine.registerHelper('each', function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(each as () => unknown, this, [given(args[0], 'each'), ...args.slice(1)])
  })
  engine.registerHelper('with', function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(within as () => unknown, this, [given(args[0], 'with'), ...args.slice(1)])
  })
  engine.registerHelper('lookup', (from: unknown, key: unknown) => {
    const name = String(key)
    const isThere = typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    if (!isThere) throw new Error(`"${name}" not defined in what is looked up`)
    return (from as Record<string, unknown>)[name]
  })

  /** Names of one's own in a block are not strict: what they lack would be nothing, without a word. */
  class BlockNames extends library.Visitor {
    found = false

    override Program(program: hbs.AST.Program): void {
      if ((program.blockParams?.length ?? 0) > 0) this.found = true
      super.Program(program)
    }
  }
  const namesBlocks = (text: string) => {
    const names = new BlockNames()
    names.accept(engine.parse(text))
    return names.found
  }
  return { engine, namesBlocks }
}

/** Arguments of helpers are not strict by themselves: only `if` and `unless` may ask for what is not there. */
function given(value: unknown, helper: string): unknown {
  if (value === undefined) throw new Error(`{{#${helper}}} is given what the case does not have`)
  return value
}

/**
 * A Handlebars template: no HTML escaping, `{{#each}}`, `{{#if}}`, `{{#with}}`, `{{lookup}}` and `{{json value}}`; no partials. Strict: a
 * name that the data does not have is an error.
 * @param place what is told with a fault, e.g. `messages.0.content`
 * @throws AssayError where it is not well formed
 */
export function template(text: string, place: string): Template {
  const { engine, namesBlocks } = handlebars()
  if (attemptParse(() => namesBlocks(text), place)) {
    const mend = 'leave it out: the names of an item can be used in its block as they are'
    throw new AssayError({ message: `"${place}" names what stands in a block (as |name|)`, mend })
  }
  const render = engine.compile(text, { noEscape: true, strict: true, knownHelpersOnly: false })
  return (data) => {
    const rendered = attempt(() => render(data, lockedPrototypes), place)
    if (!rendered.includes(objectMark)) return rendered
    const message = `"${place}" puts an object into the text; name what is wanted of it, or write {{json ...}}`
    throw new FailureError({ code: 'template', message, retryable: false })
  }
}

/** As by default, but without a warning on the console. */
const lockedPrototypes = { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false }

const lonePath = /^\s*\{\{\{?\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}\}\}?\s*$/

/**
 * A JSON value whose texts are templates. A text that is nothing but the name of something, `{{input.messages}}`, stands for that very
 * value, be it a list, an object or a number.
 */
export function jsonTemplate(value: Json, place: string): (data: TemplateData) => Json {
  if (typeof value === 'string') {
    const path = lonePath.exec(value)?.[1]
    return path === undefined ? template(value, place) : (data) => plain(valueAt(data, path, place))
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => jsonTemplate(item, `${place}.${index}`))
    return (data) => items.map((item) => item(data))
  }
  if (!isJsonObject(value)) return () => value
  const entries = Object.entries(value).map(([key, item]) => [key, jsonTemplate(item, `${place}.${key}`)] as const)
  return (data) => Object.fromEntries(entries.map(([key, item]) => [key, item(data)]))
}

/** What templates see of a case. `sources` and `metadata` are there in any case, so that `{{#each}}` and `{{#if}}` can ask for them. */
export function templateData({ id, input, sources = [], metadata = {} }: TargetInput): TemplateData {
  return bare({ id, input, sources, metadata }) as TemplateData
}

/** The value at `a.b.c`. @throws FailureError `template` where there is none */
export function valueAt(data: TemplateData, path: string, place: string): unknown {
  let value: unknown = data
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) throw missing(key, place)
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** All that copies inherit: it has no name that a template could reach. */
const nameless = Object.create(null, { [Symbol.toPrimitive]: { value: () => objectMark } }) as object

/** Copies without prototypes; `in` finds only what is there. Texts are mapped. */
export function bare(value: unknown, text: (text: string) => string = (same) => same): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return bareList(value, text)
  const copy = Object.create(nameless) as Record<string, unknown>
  for (const key of Object.keys(value)) copy[key] = bare((value as Record<string, unknown>)[key], text)
  return copy
}

function bareList(list: ArrayLike<unknown>, text: (text: string) => string): unknown {
  // A list that is bare itself has no `map`.
  return Object.setPrototypeOf(
    Array.from(list, (item) => bare(item, text)),
    nameless,
  )
}

function attemptParse(parse: () => boolean, place: string): boolean {
  try {
    return parse()
  } catch (error) {
    throw new AssayError({ message: `"${place}" is no template: ${faultWords(error)}`, mend: 'see handlebarsjs.com' })
  }
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

function attempt(render: () => string, place: string): string {
  try {
    return render()
  } catch (error) {
    const said = messageOf(error)
    const [, name] = /^"(.*)" not defined in /s.exec(said) ?? /in' operator to search for '(.*?)' in /s.exec(said) ?? []
    if (name !== undefined) throw missing(name, place)
    const message = `"${place}": ${faultWords(error)}`
    throw new FailureError({ code: 'template', message, retryable: false })
  }
}

function missing(name: string, place: string): FailureError {
  const message = `"${place}" names "${name}", which the case does not have`
  return new FailureError({ code: 'template', message, retryable: false })
}

function faultWords(error: unknown): string {
  return messageOf(error)
    .split('\n')
    .filter((line) => !/^-*\^$/.test(line))
    .join(' ')
    .replaceAll(objectMark, 'an object')
}
