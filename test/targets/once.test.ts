import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CommandOptions } from '../../src/targets/index.ts'
import { command } from '../../src/targets/index.ts'
import { callContext } from '../support/network.ts'
import { ask, failureOf, fixtures, fromEnv, openTarget, pidsIn, untilDead } from '../support/openTarget.ts'
import { project } from '../support/project.ts'

const script = join(fixtures, 'once.mjs')
const open = (args: string[], options: CommandOptions = {}, env?: Record<string, string | undefined>) =>
  openTarget(command([process.execPath, script, ...args], options), fixtures, env)

describe('command, once', () => {
  it('hands the input over as JSON and takes text, one line break at the end apart', async () => {
    expect(await ask(await open(['echo']), 'a', 'grüße 😀')).toMatchObject({ text: 'grüße 😀' })
    expect(await ask(await open(['print', '\n two\nlines \r\n']), 'a')).toMatchObject({ text: '\n two\nlines ' })
    const context = { repeat: 0, ...callContext(), monotonic: () => 0 }
    const input = { id: 'a', input: { q: 1 }, sources: [{ id: 's', text: 't' }], metadata: { lang: 'en' } }
    const { text } = await (await open(['all'])).run(input, context)
    expect(JSON.parse(text)).toEqual(input)
  })

  it('takes a reply as JSON, and leaves JSON that is no reply as the answer', async () => {
    const reply = '{"text": "x", "citations": ["d"], "usage": {"outputTokens": 4}, "latencyMs": 5}'
    expect(await ask(await open(['print', reply]), 'a')).toEqual({
      text: 'x',
      citations: [{ id: 'd' }],
      usage: { outputTokens: 4 },
      latencyMs: 5,
    })
    for (const answer of ['{"total": 5}', '{"error": null, "total": 5}', '[1]', '{broken', '"quoted"']) {
      expect(await ask(await open(['print', answer]), 'a')).toMatchObject({ text: answer })
    }
  })

  it.each<[string, string[], object]>([
    ['nothing', ['print', ' \n'], { code: 'empty', message: 'the program printed nothing', retryable: false }],
    ['a told error', ['print', '{"error": "no idea"}'], { code: 'target_error', message: 'no idea' }],
    [
      'a reply of a wrong type',
      ['print', '{"text": ["x"]}'],
      { code: 'bad_reply', message: 'the reply cannot be used: "text" must be text, not a list' },
    ],
    [
      'bytes that are not UTF-8',
      ['latin1'],
      { code: 'bad_reply', message: 'the program printed bytes that are not UTF-8' },
    ],
    [
      'an exit code',
      ['fail', 'half an answer'],
      { code: 'exit', message: `${process.execPath} exited with code 3: warming up | out of cheese`, retryable: false },
    ],
    [
      'an exit code with a told error',
      ['fail', '{"error": {"code": "rate_limit", "message": "m", "retryable": true}}'],
      { code: 'rate_limit', message: 'm', retryable: true },
    ],
    ['a signal', ['suicide'], { code: 'killed', message: `${process.execPath} was ended by SIGKILL`, retryable: true }],
    ['too much', ['flood'], { code: 'output_limit', message: 'the program printed more than 10 MB' }],
  ])('makes a failure of %s', async (_, args, failure) => {
    expect(await failureOf(ask(await open(args), 'a'))).toMatchObject(failure)
  })

  it('tells the message of a crash rather than its stack', async () => {
    const { code, message } = await failureOf(ask(await open(['throw']), 'a'))
    expect(code).toBe('exit')
    expect(message).toMatch(/exited with code 1: .*Error: boom$/)
  })

  it('does not mind a program that never reads its input, however large, or that complains at length', async () => {
    expect(await ask(await open(['print', 'done']), 'a', 'x'.repeat(4_000_000))).toMatchObject({ text: 'done' })
    expect(await ask(await open(['complain']), 'a')).toMatchObject({ text: 'done' })
  })

  it('names a program that is not there, or may not be run', async () => {
    const missing = await openTarget(command(['no-such-program-here']), fixtures)
    expect(await failureOf(ask(missing, 'a'))).toEqual({
      code: 'not_found',
      message: 'there is no program "no-such-program-here"',
      retryable: false,
    })
    const text = await openTarget(command(['./once.mjs']), fixtures)
    expect(await failureOf(ask(text, 'a'))).toMatchObject({
      code: 'cannot_start',
      message: expect.stringContaining('may not be executed'),
    })
    await expect(open(['echo'], { cwd: 'nowhere' })).rejects.toThrow(
      'nowhere: there is no such folder to run the command in',
    )
  })

  it('inherits the environment it is given, adds its own, and expands names', async () => {
    const env = { PATH: process.env.PATH, INHERITED: 'yes', SECRET: 's3cret' }
    const text = async (name: string, options?: CommandOptions) =>
      (await ask(await open(['env', name], options, env), 'a')).text
    expect(await text('INHERITED')).toBe('yes')
    expect(await text('HOME')).toBe('unset')
    expect(await text('API_KEY', { env: { API_KEY: `Bearer ${fromEnv('SECRET')}` } })).toBe('Bearer s3cret')
    expect((await ask(await open(['print', fromEnv('INHERITED')], {}, env), 'a')).text).toBe('yes')
    expect((await ask(await open(['cwd'], { cwd: '..' }), 'a')).text).toBe(join(fixtures, '..'))
  })

  it('ends the whole group when it is aborted, also what ignores SIGTERM', async () => {
    const root = project({})
    const file = join(root, 'pids.json')
    const target = await open(['hang', file])
    const abort = new AbortController()
    const answer = ask(target, 'a', '', { signal: abort.signal })
    const pids = await pidsIn(file)
    abort.abort(new Error('time is over'))
    await expect(answer).rejects.toThrow('time is over')
    await target.close?.()
    await untilDead(pids)
    expect(pids).toHaveLength(2)
  })

  it.each([
    ['holds its output open', 'inherit'],
    ['does not', 'ignore'],
  ])('does not wait for what a program leaves behind, and ends it, if it %s', async (_, stdout) => {
    const root = project({})
    const file = join(root, 'pids.json')
    expect(await ask(await open(['leave', file, stdout]), 'a')).toMatchObject({ text: 'done' })
    await untilDead(await pidsIn(file))
  })

  it('ends with the process that started it, even if nobody closed it', async () => {
    const file = join(project({}), 'pids.json')
    const targets = join(import.meta.dirname, '../../src/targets/index.ts')
    const parent = spawn(process.execPath, [join(fixtures, 'abandon.mjs'), targets, fixtures, file])
    const ended = once(parent, 'exit')
    const pids = await pidsIn(file)
    parent.stdin.write('end\n')
    await ended
    await untilDead(pids)
    expect(pids).toHaveLength(2)
  })

  it('starts nothing for a trial that is aborted already', async () => {
    const root = project({})
    const target = await open(['leave', join(root, 'pids.json')])
    await expect(ask(target, 'a', '', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
  })
})
