import { expect, it } from 'vitest'
import { keepSecrets, Secrets } from '../../src/commands/secrets.ts'
import { FailureError } from '../../src/core/failure.ts'
import { ask, failureOf } from '../support/openTarget.ts'
import { targetOf } from '../support/running.ts'

const env = { KEY: 'planted-key-4711' }
const kept = (run: Parameters<typeof targetOf>[0]) => keepSecrets(targetOf(run), new Secrets({ secrets: ['KEY'], env }))

it('takes secrets out of every text that a target gives, however deep', async () => {
  const target = kept(async () => ({
    text: `it is ${env.KEY}`,
    citations: [{ id: env.KEY, quote: env.KEY }],
    latencyMs: 1,
  }))
  expect(await ask(target, 'a')).toEqual({
    text: 'it is [KEY]',
    citations: [{ id: '[KEY]', quote: '[KEY]' }],
    latencyMs: 1,
  })
})

it('takes secrets out of the whole of a failure, and of what was thrown', async () => {
  const failing = kept(async () => {
    throw new FailureError({ code: `auth ${env.KEY}`, message: `401 for ${env.KEY}`, retryable: true })
  })
  expect(await failureOf(ask(failing, 'a'))).toEqual({ code: 'auth [KEY]', message: '401 for [KEY]', retryable: true })
  const throwing = kept(async () => {
    throw new Error(`no route with ${env.KEY}`)
  })
  await expect(ask(throwing, 'a')).rejects.toThrow('no route with [KEY]')
})
