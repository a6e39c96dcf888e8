import { describe, expect, it } from 'vitest'
import type { CaseInput } from '../../src/core/case.ts'
import { AssayError } from '../../src/core/errors.ts'
import type { Output } from '../../src/core/output.ts'
import type { Target, TargetInput } from '../../src/core/target.ts'
import type { ModelAt } from '../../src/models/index.ts'
import type { PromptOptions } from '../../src/targets/index.ts'
import { createTarget, prompt } from '../../src/targets/index.ts'
import { mockServer } from '../support/aimock.ts'
import { callContext, networkOf } from '../support/network.ts'
import { ask, failureOf, fromEnv, openTarget } from '../support/openTarget.ts'
import { addFiles, jsonl, project } from '../support/project.ts'
import type { RawServer } from '../support/rawServer.ts'
import { listen, streamedText, tells } from '../support/rawServer.ts'

const nowhere: ModelAt = { baseUrl: 'http://127.0.0.1:1/v1', name: 'm' }

const on = (url: string, over: Partial<ModelAt> = {}): ModelAt => ({ baseUrl: `${url}/v1`, name: 'm', ...over })

function answerOf(target: Target, item: Partial<TargetInput> = {}): Promise<Output> {
  return target.run({ id: 'c1', input: 'How long?', ...item }, { repeat: 0, ...callContext() })
}

/** A target whose model says "30 days" to everything, and what its server heard. */
async function target(over: Partial<PromptOptions> = {}, root = '/nowhere', env: Record<string, string> = {}) {
  const server = await listen(streamedText('30 days'))
  return { server, target: await openTarget(prompt({ model: on(server.url), ...over }), root, env) }
}

const bodyOf = ({ heard }: RawServer) => JSON.parse(heard.at(-1)?.body ?? '{}')

/** The messages that a model is sent for a case. */
async function sentFor(over: Partial<PromptOptions>, item: Partial<TargetInput> = {}, root?: string, env = {}) {
  const opened = await target(over, root, env)
  await answerOf(opened.target, item)
  return bodyOf(opened.server).messages
}

async function faultOf(opening: Promise<unknown>): Promise<string> {
  const thrown = await opening.catch((error: unknown) => error)
  if (!(thrown instanceof AssayError)) throw new Error(`no fault of the user's: ${String(thrown)}`)
  return thrown.message
}

describe('what a model is asked', () => {
  it('is filled in from the case', async () => {
    const messages: PromptOptions['messages'] = [
      { role: 'system', content: 'Answer in {{metadata.locale}}.\n{{#each sources}}[{{id}}] {{text}}\n{{/each}}' },
      { role: 'user', content: '<q>{{input.question}}</q>' },
    ]
    const item = {
      input: { question: 'a < b & "c"?' },
      sources: [{ id: 's', text: 'One.' }],
      metadata: { locale: 'de' },
    }
    expect(await sentFor({ messages }, item)).toEqual([
      { role: 'system', content: 'Answer in de.\n[s] One.\n' },
      { role: 'user', content: '<q>a < b & "c"?</q>' },
    ])
  })

  it('is the input, where nothing else is said', async () => {
    expect(await sentFor({}, { input: 'How long? {{id}}' })).toEqual([{ role: 'user', content: 'How long? {{id}}' }])
    const messages = [
      { role: 'user', content: 'Hi {{id}}' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'How long?' },
    ]
    expect(await sentFor({}, { input: { messages, other: 1 } })).toEqual(messages)
  })

  it('may hold the conversation that a case brings along, whose marks stay text', async () => {
    const turns = [
      { role: 'user', content: `{{id}} ${fromEnv('KEY')} {{#each x}}` },
      { role: 'assistant', content: 'Yes.' },
    ]
    const messages: PromptOptions['messages'] = [
      { role: 'system', content: 'Brief.' },
      { conversation: 'input.turns' },
      { role: 'user', content: 'And {{input.last}}?' },
    ]
    expect(await sentFor({ messages }, { input: { turns, last: 'now' } }, undefined, { KEY: 'planted' })).toEqual([
      { role: 'system', content: 'Brief.' },
      ...turns,
      { role: 'user', content: 'And now?' },
    ])
  })

  it('reads the environment where the template says so, and nowhere else', async () => {
    const messages: PromptOptions['messages'] = [{ role: 'user', content: `${fromEnv('TONE')}: {{input}}` }]
    expect(await sentFor({ messages }, { input: fromEnv('TONE') }, undefined, { TONE: 'Kindly' })).toEqual([
      { role: 'user', content: `Kindly: ${fromEnv('TONE')}` },
    ])
  })

  it('carries parameters, tools and schema, from files as well', async () => {
    const schema = { type: 'object', properties: { days: { type: 'number' } } }
    const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }]
    const root = project({ 'schema.json': JSON.stringify(schema), 'tools.json': JSON.stringify(tools) })
    const inline = await target({ schema, tools, toolChoice: 'auto', temperature: 0.5, maxTokens: 9 })
    const files = await target(
      { schema: 'schema.json', tools: 'tools.json', toolChoice: 'auto', temperature: 0.5, maxTokens: 9 },
      root,
    )
    await Promise.all([answerOf(inline.target), answerOf(files.target)])
    expect(bodyOf(inline.server)).toMatchObject({
      temperature: 0.5,
      max_tokens: 9,
      tools: [{ type: 'function', function: tools[0] }],
      tool_choice: 'auto',
      response_format: { json_schema: { schema } },
    })
    expect(bodyOf(files.server)).toEqual(bodyOf(inline.server))
  })
})

describe('an answer', () => {
  it('is kept with all that is known of it', async () => {
    const mock = await mockServer((server) => server.on({}, { content: '{"days": 30}', model: 'm-2026' }))
    const opened = await openTarget(
      prompt({ model: on(mock.url, { prices: { input: 1, output: 1 } }), schema: { type: 'object' } }),
      '/nowhere',
    )
    expect(opened).toMatchObject({ kind: 'prompt', usesNetwork: true, asks: 'm' })
    const output = await answerOf(opened)
    expect(output).toEqual({
      text: '{"days": 30}',
      data: { days: 30 },
      finish: 'stop',
      modelId: 'm-2026',
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
      costUsd: expect.any(Number),
      latencyMs: expect.any(Number),
      firstTokenMs: expect.any(Number),
      request: {
        method: 'POST',
        url: `${mock.url}/v1/chat/completions`,
        body: expect.objectContaining({ model: 'm' }),
      },
    })
  })

  it('has tool calls only where there are some', async () => {
    const mock = await mockServer((server) => {
      server.on({ userMessage: 'tool' }, { toolCalls: [{ name: 'look', arguments: '{"a":1}' }] })
      server.on({}, { content: '30 days' })
    })
    const opened = await openTarget(prompt({ model: on(mock.url) }), '/nowhere')
    expect(await answerOf(opened, { input: 'tool' })).toMatchObject({
      text: '',
      toolCalls: [{ name: 'look', arguments: { a: 1 } }],
      finish: 'tool_calls',
    })
    expect(await answerOf(opened)).not.toHaveProperty('toolCalls')
  })

  it('is none where the server fails, nor once the trial is over', async () => {
    const server = await listen(tells({ error: { message: 'No' } }, 401))
    const opened = await openTarget(prompt({ model: on(server.url) }), '/nowhere')
    expect(await failureOf(answerOf(opened))).toMatchObject({ code: 'unauthorized', retryable: false })
    const over = AbortSignal.abort(new Error('over'))
    await expect(ask(opened, 'c1', 'q', { signal: over })).rejects.toThrow('over')
    expect(server.heard).toHaveLength(1)
  })

  it('is not asked for in a replay, which needs neither key nor package', async () => {
    const opened = await openTarget(prompt({ model: 'no-such/m' }), '/nowhere', {}, networkOf({ sends: false }))
    expect(opened.asks).toBe('m')
    expect(await failureOf(answerOf(opened))).toMatchObject({ code: 'not_recorded', retryable: false })
  })
})

describe('a case that cannot be asked', () => {
  const cases: [string, PromptOptions['messages'], CaseInput, string][] = [
    [
      'has an empty conversation at a path',
      [{ conversation: 'input.turns' }],
      { turns: [] },
      '"messages.0": the conversation must be a list of messages',
    ],
    [
      'has a message that is none at a path',
      [{ conversation: 'input.turns' }],
      { turns: [{ role: 'user', content: 'a' }, 'b'] },
      '"messages.0", message 2 of the conversation: ',
    ],
    [
      'lacks a name',
      [{ role: 'user', content: '{{input.question}}' }],
      { qestion: 'x' },
      '"messages.0.content" names "question", which the case does not have',
    ],
    [
      'is an object where text is asked',
      [{ role: 'user', content: '{{input}}' }],
      { a: 1 },
      '"messages.0.content" puts an object into the text',
    ],
    ['has no messages', undefined, { question: 'x' }, 'the input is an object without "messages"'],
    [
      'has an empty conversation',
      undefined,
      { messages: [] },
      '"input.messages": the conversation must be a list of messages',
    ],
    [
      'has a conversation that is none',
      undefined,
      { messages: 'Hi' },
      '"input.messages": the conversation must be a list',
    ],
    [
      'has a message without text',
      undefined,
      { messages: [{ role: 'user' }] },
      'message 1 of the conversation: "content" is missing',
    ],
    [
      'has a role that there is not',
      undefined,
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'tool', content: 'x' },
        ],
      },
      'message 2 of the conversation: "role"',
    ],
    [
      'lacks the conversation',
      [{ conversation: 'input.turns' }],
      { a: 1 },
      '"messages.0" names "turns", which the case does not have',
    ],
    ['has nobody ask', [{ role: 'system', content: 'Brief.' }], 'x', 'no message but system messages'],
  ]

  it.each(cases)('%s: that is found before anything is sent', async (_, messages, input, said) => {
    const { server, target: opened } = await target(messages === undefined ? {} : { messages })
    const failure = await failureOf(Promise.resolve().then(() => opened.estimate?.({ id: 'c1', input }) as never))
    expect(failure).toMatchObject({ code: 'template', retryable: false })
    expect(failure.message).toContain(said)
    expect(await failureOf(Promise.resolve().then(() => answerOf(opened, { input })))).toEqual(failure)
    expect(server.heard).toEqual([])
  })

  it('is one in many: the others are estimated', async () => {
    const { target: opened } = await target({
      model: { ...nowhere, prices: { input: 1, output: 2 } },
      messages: [{ role: 'user', content: '{{input}}' }],
      maxTokens: 10,
    })
    const estimate = opened.estimate?.({ id: 'c1', input: 'x'.repeat(400) })
    expect(estimate).toMatchObject({ inputTokens: 100, maxOutputTokens: 10 })
    expect(estimate?.costOf?.({ inputTokens: 1e6, outputTokens: 1e6 })).toBeCloseTo(3, 9)
  })
})

describe('examples', () => {
  const rows = [
    { input: 'When?', output: 'Today [s1].' },
    { input: { question: 'Where?' }, output: { place: 'here' } },
  ]

  it('are shown as questions and answers, by templates of their own', async () => {
    const root = project({ 'shots.jsonl': jsonl([rows[0]]), 'shots.json': JSON.stringify([rows[1]]) })
    const messages: PromptOptions['messages'] = [
      { examples: 'shots.jsonl' },
      { examples: 'shots.json', user: 'Q: {{input.question}}', assistant: '{{json output}}' },
      { role: 'user', content: '{{input}}' },
    ]
    expect(await sentFor({ messages }, {}, root)).toEqual([
      { role: 'user', content: 'When?' },
      { role: 'assistant', content: 'Today [s1].' },
      { role: 'user', content: 'Q: Where?' },
      { role: 'assistant', content: '{"place":"here"}' },
      { role: 'user', content: 'How long?' },
    ])
  })

  it('are data: marks of templates in them stay text', async () => {
    const said = `{{id}} ${fromEnv('HOME')}`
    const root = project({ 'shots.jsonl': jsonl([{ input: said, output: said }]) })
    const messages: PromptOptions['messages'] = [{ examples: 'shots.jsonl' }, { role: 'user', content: '{{input}}' }]
    const sent = await sentFor({ messages }, {}, root, { HOME: '/root' })
    expect(sent.slice(0, 2).map(({ content }: { content: string }) => content)).toEqual([said, said])
  })

  it('give a case away that asks the same', async () => {
    const root = project({ 'shots.jsonl': jsonl(rows) })
    const messages: PromptOptions['messages'] = [
      { examples: 'shots.jsonl', user: '{{json input}}', assistant: '{{json output}}' },
      { role: 'user', content: '{{json input}}' },
    ]
    const { target: opened } = await target({ messages }, root)
    expect(opened.gives?.('When?')).toBe(true)
    expect(opened.gives?.({ question: 'Where?' })).toBe(true)
    expect(opened.gives?.('When ?')).toBe(false)
    expect((await target({ messages: [{ role: 'user', content: 'x' }] })).target.gives).toBeUndefined()
  })

  it.each<[string, string, string, string[]]>([
    [
      'a row without an answer',
      'shots.jsonl',
      jsonl([rows[0], { input: 'x' }, { output: 'y' }]),
      ['shots.jsonl:2: "output" is missing', 'shots.jsonl:3: "input" is missing'],
    ],
    ['a line that is no JSON', 'shots.jsonl', `${jsonl([rows[0]])}{"input": \n`, ['shots.jsonl:2: ']],
    [
      'a row that the template does not fit',
      'shots.jsonl',
      jsonl(rows),
      ['shots.jsonl:2: "messages.0.user" puts an object into the text'],
    ],
    ['no row', 'shots.jsonl', '', ['shots.jsonl: holds no example']],
    ['no list', 'shots.json', '{}', ['shots.json: must hold a list']],
    ['JSON that is broken', 'shots.json', '[\n{"input": 1,}\n]', ['shots.json:2: not JSON']],
    ['a row of a list', 'shots.json', '[1]', ['shots.json: ']],
  ])('with %s are faults, each told with its place', async (_, file, text, faults) => {
    const root = project({ [file]: text })
    const opening = prompt({ model: nowhere, messages: [{ examples: file }] }).open({
      name: 'v1',
      root,
      env: {},
      network: networkOf(),
    })
    const lines = (await faultOf(opening)).split('\n')
    expect(lines).toHaveLength(faults.length)
    for (const [index, fault] of faults.entries()) expect(lines[index]).toContain(fault)
  })

  it('that are not there are a fault', async () => {
    const opening = target({ messages: [{ examples: 'nope.jsonl' }] }, project({}))
    expect(await faultOf(opening)).toMatch(/^nope\.jsonl: /)
  })
})

describe('the fingerprint', () => {
  const schema = { type: 'object' }
  const tools = [{ name: 'look', parameters: { type: 'object' } }]
  const base: PromptOptions = {
    model: { ...nowhere, apiKey: 'one', headers: { 'x-a': '1' } },
    messages: [{ role: 'user', content: '{{input}}' }],
    temperature: 0,
    schema,
    tools,
    toolChoice: 'auto',
  }
  const print = async (over: Partial<PromptOptions> = {}, root = '/nowhere', env: Record<string, string> = {}) =>
    (await openTarget(prompt({ ...base, ...over }), root, env)).fingerprint

  it('is the same for another key, another value behind a name, another pace and another version', async () => {
    const same = await print()
    expect(await print({ model: { ...nowhere, apiKey: 'two', headers: { 'x-a': '2' } } })).toBe(same)
    expect(await print({ model: { ...nowhere, maxInFlight: 1, stream: false, prices: { input: 1, output: 1 } } })).toBe(
      same,
    )
    expect(await print({ version: '2' })).toBe(same)
    const referring: PromptOptions = {
      model: { ...nowhere, apiKey: fromEnv('KEY') },
      messages: [{ role: 'user', content: `${fromEnv('KEY')} {{input}}` }],
    }
    expect(await print(referring, '/', { KEY: 'one' })).toBe(await print(referring, '/', { KEY: 'two' }))
  })

  it.each<[string, Partial<PromptOptions>]>([
    ['model', { model: { ...nowhere, name: 'n' } }],
    ['server', { model: { ...nowhere, baseUrl: 'http://127.0.0.1:2/v1' } }],
    ['temperature', { temperature: 0.1 }],
    ['parameter', { seed: 1 }],
    ['message', { messages: [{ role: 'user', content: '{{input}}!' }] }],
    [
      'role',
      {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: '{{input}}' },
        ],
      },
    ],
    ['conversation', { messages: [{ conversation: 'input.messages' }] }],
    ['schema', { schema: { type: 'array' } }],
    ['tool', { tools: [{ name: 'look', description: 'x', parameters: { type: 'object' } }] }],
    ['choice of tools', { toolChoice: 'required' }],
  ])('is another with another %s', async (_, over) => {
    expect(await print(over)).not.toBe(await print())
  })

  it('covers what files hold, and not what they are called', async () => {
    const rows = [{ input: 'a', output: 'b' }]
    const files = {
      'a.jsonl': jsonl(rows),
      'b.jsonl': jsonl(rows),
      's.json': '{"type":"object"}',
      't.json': JSON.stringify(tools),
    }
    const root = project(files)
    const shots = (examples: string): Partial<PromptOptions> => ({
      messages: [{ examples }, { role: 'user', content: '{{input}}' }],
      schema: 's.json',
      tools: 't.json',
    })
    const before = await print(shots('a.jsonl'), root)
    expect(await print(shots('b.jsonl'), root)).toBe(before)
    for (const [file, text] of [
      ['a.jsonl', jsonl([{ input: 'a', output: 'c' }])],
      ['s.json', '{"type":"array"}'],
      ['t.json', JSON.stringify([{ name: 'find', parameters: {} }])],
    ] as const) {
      addFiles(root, { ...files, [file]: text })
      expect(await print(shots('a.jsonl'), root)).not.toBe(before)
    }
  })

  it('lets answers be kept', () => {
    expect(prompt(base).cacheable).toBe(true)
  })
})

describe('a fault of who wrote it', () => {
  it.each<[string, object, string]>([
    ['a bare name', { model: 'gpt-4o' }, 'PROVIDER/MODEL'],
    ['no model', { model: undefined }, '"model"'],
    ['no messages', { messages: [] }, '"messages"'],
    ['a role that there is not', { messages: [{ role: 'tool', content: 'x' }] }, '"messages.0'],
    ['a path that is none', { messages: [{ conversation: 'input messages' }] }, 'messages.0'],
    ['too hot', { temperature: -1 }, '"temperature"'],
    ['a tool with spaces', { tools: [{ name: 'a b', parameters: {} }] }, 'letters, digits'],
    ['a parameter that there is not', { temprature: 1 }, 'temprature'],
  ])('%s is told when it is read', (_, over, said) => {
    const make = () => prompt({ model: nowhere, ...over } as PromptOptions)
    expect(make).toThrow(AssayError)
    expect(make).toThrow(said)
  })

  it.each<[string, Partial<PromptOptions>, string]>([
    ['a broken template', { messages: [{ role: 'user', content: '{{#if}}' }] }, '"messages.0.content" is no template'],
    [
      'a tool that is not described',
      { toolChoice: { tool: 'find' }, tools: [{ name: 'look', parameters: {} }] },
      '"toolChoice" asks for the tool "find"',
    ],
    ['no tool where one must be called', { toolChoice: 'required' }, '"toolChoice" asks for a tool'],
    ['a schema that is a list', { schema: 'list.json' }, 'list.json: must hold a JSON Schema, an object'],
    ['a schema that is not there', { schema: 'nope.json' }, 'nope.json: '],
    ['tools that are none', { tools: 'schema.json' }, 'schema.json: '],
    ['a provider that is not installed', { model: 'no-such/m' }, 'npm install --save-dev @ai-sdk/no-such'],
    ['no key', { model: 'anthropic/m' }, 'ANTHROPIC_API_KEY is not set'],
  ])('%s is told when it is opened', async (_, over, said) => {
    const root = project({ 'list.json': '[]', 'schema.json': '{}' })
    expect(await faultOf(target(over, root))).toContain(said)
  })

  it('is none where no tool may be called, and none are described', async () => {
    await expect(target({ toolChoice: 'none' })).resolves.toBeDefined()
  })
})

describe('as plain data', () => {
  it('is the same target, with its version beside', async () => {
    const written = { model: nowhere, temperature: 0, messages: [{ role: 'user' as const, content: '{{input}}' }] }
    const plain = await openTarget(createTarget({ prompt: written, version: '7' }), '/', {})
    const own = await openTarget(prompt(written), '/', {})
    expect(plain.version).toBe('7')
    expect(plain.fingerprint).toBe(own.fingerprint)
  })
})
