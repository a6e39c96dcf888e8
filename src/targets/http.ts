import { z } from 'zod'
import type { Environment } from '../core/environment.ts'
import { expandEnvironment } from '../core/environment.ts'
import { AssayError } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import { faultsOf } from '../core/faults.ts'
import { fingerprint } from '../core/fingerprint.ts'
import type { Json } from '../core/json.ts'
import type { Endpoint } from '../core/network.ts'
import type { Output, SentRequest } from '../core/output.ts'
import type { Shape } from '../core/shape.ts'
import type { Target, TargetContext, TargetDefinition, TargetInput, TargetSite } from '../core/target.ts'
import type { Template, TemplateData } from '../models/index.ts'
import {
  bare,
  bodyText,
  expanded,
  expandedJson,
  isSecretName,
  jsonTemplate,
  reached,
  responseFailure,
  template,
  templateData,
} from '../models/index.ts'
import type { AnswerPaths } from './httpAnswer.ts'
import { answerShape, openAnswer } from './httpAnswer.ts'

export interface HttpOptions extends AnswerPaths {
  /** A template; what is put in is encoded for URLs. */
  url: string
  /** Default POST where there is a body, else GET. */
  method?: string
  /** Templates. */
  headers?: Record<string, string>
  /** JSON whose texts are templates, or one template for text. */
  body?: Json
  /** Requests at a time to this server; lowered by itself while the server throttles. */
  maxInFlight?: number
  requestsPerMinute?: number
  /** Names what decides the answers; without it they are never kept for another run. */
  version?: string
}

const optionsSchema = z.strictObject({
  url: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) || text.includes('${'), 'must begin with http:// or https://')
    .describe('a template; what is put in is encoded for URLs'),
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'must be in capitals, e.g. POST')
    .exactOptional(),
  headers: z.record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), z.string()).exactOptional(),
  body: z
    .json()
    .exactOptional()
    .describe('JSON whose texts are templates over id, input, sources and metadata; or one template for text'),
  ...answerShape,
  maxInFlight: z.int().min(1).exactOptional().describe('requests at a time to this server'),
  requestsPerMinute: z.number().positive().exactOptional(),
  version: z.string().min(1).exactOptional(),
} satisfies Shape<HttpOptions>)

/** As plain data says it. */
export const httpSchema = z.strictObject({
  http: optionsSchema,
  version: z
    .string()
    .min(1)
    .exactOptional()
    .describe('names what decides the answers; without it they are never kept for another run'),
})

type Settings = z.output<typeof optionsSchema>

/**
 * A target behind HTTP. URL, headers and body are Handlebars templates over `id`, `input`, `sources` and `metadata`; where the answer is in
 * the reply is said by JSONPath (RFC 9535).
 * @throws AssayError where an option is wrong, a template is not well formed or a path is none
 */
export function http(options: HttpOptions): TargetDefinition {
  const parsed = optionsSchema.safeParse(options)
  if (!parsed.success) throw new AssayError(faultsOf(parsed.error.issues, optionsSchema, options))
  const settings = parsed.data
  // Faults of templates and paths are told when the eval is read.
  openRequest(settings, {})
  openAnswer(settings)
  return {
    kind: 'http',
    options: settings,
    usesNetwork: true,
    cacheable: settings.version !== undefined,
    open: async (site) => httpTarget(settings, site),
  }
}

function httpTarget(settings: Settings, site: TargetSite): Target {
  const { version, maxInFlight, requestsPerMinute, headers = {}, ...others } = settings
  // Looked at for secrets once; the templates are filled in for each request.
  expanded(headers, site, 'headers')
  const requestOf = openRequest(settings, site.env)
  const read = openAnswer(settings)
  const limits = {
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  }
  return {
    name: site.name,
    kind: 'http',
    fingerprint: fingerprint({ kind: 'http', version, ...others, headers: shownHeaders(headers) }),
    ...(version === undefined ? {} : { version }),
    usesNetwork: true,
    estimate: (input) => {
      requestOf(input)
      return {}
    },
    run: async (input, context) => {
      context.signal.throwIfAborted()
      const request = requestOf(input)
      const endpoint: Endpoint = { key: new URL(request.url).origin, ...limits }
      return site.network.send({
        endpoint,
        attempt: () => ask(request, read, context, site),
        costOf: ({ costUsd }) => costUsd,
        signal: context.signal,
        offClock: context.offClock,
      })
    },
  }
}

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? '' : value]))
}

interface FilledRequest {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
  sent: SentRequest
}

function openRequest(settings: Settings, env: Environment): (input: TargetInput) => FilledRequest {
  const url = template(expandEnvironment(settings.url, env), 'url')
  const headers = Object.entries(settings.headers ?? {}).map(
    ([name, text]) => [name, template(expandEnvironment(text, env), `headers.${name}`)] as const,
  )
  const body = settings.body === undefined ? undefined : jsonTemplate(expandedJson(settings.body, env), 'body')
  const isText = typeof settings.body === 'string'
  const method = settings.method ?? (body === undefined ? 'GET' : 'POST')
  return (input) => {
    const data = templateData(input)
    const filledUrl = urlOf(url, data)
    const filled = body?.(data)
    return {
      url: filledUrl,
      method,
      headers: headersOf(headers, data, body === undefined ? undefined : isText ? 'text/plain' : 'application/json'),
      ...(filled === undefined ? {} : { body: isText ? textOf(filled) : JSON.stringify(filled) }),
      sent: { method, url: filledUrl, ...(filled === undefined ? {} : { body: filled }) },
    }
  }
}

/** `.` and `..` as parts of a path: no encoding keeps them from leading elsewhere. */
const dotSegment = /^[^?#]*\/\.{1,2}(?:[/?#]|$)/

/** Whatever the case holds stays one part of the URL: it can reach no other host or path. */
function urlOf(url: Template, data: TemplateData): string {
  const filled = url(bare(data, (text) => encodeURIComponent(text.toWellFormed())) as TemplateData)
  if (!URL.canParse(filled)) throw fault('"url" gives no URL')
  if (dotSegment.test(filled)) throw fault('"url" leads to another path: a part of it is "." or ".."')
  return filled
}

function fault(message: string): FailureError {
  return new FailureError({ code: 'template', message, retryable: false })
}

function headersOf(
  headers: readonly (readonly [string, Template])[],
  data: TemplateData,
  contentType: string | undefined,
): Record<string, string> {
  const filled = headers.map(([name, text]) => [name, headerValue(name, text(data))] as const)
  const isTyped = filled.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    ...(contentType === undefined || isTyped ? {} : { 'content-type': contentType }),
    ...Object.fromEntries(filled),
  }
}

function headerValue(name: string, text: string): string {
  const value = text.replace(/[\r\n\0]+/g, ' ').trim()
  if (/[^\t -~\u0080-\u00ff]/.test(value)) throw fault(`"headers.${name}" gives what no header can hold`)
  return value
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function ask(
  { url, method, headers, body, sent }: FilledRequest,
  read: ReturnType<typeof openAnswer>,
  { signal, monotonic }: TargetContext,
  { network }: TargetSite,
): Promise<Output> {
  const startedAt = monotonic()
  const asked = { url, method, headers, signal, ...(body === undefined ? {} : { body }) }
  const reply = await reached(network.request(asked))
  const text = await bodyText(reply)
  const latencyMs = monotonic() - startedAt
  const { status } = reply
  if (status < 200 || status >= 300)
    throw responseFailure({ status, headers: reply.headers, body: text }, network.now().getTime())
  const output = read(text, reply.headers['content-type'] ?? '')
  return { ...output, latencyMs: output.latencyMs ?? latencyMs, request: sent }
}
