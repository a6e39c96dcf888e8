import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunStop } from '../../src/core/network.ts'
import { Budget, openModel } from '../../src/models/index.ts'
import { pricesOf } from '../../src/models/prices.ts'
import type { ModelSpec } from '../../src/models/spec.ts'
import { networkOf } from '../support/network.ts'
import { failureOf } from '../support/openTarget.ts'
import { completion, inTurn, listen, says, tells } from '../support/rawServer.ts'
import { asked, modelOn, question, siteOf } from './asking.ts'

const site = siteOf(networkOf(), { OPENAI_BASE: 'https://api.openai.com/v1' })
const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 }

describe('the price of an answer', () => {
  const priced = async (spec: ModelSpec, answeredBy = '') => (await pricesOf(spec, site))(million, answeredBy)
  const sdk = (provider: string, modelId: string) => ({ specificationVersion: 'v4', provider, modelId })

  it.each<[string, ModelSpec]>([
    ['a provider', 'openai/gpt-4o'],
    ['the address of a provider', { baseUrl: 'https://api.openai.com/v1', name: 'gpt-4o' }],
    ['an address in the environment', { baseUrl: '$'.concat('{OPENAI_BASE}'), name: 'gpt-4o' }],
    ['a provider behind another address', { provider: 'openai', baseUrl: 'http://proxy.internal/v1', name: 'gpt-4o' }],
    ['a model of the AI SDK', sdk('openai.responses', 'gpt-4o')],
  ])('is known for %s', async (_, spec) => {
    expect(await priced(spec, 'gpt-4o')).toBeCloseTo(12.5, 6)
  })

  it('is that of what answered, else of what was asked', async () => {
    const [small, large] = [await priced('openai/gpt-4o', 'gpt-4o-mini'), await priced('openai/gpt-4o', 'gpt-4o')]
    expect(small).toBeLessThan(large ?? 0)
    expect(await priced('openai/gpt-4o', 'gpt-4o-2024-08-06')).toBe(large)
    expect(await priced('openai/gpt-4o', 'house-of-mirrors')).toBe(large)
  })

  it.each<[string, ModelSpec]>([
    ['a server of your own', { baseUrl: 'http://127.0.0.1:8000/v1', name: 'gpt-4o' }],
    ['a provider that nobody knows', sdk('own.chat', 'gpt-4o')],
    ['a model that nobody knows', 'openai/house-of-mirrors'],
  ])('is not known for %s', async (_, spec) => {
    expect(await priced(spec, 'house-of-mirrors')).toBeUndefined()
  })

  it.each([
    ['bedrock', 'anthropic.claude-3-haiku-20240307-v1:0'],
    ['vertex', 'gemini-2.0-flash'],
    ['anthropic', 'claude-3-haiku-20240307'],
    ['google', 'gemini-2.0-flash'],
    ['mistral', 'mistral-large-latest'],
  ])('is known by the name of the provider: %s', async (provider, name) => {
    expect(await priced({ provider, name }, name)).toBeGreaterThan(0)
  })

  it('is what the user says, before all tables', async () => {
    const spec = { provider: 'openai', name: 'gpt-4o', prices: { input: 0, output: 3 } }
    expect(await priced(spec, 'gpt-4o')).toBe(3)
  })

  it('is kept with the answer', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 }
    const fetch = async () =>
      Response.json({
        model: 'gpt-4o',
        choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }],
        usage,
      })
    const spec = { baseUrl: 'https://api.openai.com/v1', name: 'gpt-4o', stream: false }
    const reply = await asked(await openModel(spec, siteOf(networkOf({ fetch }))))
    expect(reply.costUsd).toBeCloseTo(0.0025 + 0.001, 9)
    const { costOf } = (await openModel(spec, siteOf())).estimate(question())
    expect(costOf?.({ inputTokens: 1000, outputTokens: 100 })).toBeCloseTo(0.0035, 9)
  })
})

describe('the budget in dollars', () => {
  /** Each answer costs 0.03 dollars; so much is expected of it as well. */
  const at = { stream: false, prices: { input: 0, output: 3000 } }
  const request = question('?', { parameters: { maxTokens: 10 } })

  it('sends nothing that may exceed it', async () => {
    const server = await listen(completion('30'))
    const budget = new Budget({ maxCostUsd: 0.1 })
    const model = await modelOn(server.url, at, siteOf(networkOf({ budget })))
    for (let time = 0; time < 3; time += 1) expect((await asked(model, request)).costUsd).toBeCloseTo(0.03, 12)
    await expect(asked(model, request)).rejects.toThrow(
      new RunStop('budget', 'another call may exceed --max-cost $0.10'),
    )
    expect(server.heard).toHaveLength(3)
    expect(budget.costUsd).toBeCloseTo(0.09, 12)
  })

  it('reckons with what is on its way', async () => {
    const server = await listen(completion('30'))
    const model = await modelOn(server.url, at, siteOf(networkOf({ budget: new Budget({ maxCostUsd: 0.1 }) })))
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => asked(model, request)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(server.heard).toHaveLength(3)
  })

  it('is not spent by what fails', async () => {
    const server = await listen(inTurn(tells({}, 400), tells({}, 500), completion('30')))
    const budget = new Budget({ maxCostUsd: 0.04 })
    const model = await modelOn(server.url, at, siteOf(networkOf({ budget })))
    await failureOf(asked(model, request))
    await asked(model, request)
    expect([budget.calls, server.heard.length]).toEqual([3, 3])
    expect(budget.costUsd).toBeCloseTo(0.03, 12)
  })

  it('is never exceeded where no call costs more than was expected', () => {
    const call = fc.record({ expected: fc.double({ min: 0.001, max: 1, noNaN: true }), share: fc.nat({ max: 100 }) })
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.array(call, { maxLength: 30 }),
        (maxCostUsd, calls) => {
          const budget = new Budget({ maxCostUsd })
          const ends = calls.flatMap(({ expected, share }) => {
            try {
              return [{ end: budget.begin({ usd: expected, isMost: true, of: 'm' }), cost: (expected * share) / 100 }]
            } catch (error) {
              if (!(error instanceof RunStop)) throw error
              return []
            }
          })
          for (const { end, cost } of ends) end(cost)
          expect(budget.costUsd).toBeLessThanOrEqual(maxCostUsd + 1e-9)
        },
      ),
    )
  })

  const of = (name: string, usd: number, isMost = false) => ({ usd, isMost, of: name })

  it('expects of a call the most that others of its model have cost, once some have', () => {
    const budget = new Budget({ maxCostUsd: 1.001 })
    for (let time = 0; time < 5; time += 1) budget.begin(of('m', 0.1))(time === 2 ? 0.02 : 0.01)
    const calls = Array.from({ length: 40 }, () => budget.begin(of('m', 100)))
    expect(calls).toHaveLength(40)
    // 0.06 is spent, and 47 more of 0.02 fit.
    for (let time = 0; time < 7; time += 1) budget.begin(of('m', 100))
    expect(() => budget.begin(of('m', 100))).toThrow(RunStop)
  })

  it('learns nothing of a dear model from a cheap one, and the other way round', () => {
    const budget = new Budget({ maxCostUsd: 2 })
    for (let time = 0; time < 60; time += 1) budget.begin(of('cheap', 0.001))(0.0003)
    budget.begin(of('dear', 1, true))
    expect(() => budget.begin(of('dear', 1, true))).toThrow(RunStop)
    expect(() => budget.begin(of('cheap', 0.001))).not.toThrow()
  })

  it('reckons with the most that a call may cost, where that is limited, whatever others did', () => {
    const budget = new Budget({ maxCostUsd: 1 })
    for (let time = 0; time < 9; time += 1) budget.begin(of('m', 0.5, true))(0.01)
    budget.begin(of('m', 0.5, true))
    expect(() => budget.begin(of('m', 0.5, true))).toThrow(RunStop)
  })

  it('counts what nobody tells, or what did not arrive whole, as what was expected', async () => {
    const silent = completion('30', { usage: undefined })
    const server = await listen(silent)
    const network = networkOf({ budget: new Budget({ maxCostUsd: 0.1 }) })
    const model = await modelOn(server.url, at, siteOf(network))
    for (let time = 0; time < 3; time += 1) await asked(model, request)
    await expect(asked(model, request)).rejects.toThrow(RunStop)
    expect([...network.notes]).toEqual([
      'answers without a count of tokens count under --max-cost as what they were expected to cost',
    ])
    const broken = await listen(says('{"choices": [{"mess'))
    const budget = new Budget({ maxCostUsd: 0.1 })
    const other = await modelOn(broken.url, at, siteOf(networkOf({ budget })))
    await expect(asked(other, request)).rejects.toThrow(RunStop)
    expect(budget.costUsd).toBeCloseTo(0.09, 9)
  })

  it('is there where dollars are limited', () => {
    expect(new Budget({ maxCostUsd: 1 }).limitsCost).toBe(true)
    expect(new Budget({ maxCalls: 1 }).limitsCost).toBe(false)
  })
})
