import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { handWritten, routine } from '../support/bikeShare.ts'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { reportFixture } from '../support/reportFixture.ts'
import { accessibilityFaults, openPage, type ReportFile, reportFile } from '../support/reportPage.ts'

describeInChromium('the report for everyone', () => {
  let browser: Browser
  let file: ReportFile

  beforeAll(async () => {
    const fixture = reportFixture([...handWritten, ...routine().slice(0, 2)])
    ;[browser, file] = await Promise.all([launchChromium(), reportFile(fixture)])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), file?.remove()])
  })

  const looks = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 360, height: 740 } }],
  ] as const

  it.each(looks)(
    'has nothing for axe to find, every case opened (%s)',
    async (_, options) => {
      const { page, close } = await openPage(browser, file.url, options)
      try {
        await page.locator('#open-all').click()
        await page.locator('.wavering > summary').click()
        expect(await accessibilityFaults(page)).toEqual([])
      } finally {
        await close()
      }
    },
    120_000,
  )
})
