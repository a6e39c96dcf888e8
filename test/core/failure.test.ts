import { describe, expect, it } from 'vitest'
import { FailureError, toFailure } from '../../src/core/failure.ts'

const messageOf = (thrown: unknown) => {
  const { code, message, retryable } = toFailure(thrown)
  expect({ code, retryable }).toEqual({ code: 'thrown', retryable: false })
  return message
}

describe('toFailure', () => {
  it('hands on the failure that an error carries', () => {
    const failure = { code: 'rate_limit', message: 'slow down', retryable: true }
    expect(toFailure(new FailureError(failure))).toEqual(failure)
  })

  it('says what was thrown, whatever it is', () => {
    expect(messageOf(new TypeError('no such model'))).toBe('TypeError: no such model')
    expect(messageOf('out of cheese')).toBe('out of cheese')
    expect(messageOf(undefined)).toBe('undefined')
    expect(messageOf(Symbol('why'))).toBe('Symbol(why)')
    expect(messageOf({ status: 500, message: 'the server is down' })).toBe('the server is down')
    expect(messageOf(Object.create(null))).toBe('an object with nothing in it')
  })

  it('tells of an object no values, which may be secret', () => {
    expect(messageOf({ status: 500, headers: { authorization: 'sk-1' } })).toBe('an object with status, headers')
  })

  it('does not break on values that cannot be shown', () => {
    const brokenError = Object.defineProperty(new Error('x'), 'message', { value: Symbol('no text') })
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const silent = Object.defineProperty({}, 'message', {
      get() {
        throw new Error('no')
      },
    })
    for (const thrown of [brokenError, proxy, silent]) {
      expect(messageOf(thrown)).toBe('a value of type object that cannot be shown')
    }
  })
})
