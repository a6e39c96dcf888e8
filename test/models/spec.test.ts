import { describe, expect, it } from 'vitest'
import type { ModelSpec } from '../../src/models/index.ts'
import {
  expanded,
  expandedJson,
  isSecretName,
  modelFingerprint,
  modelSchema,
  roleParts,
  roleSchema,
  valuedModelSchema,
  valuedRoleSchema,
} from '../../src/models/index.ts'
import { networkOf } from '../support/network.ts'
import { fromEnv } from '../support/openTarget.ts'

const sdk = { specificationVersion: 'v4', provider: 'own.chat', modelId: 'own-1', supportedUrls: {} }
const at = { baseUrl: 'http://127.0.0.1:8000/v1', name: 'm' }

describe('what a model may be written as', () => {
  it.each<[string, unknown, boolean]>([
    ['provider and model', 'openai/gpt-4o', true],
    ['a model with slashes', 'together/meta-llama/Llama-3', true],
    ['a bare name', 'gpt-4o', false],
    ['a provider alone', 'openai/', false],
    ['a model without provider', '/gpt-4o', false],
    ['a server', at, true],
    ['a server by reference', { ...at, baseUrl: fromEnv('BASE') }, true],
    ['a server that is no URL', { ...at, baseUrl: 'localhost:8000' }, false],
    ['a provider and a name', { provider: 'anthropic', name: 'm' }, true],
    ['a name alone', { name: 'm' }, false],
    ['a server alone', { baseUrl: at.baseUrl }, false],
    ['a key that there is not', { ...at, apikey: 'x' }, false],
    ['no request at a time', { ...at, maxInFlight: 0 }, false],
    ['half a request at a time', { ...at, maxInFlight: 1.5 }, false],
    ['a negative price', { ...at, prices: { input: -1, output: 1 } }, false],
    ['half a price', { ...at, prices: { input: 1 } }, false],
  ])('%s', (_, spec, isRight) => {
    expect(modelSchema.safeParse(spec).success).toBe(isRight)
    expect(valuedModelSchema.safeParse(spec).success).toBe(isRight)
  })

  it('is a value only in TypeScript, and is then handed on as it is', () => {
    expect(modelSchema.safeParse(sdk).success).toBe(false)
    expect(valuedModelSchema.parse(sdk)).toBe(sdk)
    expect(valuedRoleSchema.parse(sdk)).toBe(sdk)
    expect(valuedRoleSchema.safeParse({ model: sdk, temperature: 0 }).success).toBe(true)
    expect(roleSchema.safeParse({ model: sdk }).success).toBe(false)
  })

  it('has the parameters of a role beside it, or around it', () => {
    expect(roleParts('openai/gpt-4o')).toEqual({ model: 'openai/gpt-4o', parameters: {} })
    expect(roleParts({ ...at, temperature: 1, maxTokens: 5 })).toEqual({
      model: at,
      parameters: { temperature: 1, maxTokens: 5 },
    })
    expect(roleParts({ model: at, temperature: 1 })).toEqual({ model: at, parameters: { temperature: 1 } })
    expect(roleParts(sdk)).toEqual({ model: sdk, parameters: {} })
    expect(roleSchema.safeParse({ ...at, temperature: -1 }).success).toBe(false)
  })
})

describe('the fingerprint of a model', () => {
  const all: ModelSpec = {
    ...at,
    query: { 'api-version': '1' },
    settings: { region: 'eu' },
    apiKey: 'one',
    headers: { 'x-a': '1' },
  }
  const same = modelFingerprint(all, {})

  it.each<[string, object]>([
    ['its key', { apiKey: 'two' }],
    ['headers', { headers: { 'x-a': '2' } }],
    ['how fast it may be asked', { maxInFlight: 3, requestsPerMinute: 9 }],
    ['its price', { prices: { input: 1, output: 2 } }],
    ['whether it streams', { stream: false }],
    ['a secret among its settings', { settings: { region: 'eu', secretAccessKey: 'abc' } }],
    ['a secret in its URL', { query: { 'api-version': '1', key: 'abc' } }],
  ])('is the same with another %s', (_, over) => {
    expect(modelFingerprint({ ...all, ...over }, {})).toBe(same)
  })

  it.each<[string, object]>([
    ['name', { name: 'n' }],
    ['server', { baseUrl: 'http://127.0.0.1:8001/v1' }],
    ['provider', { provider: 'openai' }],
    ['version in its URL', { query: { 'api-version': '2' } }],
    ['setting', { settings: { region: 'us' } }],
  ])('is another with another %s', (_, over) => {
    expect(modelFingerprint({ ...all, ...over }, {})).not.toBe(same)
  })

  it('covers how it is asked', () => {
    expect(modelFingerprint(all, { temperature: 0 })).not.toBe(same)
    expect(modelFingerprint(all, { temperature: 0 })).not.toBe(modelFingerprint(all, { temperature: 1 }))
  })

  it('is the same however the model is written', () => {
    expect(modelFingerprint('openai/gpt-4o', {})).toBe(modelFingerprint({ provider: 'openai', name: 'gpt-4o' }, {}))
    expect(modelFingerprint(sdk, {})).toBe(modelFingerprint({ ...sdk }, {}))
    expect(modelFingerprint(sdk, {})).not.toBe(modelFingerprint({ ...sdk, modelId: 'own-2' }, {}))
  })
})

describe('what is asked for in another way', () => {
  it('is another model: a server that is not held to a schema is asked for it in words', () => {
    const model = { baseUrl: 'http://h/v1', name: 'm' }
    expect(modelFingerprint({ ...model, structuredOutput: false }, {})).not.toBe(
      modelFingerprint({ ...model, structuredOutput: true }, {}),
    )
  })

  it('is no secret, however deep one stands in the settings', () => {
    const withKey = (key: string) => ({ provider: 'own', name: 'm', settings: { auth: { deep: [key] }, region: 'eu' } })
    const nested = (key: string) => ({ provider: 'own', name: 'm', settings: { options: [{ private_key: key }] } })
    expect(modelFingerprint(withKey('a'), {})).toBe(modelFingerprint(withKey('b'), {}))
    expect(modelFingerprint(nested('a'), {})).toBe(modelFingerprint(nested('b'), {}))
  })
})

describe('references to the environment', () => {
  it('are expanded, and kept as secrets where their name says so', () => {
    const kept: [string, string][] = []
    const network = networkOf({ keepSecret: (name, value) => kept.push([name, value]) })
    const written = {
      authorization: `Bearer ${fromEnv('TOKEN')}`,
      'x-team': fromEnv('TEAM'),
      'api-key': 'literal-key',
      'x-doc': `$${fromEnv('TEAM')}`,
    }
    const env = { TOKEN: 'abc-123-def', TEAM: 'support' }
    expect(expanded(written, { env, network }, 'headers')).toEqual({
      authorization: 'Bearer abc-123-def',
      'x-team': 'support',
      'api-key': 'literal-key',
      'x-doc': fromEnv('TEAM'),
    })
    expect(kept).toEqual([
      ['headers.authorization', 'Bearer abc-123-def'],
      ['headers.authorization', 'abc-123-def'],
      ['headers.api-key', 'literal-key'],
    ])
  })

  it('are expanded in every text of a value', () => {
    const env = { A: 'one' }
    const value = { a: fromEnv('A'), list: [fromEnv('A'), 1, null], deep: { b: fromEnv('MISSING') } }
    expect(expandedJson(value, env)).toEqual({ a: 'one', list: ['one', 1, null], deep: { b: fromEnv('MISSING') } })
  })

  it.each([
    ['api-key', true],
    ['Authorization', true],
    ['x-auth-token', true],
    ['password', true],
    ['clientSecret', true],
    ['region', false],
    ['api-version', false],
  ])('%s is named like a secret: %s', (name, isSecret) => {
    expect(isSecretName(name)).toBe(isSecret)
  })
})
