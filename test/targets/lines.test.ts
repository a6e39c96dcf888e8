import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CaseInput } from '../../src/core/case.ts'
import type { Target } from '../../src/core/target.ts'
import type { CommandOptions } from '../../src/targets/index.ts'
import { command } from '../../src/targets/index.ts'
import { callContext } from '../support/network.ts'
import { ask, failureOf, fixtures, openTarget, untilDead, untilNoted } from '../support/openTarget.ts'
import { project } from '../support/project.ts'

const open = (options: CommandOptions = {}) =>
  openTarget(command([process.execPath, join(fixtures, 'bot.mjs')], { mode: 'lines', ...options }), fixtures)

const text = async (target: Target, id: string, input: CaseInput, repeat = 0) =>
  (await ask(target, id, input, { repeat })).text
const pidOf = async (target: Target, id: string) => Number(await text(target, id, { do: 'pid' }))
const hold = (id: string, note?: string) => ({ do: 'hold', text: id, ...(note === undefined ? {} : { note }) })

describe('command, lines', () => {
  it('keeps one process and matches replies by id, in whatever order they come', async () => {
    const target = await open()
    const held = ['a', 'b', 'c'].map((id) => text(target, id, hold(id)))
    expect(await text(target, 'd', { do: 'release', text: 'd' })).toBe('d')
    expect(await Promise.all(held)).toEqual(['a', 'b', 'c'])
    const many = Array.from({ length: 500 }, (_, n) => text(target, `n${n}`, `text ${n}`))
    expect(await Promise.all(many)).toEqual(many.map((_, n) => `text ${n}`))
    expect(new Set([await pidOf(target, 'p1'), await pidOf(target, 'p2')]).size).toBe(1)
  })

  it('gives every request an id of its own, the same in every run', async () => {
    const target = await open()
    const ids = [0, 1, 2, 0].map((repeat) => text(target, 'a', { do: 'id' }, repeat))
    expect(await Promise.all(ids)).toEqual(['a', 'a#2', 'a#3', 'a#4'])
    expect(await text(target, 'a#2', { do: 'id' })).toBe('a#2#2')
  })

  it('measures from the line sent to the line read, and takes all that a reply tells', async () => {
    const target = await open()
    const times = [1, 10, 25]
    const context = { repeat: 0, ...callContext(), monotonic: () => times.shift() ?? 99 }
    expect(await target.run({ id: 'a', input: 'x' }, context)).toEqual({ text: 'x', latencyMs: 15 })
    expect(await failureOf(ask(target, 'b', { do: 'error', text: 'slow down' }))).toEqual({
      code: 'rate_limit',
      message: 'slow down',
      retryable: true,
    })
    expect(await failureOf(ask(target, 'c', { do: 'bad' }))).toMatchObject({
      code: 'bad_reply',
      message: 'the reply cannot be used: "text" must be text, not 42',
    })
    expect(await text(target, 'd', 'still here')).toBe('still here')
  })

  it('loses only what was in flight when the process dies, and starts another', async () => {
    const target = await open()
    const before = await pidOf(target, 'p1')
    const held = ['a', 'b'].map((id) => failureOf(ask(target, id, hold(id))))
    const killer = failureOf(ask(target, 'k', { do: 'die', text: 'out of cheese' }))
    for (const failure of await Promise.all([...held, killer])) {
      expect(failure).toEqual({
        code: 'died',
        message: `the program ended before it answered: ${process.execPath} exited with code 3: about to fail | out of cheese`,
        retryable: true,
      })
    }
    expect(await text(target, 'c', 'alive')).toBe('alive')
    expect(await pidOf(target, 'p2')).not.toBe(before)
  })

  it('survives any number of deaths as long as it answers in between', async () => {
    const target = await open()
    for (let n = 0; n < 7; n += 1) {
      expect(await text(target, `ok${n}`, 'x')).toBe('x')
      expect(await failureOf(ask(target, `k${n}`, { do: 'die' }))).toMatchObject({ code: 'died' })
    }
  })

  it('does not give up on a program because of one deadly case, however often it is repeated', async () => {
    const target = await open()
    for (let repeat = 0; repeat < 6; repeat += 1) {
      expect(await failureOf(ask(target, 'deadly', { do: 'die' }, { repeat }))).toMatchObject({ code: 'died' })
    }
    expect(await text(target, 'next', 'x')).toBe('x')
  })

  it('gives up on a program that never answers anything', async () => {
    const file = join(project({ log: '' }), 'log')
    const target = await openTarget(
      command([process.execPath, join(fixtures, 'stillborn.mjs'), file], { mode: 'lines' }),
      fixtures,
    )
    const failures = []
    for (let n = 0; n < 9; n += 1) failures.push(await failureOf(ask(target, `c${n}`)))
    expect(failures.map(({ code }) => code)).toEqual([...Array(5).fill('died'), ...Array(4).fill('cannot_start')])
    expect(failures[8]).toEqual({
      code: 'cannot_start',
      message: `the program ended 5 times in a row without a reply and is given up: ${process.execPath} exited with code 1: no licence`,
      retryable: false,
    })
    expect(readFileSync(file, 'utf8')).toBe('started\n'.repeat(5))
  })

  it('names a program that is not there', async () => {
    const target = await openTarget(command(['no-such-program-here'], { mode: 'lines' }), fixtures)
    for (const id of ['a', 'b']) {
      expect(await failureOf(ask(target, id))).toMatchObject({ code: 'not_found', retryable: false })
    }
  })

  it('makes a reply that names no request the failure of the request that waits for it', async () => {
    const target = await open()
    for (const line of ['{"text": "no id"}', '{"id": "stranger", "text": "x"}', '{"id": "a", "text": "cut o']) {
      expect(await failureOf(ask(target, 'a', { do: 'babble', text: line }))).toEqual({
        code: 'bad_reply',
        message: `the reply cannot be used: the program printed a line that is no {"id", "text"} with the id of a request: ${line}`,
        retryable: false,
      })
    }
    expect(await text(target, 'b', 'x')).toBe('x')
  })

  it('gives broken bytes to the request that they name', async () => {
    const target = await open()
    const held = text(target, 'b', hold('b'))
    expect(await failureOf(ask(target, 'a', { do: 'bytes' }))).toMatchObject({
      code: 'bad_reply',
      message: expect.stringContaining('UTF-8'),
    })
    expect(await text(target, 'c', { do: 'release', text: 'c' })).toBe('c')
    expect(await held).toBe('b')
  })

  it('waits for the answer of a program that prints other things too', async () => {
    const target = await open()
    for (const line of ['Loading model...', '{"level": "info", "msg": "asked"}', '[1, 2]', '42']) {
      const waiting = text(target, 'a', hold('a'))
      void failureOf(ask(target, 'b', { do: 'babble', text: Array(9).fill(line).join('\n') })).catch(() => {})
      expect(await text(target, 'c', { do: 'release', text: 'c' })).toBe('c')
      expect(await waiting).toBe('a')
    }
  })

  it('does not blame others for a line that is no reply', async () => {
    const target = await open()
    const babble = failureOf(ask(target, 'a', { do: 'babble', text: '{"text": "no id"}' }))
    const held = text(target, 'b', hold('b'))
    expect(await text(target, 'c', { do: 'release', text: 'c' })).toBe('c')
    expect(await held).toBe('b')
    expect(await failureOf(ask(target, 'd', { do: 'die' }))).toMatchObject({
      code: 'died',
      message: expect.stringContaining('it also printed a line that is no reply: {"text": "no id"}'),
    })
    expect(await babble).toMatchObject({ code: 'died' })
  })

  it('never takes a late or second reply for that to another request', async () => {
    const target = await open()
    const abort = new AbortController()
    const late = ask(target, 'a', hold('late'), { signal: abort.signal })
    expect(await text(target, 'b', { do: 'twice', text: 'first' })).toBe('first')
    abort.abort(new Error('time is over'))
    await expect(late).rejects.toThrow('time is over')
    const again = text(target, 'a', hold('again'))
    expect(await text(target, 'b', { do: 'release', text: 'second' })).toBe('second')
    expect(await again).toBe('again')
  })

  it('replaces a process that hangs', async () => {
    const target = await open()
    const pid = await pidOf(target, 'p')
    const note = join(project({ note: '' }), 'note')
    const abort = new AbortController()
    const stuck = ask(target, 'a', hold('a', note), { signal: abort.signal })
    const other = failureOf(ask(target, 'b', hold('b', note)))
    await untilNoted(note, 2)
    abort.abort(new Error('time is over'))
    await expect(stuck).rejects.toThrow('time is over')
    expect(await other).toMatchObject({
      code: 'died',
      message: expect.stringContaining('nothing for a whole time limit'),
    })
    expect(await text(target, 'c', 'x')).toBe('x')
    expect(await pidOf(target, 'd')).not.toBe(pid)
    await untilDead([pid])
  })

  it('gives a process that is still loading a second time limit before it replaces it', async () => {
    const target = await open()
    const note = join(project({ note: '' }), 'note')
    const abort = new AbortController()
    const first = ask(target, 'a', hold('a', note), { signal: abort.signal })
    const second = text(target, 'b', hold('b', note))
    await untilNoted(note, 2)
    abort.abort(new Error('time is over'))
    await expect(first).rejects.toThrow('time is over')
    expect(await text(target, 'c', { do: 'release', text: 'c' })).toBe('c')
    expect(await second).toBe('b')
  })

  it('leaves no process behind when it is closed, and starts none to be closed', async () => {
    const target = await open()
    const pid = await pidOf(target, 'a')
    await target.close?.()
    await untilDead([pid])
    await (await open()).close?.()
  })

  it('sends large inputs whole, many at once', async () => {
    const target = await open()
    const large = 'é'.repeat(300_000)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => text(target, `c${n}`, `${n}${large}`)))
    expect(answers.map((answer, n) => answer === `${n}${large}`)).toEqual(Array(8).fill(true))
  })
})
