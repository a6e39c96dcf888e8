import { z } from 'zod'
import { AssayError } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { JsonObject } from '../core/json.ts'
import { isJsonObject } from '../core/json.ts'
import type { Output } from '../core/output.ts'
import type { Shape } from '../core/shape.ts'
import type { Target, TargetContext, TargetDefinition, TargetInput, TargetSite } from '../core/target.ts'
import type { Model, ModelReply, ModelRequest, ModelSpec, Parameters, Tool, ToolChoice } from '../models/index.ts'
import { modelIdentity, modelSchema, openModel, parametersShape, valuedModelSchema } from '../models/index.ts'
import { readJson } from './dataFile.ts'
import type { MessageEntry, Messages } from './messages.ts'
import { messageEntrySchema, openMessages } from './messages.ts'

/** What a model is asked, and how. */
export interface PromptOptions extends Parameters {
  /** `provider/model`, `{ baseUrl, name, apiKey }` for a server of your own, or a model of the AI SDK. */
  model: ModelSpec
  /** Default: the input as the user's words, or the conversation in `input.messages`. */
  messages?: MessageEntry[]
  /** JSON Schema of the answer, or the path of a file with one. */
  schema?: JsonObject | string
  /** Tools described to the model; the calls it makes are kept, not made. A list, or the path of a file with one. */
  tools?: Tool[] | string
  toolChoice?: ToolChoice
  /** Named in reports; what is asked decides the fingerprint in any case. */
  version?: string
}

const jsonObject = z.record(z.string(), z.json())

const toolSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
  description: z.string().exactOptional(),
  parameters: jsonObject.describe('JSON Schema of the arguments'),
} satisfies Shape<Tool>)

function promptSchemaOf(model: z.ZodType<ModelSpec, ModelSpec>) {
  return z.strictObject({
    model: model.describe('provider/model, or { baseUrl, name, apiKey } for an OpenAI-compatible server'),
    messages: z
      .array(messageEntrySchema)
      .min(1)
      .exactOptional()
      .describe('templates; default: the input as the words of the user'),
    schema: z
      .union([z.string().min(1), jsonObject])
      .exactOptional()
      .describe('JSON Schema of the answer, or the path of a file with one'),
    tools: z
      .union([z.string().min(1), z.array(toolSchema).min(1)])
      .exactOptional()
      .describe('described to the model; the calls it makes are kept. A list, or the path of a file with one'),
    toolChoice: z
      .union([z.enum(['auto', 'required', 'none']), z.strictObject({ tool: z.string().min(1) })])
      .exactOptional(),
    version: z.string().min(1).exactOptional(),
    ...parametersShape,
  } satisfies Shape<PromptOptions>)
}

const optionsSchema = promptSchemaOf(valuedModelSchema)
/** As plain data says it. */
export const promptSchema = z.strictObject({
  prompt: promptSchemaOf(modelSchema),
  version: z.string().min(1).exactOptional().describe('named in reports'),
})

type Settings = z.output<typeof optionsSchema>

/**
 * A target that is a model and what it is asked. Messages are Handlebars templates over `id`, `input`, `sources` and `metadata`, without
 * HTML escaping; a name that the case does not have is an error.
 * @throws AssayError where an option is wrong or a template is not well formed
 */
export function prompt(options: PromptOptions): TargetDefinition {
  const parsed = optionsSchema.safeParse(options)
  if (!parsed.success) throw new AssayError(faultsOf(parsed.error.issues, optionsSchema, options))
  const settings = parsed.data
  return {
    kind: 'prompt',
    options: settings,
    usesNetwork: true,
    cacheable: true,
    open: async (site) => promptTarget(settings, site),
  }
}

async function promptTarget(settings: Settings, site: TargetSite): Promise<Target> {
  const { model: spec, messages: written, schema: _, tools: __, toolChoice, version, ...parameters } = settings
  const { root, env } = site
  const [messages, schema, tools] = await Promise.all([
    openMessages(written, { root, env }),
    schemaOf(settings, root),
    toolsOf(settings, root),
  ])
  requireTool(toolChoice, tools)
  const model = await openModel(spec, site)
  const request = (input: TargetInput): ModelRequest => ({
    messages: messages.of(input),
    ...(schema === undefined ? {} : { schema }),
    ...(tools === undefined ? {} : { tools }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    parameters,
  })
  return {
    name: site.name,
    kind: 'prompt',
    fingerprint: fingerprint({
      kind: 'prompt',
      model: modelIdentity(spec),
      parameters,
      messages: messages.identity,
      schema,
      tools,
      toolChoice,
    }),
    ...(version === undefined ? {} : { version }),
    usesNetwork: true,
    asks: model.id,
    estimate: (input) => model.estimate(request(input)),
    run: (input, context) => answer(model, request(input), context),
    ...contaminated(messages),
  }
}

async function answer(model: Model, request: ModelRequest, context: TargetContext): Promise<Output> {
  context.signal.throwIfAborted()
  return outputOf(await model.generate(request, context))
}

function outputOf({ toolCalls, usage, ...reply }: ModelReply): Output {
  return { ...reply, usage, ...(toolCalls.length === 0 ? {} : { toolCalls }) }
}

/** An example that asks what a case asks gives its answer away. */
function contaminated(messages: Messages): Pick<Target, 'gives'> {
  return messages.examples.size === 0 ? {} : { gives: (input) => messages.examples.has(fingerprint(input)) }
}

async function schemaOf({ schema }: Settings, root: string): Promise<JsonObject | undefined> {
  if (typeof schema !== 'string') return schema
  const value = await readJson(root, schema)
  if (isJsonObject(value)) return value
  throw new AssayError({ file: schema, message: 'must hold a JSON Schema, an object' })
}

async function toolsOf({ tools }: Settings, root: string): Promise<Tool[] | undefined> {
  if (typeof tools !== 'string') return tools as Tool[] | undefined
  const value = await readJson(root, tools)
  const list = z.array(toolSchema).min(1)
  const parsed = list.safeParse(value)
  if (parsed.success) return parsed.data as Tool[]
  throw new AssayError(faultsOf(parsed.error.issues, list, value).map(({ message }) => ({ file: tools, message })))
}

function requireTool(choice: ToolChoice | undefined, tools: readonly Tool[] | undefined): void {
  if (choice === undefined || choice === 'none') return
  const names = tools?.map(({ name }) => name) ?? []
  const isKnown = typeof choice === 'string' ? names.length > 0 : names.includes(choice.tool)
  if (isKnown) return
  const which = typeof choice === 'string' ? 'a tool' : `the tool "${choice.tool}"`
  throw new AssayError({
    message: `"toolChoice" asks for ${which}, which is not in "tools"`,
    mend: 'describe it there',
  })
}
