import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { caseAnchor } from '../../src/report/anchor.ts'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { reportFixture } from '../support/reportFixture.ts'
import { type OpenedPage, openPage, type ReportFile, reportFile } from '../support/reportPage.ts'

describeInChromium('the report in a browser', () => {
  let browser: Browser
  let file: ReportFile

  beforeAll(async () => {
    ;[browser, file] = await Promise.all([launchChromium(), reportFile(reportFixture())])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), file?.remove()])
  })

  async function opened(
    use: (open: OpenedPage) => Promise<void>,
    { hash = '', ...options }: Parameters<Browser['newContext']>[0] & { hash?: string } = {},
  ): Promise<void> {
    const open = await openPage(browser, `${file.url}${hash}`, options)
    try {
      await use(open)
    } finally {
      await open.close()
    }
  }

  const shownIds = (open: OpenedPage) => open.page.locator('.case:visible .case-id').allInnerTexts()

  it('sends nothing, reports nothing and breaks no policy, with every case opened', async () => {
    await opened(async ({ page, trouble }) => {
      await page.locator('#open-all').click()
      await page.mouse.wheel(0, 20_000)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      expect(trouble).toEqual([])
    })
  })

  it('obeys its own policy: a script or a picture that was not there when it was written does nothing', async () => {
    await opened(async ({ page, trouble }) => {
      await page.evaluate(`
        document.body.insertAdjacentHTML('beforeend',
          '<img src="https://example.invalid/x.png"><b onclick="alert(1)" id="late" style="color: red">b</b>')
        const script = document.createElement('script')
        script.textContent = 'alert(2)'
        document.body.append(script)
      `)
      await page.locator('#late').click()
      expect(trouble.filter((line) => line.startsWith('dialog'))).toEqual([])
      expect(trouble.filter((line) => line.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(4)
    })
  })

  it('keeps hostile texts text', async () => {
    await opened(async ({ page, trouble }) => {
      await page.locator('#open-all').click()
      for (const selector of [
        '#injected',
        '.page iframe',
        '.page img',
        '.page i',
        '.page u',
        '[onload]',
        '[onerror]',
        '[style]',
        'script[src]',
      ]) {
        expect(await page.locator(selector).count(), selector).toBe(0)
      }
      expect(await page.locator('script').count()).toBe(1)
      const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      expect(hrefs.filter((href) => !href.startsWith('#'))).toEqual([])
      const hostile = page.locator('.case', { hasText: '<svg onload=alert(2)>' })
      await expect(hostile.locator('.case-id').textContent()).resolves.toBe(
        '"><svg onload=alert(2)> #%41&amp;{{title}}',
      )
      await expect(hostile.locator('.case-input').textContent()).resolves.toContain(
        '{{#each cases}}{{{id}}}{{/each}} </textarea>',
      )
      expect(trouble).toEqual([])
    })
  })

  it('opens with the verdict, its reason and whom to ask', async () => {
    await opened(async ({ page }) => {
      await expect(page.locator('h1 > span').textContent()).resolves.toBe('Fail')
      await expect(page.locator('.lede').textContent()).resolves.toContain('v2 is worse than v1 on correct')
      await expect(page.locator('.owner').textContent()).resolves.toContain('rider-support')
      await expect(page.locator('.finding.blocks').first().textContent()).resolves.toContain('Regression')
    })
  })

  it('filters by change and by grader, and says how many are left', async () => {
    await opened(async (open) => {
      const { page } = open
      const status = page.locator('#shown')
      await expect(status.textContent()).resolves.toBe('Showing 38 of 38 cases')
      await page.getByRole('radio', { name: /^▲? ?Improved/ }).check({ force: true })
      expect(await shownIds(open)).toEqual(['fares/short-ride-008'])
      await expect(status.textContent()).resolves.toBe('Showing 1 of 38 cases')
      await page.getByRole('radio', { name: /Errors/ }).check({ force: true })
      expect((await shownIds(open)).toSorted()).toEqual(['lost-property-022', 'station-full-021'])
      await page.getByRole('radio', { name: /^All/ }).check({ force: true })
      await page.locator('#grader').selectOption({ label: 'figures' })
      expect(await shownIds(open)).toContain('refunds/day-pass')
      expect(await shownIds(open)).toContain('fares/short-ride-008')
      expect(await shownIds(open)).not.toContain('handbook-summary-017')
      await page.getByRole('radio', { name: /Regressed/ }).check({ force: true })
      expect(await shownIds(open)).toContain('refunds/day-pass')
      expect(await shownIds(open)).not.toContain('fares/short-ride-008')
      await page.getByRole('button', { name: 'Show all' }).click()
      await expect(status.textContent()).resolves.toBe('Showing 38 of 38 cases')
    })
  })

  it('searches ids, tags and inputs, every word of the search', async () => {
    await opened(async (open) => {
      const search = open.page.getByRole('searchbox', { name: 'Search' })
      await search.fill('DAY-PASS')
      expect(await shownIds(open)).toEqual(['refunds/day-pass'])
      await search.fill('umbrella basket')
      expect(await shownIds(open)).toEqual(['lost-property-022'])
      await search.fill('privacy unanswerable')
      expect(await shownIds(open)).toEqual(['privacy: who rode last?'])
      await search.fill('no case says this')
      expect(await shownIds(open)).toEqual([])
      await expect(open.page.locator('#nothing').isVisible()).resolves.toBe(true)
    })
  })

  it('shows the cases behind a number of the summary', async () => {
    await opened(async (open) => {
      await open.page.locator('.tally a', { hasText: 'Missing' }).click()
      expect(await shownIds(open)).toEqual(['winter-tyres-011'])
    })
  })

  it('opens the case that the address names, whatever its id, and no other', async () => {
    for (const id of [
      'routine-110',
      'privacy: who rode last?',
      '"><svg onload=alert(2)> #%41&amp;{{title}}',
      '__proto__',
    ]) {
      await opened(
        async ({ page, trouble }) => {
          const openCases = await page.locator('.case:has(> details[open]) .case-id').allInnerTexts()
          expect(openCases).toEqual([id])
          const target = page.locator('.case:target')
          await expect(target.locator('.case-id').textContent()).resolves.toBe(id)
          const box = await target.boundingBox()
          expect(box?.y).toBeGreaterThanOrEqual(0)
          expect(box?.y).toBeLessThan(900)
          expect(trouble).toEqual([])
        },
        { hash: `#${caseAnchor(id)}` },
      )
    }
  })

  it('goes to a case that a filter hides, from a link of a finding, and keeps its address', async () => {
    await opened(async (open) => {
      const { page } = open
      await page.getByRole('radio', { name: /Improved/ }).check({ force: true })
      await page.locator('.finding .links a', { hasText: 'refunds/day-pass' }).first().click()
      expect(await shownIds(open)).toContain('refunds/day-pass')
      await expect(page.locator('.case:target > details[open]').count()).resolves.toBe(1)
      expect(new URL(page.url()).hash).toBe(`#${caseAnchor('refunds/day-pass')}`)
      await page.locator('.case summary', { hasText: 'lost-property-022' }).click()
      expect(new URL(page.url()).hash).toBe('#case-lost-property-022')
    })
  })

  it('leads from a case that wavers to that case', async () => {
    await opened(async ({ page, trouble }) => {
      await page.locator('.wavering > summary').click()
      await page.locator('.wavering a', { hasText: 'refunds/day-pass' }).first().click()
      await expect(page.locator('.case:target > details[open]').count()).resolves.toBe(1)
      expect(new URL(page.url()).hash).toBe(`#${caseAnchor('refunds/day-pass')}`)
      expect(trouble).toEqual([])
    })
  })

  it('is used with the keyboard alone', async () => {
    await opened(async (open) => {
      const { page } = open
      await page.keyboard.press('Tab')
      await expect(page.locator(':focus').textContent()).resolves.toBe('Skip to the cases')
      await page.locator('#filters input[value=all]').focus()
      await page.keyboard.press('ArrowRight')
      expect(await shownIds(open)).not.toContain('routine-110')
      const summary = page.locator('.case:visible summary').first()
      await summary.focus()
      await page.keyboard.press('Enter')
      await expect(page.locator('.case:visible > details[open]').count()).resolves.toBe(1)
    })
  })

  it('marks the words that differ and the evidence at its place', async () => {
    await opened(
      async ({ page }) => {
        const item = page.locator(`[id="${caseAnchor('fares/e-bike-minute')}"] .repeat`).first()
        const candidate = item.locator('.pair').first().locator('.side.candidate .answer')
        await expect(candidate.textContent()).resolves.toContain('Great question! Electric bikes add just €0.21')
        await expect(candidate.locator('ins').allInnerTexts()).resolves.toContain('Great question!')
        await expect(candidate.locator('ins.bad').allInnerTexts()).resolves.toContain('€0.21')
        const baseline = item.locator('.pair').first().locator('.side.baseline .answer')
        await expect(baseline.locator('del').allInnerTexts()).resolves.toContain('€0.12')
        await expect(candidate.locator('sup.bad .heard').first().textContent()).resolves.toBe(
          '[evidence 3, speaks against the answer]',
        )
        await expect(item.locator('.evidence li.bad', { hasText: '€0.21' }).textContent()).resolves.toContain(
          'no source holds this amount',
        )
      },
      { hash: `#${caseAnchor('fares/e-bike-minute')}` },
    )
  })

  it('shows everything without JavaScript', async () => {
    await opened(
      async ({ page }) => {
        await expect(page.locator('.case .body:visible').count()).resolves.toBe(38)
        await expect(page.locator('.source .text:visible').count()).resolves.toBe(
          await page.locator('.source .text').count(),
        )
        await expect(page.locator('#filters').isVisible()).resolves.toBe(false)
      },
      { javaScriptEnabled: false },
    )
  })

  it('prints everything, whatever is folded or filtered', async () => {
    await opened(async ({ page }) => {
      await page.getByRole('radio', { name: /Improved/ }).check({ force: true })
      await page.emulateMedia({ media: 'print' })
      await expect(page.locator('.case:visible').count()).resolves.toBe(38)
      await expect(page.locator('.case .body:visible').count()).resolves.toBe(38)
      await expect(page.locator('#filters').isVisible()).resolves.toBe(false)
      await page.evaluate("dispatchEvent(new Event('beforeprint'))")
      await expect(page.locator('details:not([open])').count()).resolves.toBe(0)
      await page.evaluate("dispatchEvent(new Event('afterprint'))")
      await expect(page.locator('.case > details[open]').count()).resolves.toBe(0)
    })
  })

  it('fits a narrow screen, with every case opened', async () => {
    await opened(
      async ({ page }) => {
        await page.locator('#open-all').click()
        await page.locator('.wavering > summary').click()
        await expect(page.evaluate('document.documentElement.scrollWidth')).resolves.toBe(360)
      },
      { viewport: { width: 360, height: 740 } },
    )
  })
})
