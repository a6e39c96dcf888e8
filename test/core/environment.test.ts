import { describe, expect, it } from 'vitest'
import { scrubber, secretsIn } from '../../src/core/environment.ts'

describe('scrubber', () => {
  it('takes values out of a text, the longest first, and leaves short ones that occur in any text', () => {
    const scrub = scrubber(
      secretsIn(['KEY', 'LONGER', 'MODE', 'MISSING'], { KEY: 'secret-1', LONGER: 'secret-1-more', MODE: 'prod' }),
    )
    expect(scrub('secret-1, secret-1-more and secret-1 in prod')).toBe('[KEY], [LONGER] and [KEY] in prod')
  })

  it('takes out what is left of one where a text was cut', () => {
    const scrub = scrubber([{ name: 'KEY', value: 'sk-abcdefghij' }])
    expect(scrub('the key sk-abcdefg… (tried 6 times)')).toBe('the key [KEY]… (tried 6 times)')
    expect(scrub('sk-abcdefghi…, sk-abcdefghij… and sk-…')).toBe('[KEY]…, [KEY]… and sk-…')
    expect(scrub('sk-abcdefg is no key')).toBe('sk-abcdefg is no key')
  })

  it('takes them out as a URL and as JSON carry them', () => {
    const value = 's3c/r"e+t\n1'
    const scrub = scrubber([{ name: 'KEY', value }])
    expect(scrub(`https://host/?key=${encodeURIComponent(value)}&n=1`)).toBe('https://host/?key=[KEY]&n=1')
    expect(scrub(JSON.stringify({ key: value }))).toBe('{"key":"[KEY]"}')
  })
})
