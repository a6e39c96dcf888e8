import { expandEnvironment } from '../core/environment.ts'
import { AssayError } from '../core/errors.ts'
import { FailureError } from '../core/failure.ts'
import type { Json } from '../core/json.ts'
import type { Entailer, JudgeCall } from '../core/judge.ts'
import type { Endpoint } from '../core/network.ts'
import { windowsOf } from '../text/windows.ts'
import { bodyText, reached } from './body.ts'
import type { EntailerSpec } from './entailerSpec.ts'
import { entailmentScore } from './entailmentReply.ts'
import { expanded, expandedJson } from './expand.ts'
import { responseFailure } from './faults.ts'
import { requireJsonPath } from './jsonPath.ts'
import type { CallContext } from './model.ts'
import type { Opened } from './roles.ts'
import type { ModelSite } from './site.ts'
import { bare, jsonTemplate, type TemplateData } from './template.ts'

const bodies: Record<NonNullable<EntailerSpec['api']>, Json> = {
  tei: { inputs: [['{{premise}}', '{{claim}}']] },
  // Without it some servers give the best label alone.
  huggingface: { inputs: { text: '{{premise}}', text_pair: '{{claim}}' }, parameters: { top_k: 10 } },
}

/** Windows of one premise that are asked about at a time. */
const windowsAtOnce = 8

/** What is sent where; headers hold secrets. */
interface Door {
  url: string
  headers: Record<string, string>
  endpoint: Endpoint
  bodyOf(premise: string, claim: string): string
}

/**
 * A model of natural language inference behind HTTP. Of a premise longer than `maxPremise` the largest score of its windows counts, as in
 * SummaC (Laban et al. 2022, TACL 10:163-177): what entails a claim is usually short.
 * @throws AssayError where the URL is none, a template is not well formed or names something else, or a path is no JSONPath
 */
export function openEntailer(role: string, spec: EntailerSpec, site: ModelSite): Opened<Entailer> {
  if (spec.score !== undefined) requireJsonPath('score', spec.score)
  const door = doorOf(role, spec, site)
  const bind = (context: CallContext): Entailer => ({
    async entails(premise, claim) {
      const windows = windowsOf(premise, spec.maxPremise)
      const replies: Reply[] = []
      for (let index = 0; index < windows.length; index += windowsAtOnce) {
        const group = windows.slice(index, index + windowsAtOnce)
        replies.push(...(await Promise.all(group.map((window) => ask(window, claim, context)))))
      }
      const score = replies.reduce((most, reply) => Math.max(most, reply.score), 0)
      return { score, calls: replies.map(({ call }) => call) }
    },
  })
  const ask = (premise: string, claim: string, { signal, offClock, monotonic }: CallContext) =>
    site.network.send({
      endpoint: door.endpoint,
      ...(spec.usdPerRequest === undefined
        ? {}
        : { expected: { usd: spec.usdPerRequest, isMost: true, of: `${door.endpoint.key} ${role}` } }),
      attempt: async (): Promise<Reply> => {
        const startedAt = monotonic()
        const score = await request(door, premise, claim, spec, signal, site)
        const { usdPerRequest: costUsd } = spec
        const cost = costUsd === undefined ? {} : { costUsd }
        return { score, call: { judge: role, modelId: nameOf(spec), ...cost, latencyMs: monotonic() - startedAt } }
      },
      costOf: ({ call }) => call.costUsd,
      signal,
      offClock,
    })
  // How many requests there will be nobody knows before the answers are there.
  return { bind, ...(spec.usdPerRequest === 0 ? { costOf: () => 0 } : {}) }
}

interface Reply {
  score: number
  call: JudgeCall
}

function nameOf({ name, url }: EntailerSpec): string {
  return name ?? url.replace(/[?#].*$/s, '')
}

function doorOf(role: string, spec: EntailerSpec, site: ModelSite): Door {
  const { api = 'tei', body = bodies[api], maxInFlight, requestsPerMinute } = spec
  const filled = jsonTemplate(expandedJson(body, site.env), 'body')
  const bodyOf = (premise: string, claim: string) =>
    JSON.stringify(filled(bare({ premise: premise.toWellFormed(), claim: claim.toWellFormed() }) as TemplateData))
  requireTexts(bodyOf)
  const limits = {
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  }
  if (!site.network.sends) return { url: spec.url, headers: {}, endpoint: { key: 'nobody', ...limits }, bodyOf }
  const url = expandEnvironment(spec.url, site.env)
  if (!URL.canParse(url))
    throw new AssayError({
      message: `entailers.${role}: "url" is no URL`,
      mend: 'write it as http://HOST:PORT/predict',
    })
  const headers = headersOf(role, spec, site)
  return { url, headers, endpoint: { key: new URL(url).origin, ...limits }, bodyOf }
}

/** A template that leaves out the claim, or has something else in it, would only be found when it is asked. */
function requireTexts(bodyOf: Door['bodyOf']): void {
  const [premise, claim] = ['premise-7f3a', 'claim-91cd']
  let body: string
  try {
    body = bodyOf(premise, claim)
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const message = error.failure.message.replace('which the case does not have', 'which is neither premise nor claim')
    throw new AssayError({ message, mend: 'name {{premise}} and {{claim}}' })
  }
  const left = [premise, claim].filter((text) => !body.includes(text)).map((text) => text.replace(/-.*/, ''))
  if (left.length > 0)
    throw new AssayError({
      message: `"body" leaves out the ${left.join(' and the ')}`,
      mend: 'add {{premise}} and {{claim}}',
    })
}

function headersOf(role: string, { headers = {}, apiKey }: EntailerSpec, site: ModelSite): Record<string, string> {
  const written = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]))
  const own = { ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }), ...written }
  return { 'content-type': 'application/json', ...expanded(own, site, `entailers.${role}.headers`) }
}

async function request(
  { url, headers, bodyOf }: Door,
  premise: string,
  claim: string,
  spec: EntailerSpec,
  signal: AbortSignal,
  { network }: ModelSite,
): Promise<number> {
  const asked = { url, method: 'POST', headers, body: bodyOf(premise, claim), signal }
  try {
    const reply = await reached(network.request(asked))
    const text = await bodyText(reply)
    const { status } = reply
    if (status >= 200 && status < 300) return entailmentScore(text, spec)
    throw responseFailure({ status, headers: reply.headers, body: text }, network.now().getTime())
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error
  }
}
