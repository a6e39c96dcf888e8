import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const executablePath = places.find((place) => existsSync(place))
const required = process.env.REQUIRE_ALL === '1'

/**
 * `describe` for tests in a real browser. Without one they are skipped, aloud; with REQUIRE_ALL=1 they run and fail instead.
 */
export const describeInChromium = executablePath === undefined && !required ? skippedAloud : describe

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function skippedAloud(name: string, tests: () => void): void {
  process.stderr.write(
    `\nSKIPPED: ${name}: no Chromium or Chrome was found on this machine; REQUIRE_ALL=1 makes this a failure\n\n`,
  )
  describe.skip(name, tests)
}
