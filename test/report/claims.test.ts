import { mkdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/core/grade.ts'
import { type NumberedEvidence, pieces } from '../../src/report/answer.ts'
import { claimKeys, markedEvidence } from '../../src/report/claims.ts'
import { renderReport } from '../../src/report/index.ts'
import { describeInChromium, launchChromium } from '../support/chromium.ts'
import { claimSketch } from '../support/claims.ts'
import { reportFixture } from '../support/reportFixture.ts'
import { accessibilityFaults, openPage, type ReportFile, reportFile } from '../support/reportPage.ts'

const numbered = (list: Partial<Evidence>[]): NumberedEvidence[] =>
  list.map((evidence, index) => ({
    number: index + 1,
    evidence: { kind: 'claim', verdict: 'bad', message: 'm', start: 0, end: 4, ...evidence },
  }))

describe('the marks of claims', () => {
  it('keep the claim around a figure that no source holds, and lead to the claim', () => {
    const list = numbered([
      { support: 'contradicted', end: 14 },
      { kind: 'money', start: 9, end: 13 },
    ])
    const result = pieces('It costs $450. Or so.', { spans: [], tag: 'ins' }, list, new Map([[1, 'key']]))
    expect(result.map(({ text, classes, claim }) => [text, classes, claim])).toEqual([
      ['It costs ', 'bad contradicted', 'key'],
      ['$450', 'bad contradicted invented', 'key'],
      ['.', 'bad contradicted', 'key'],
      [' Or so.', null, null],
    ])
  })

  it('say in a symbol and in words what the sources do', () => {
    const list = numbered([{ support: 'unsupported' }])
    const [first] = pieces('Well', { spans: [], tag: 'ins' }, list)
    expect(first?.ends[0]).toMatchObject({ symbol: '?', spoken: 'claim 1, unsupported by the sources' })
  })

  it('take the worst claims where there are too many', () => {
    const list = numbered([
      ...Array.from({ length: 60 }, () => ({ support: 'supported' as const, verdict: 'good' as const })),
      { support: 'contradicted' },
    ])
    const keys = claimKeys(list, 'x')
    expect(keys.size).toBe(40)
    expect(keys.get(61)).toBe('61-x')
  })

  it('leave out what speaks for the answer first', () => {
    const list = numbered([...Array.from({ length: 300 }, () => ({ verdict: 'good' as const })), {}])
    expect(markedEvidence(list)).toHaveLength(200)
    expect(markedEvidence(list)[0]?.number).toBe(301)
  })
})

describe('claims in the report', () => {
  it('give the same bytes twice, text of models as text, and every link a place to go', async () => {
    const html = await renderReport(reportFixture([claimSketch()], 2))
    expect(await renderReport(reportFixture([claimSketch()], 2))).toBe(html)
    expect(html).not.toContain('<img')
    expect(html).toContain('⟨U+202E⟩')
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const links = [...html.matchAll(/(?:href="#|aria-details=")((?:claim|mark)-[^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((id) => !ids.includes(id))).toEqual([])
  })
})

describeInChromium('claims in a browser', () => {
  let browser: Browser
  let file: ReportFile

  beforeAll(async () => {
    ;[browser, file] = await Promise.all([launchChromium(), reportFile(reportFixture([claimSketch()], 1))])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), file?.remove()])
  })

  it('shows the passage of a claim that is focused, and the claim of a passage that is pointed at', async () => {
    const { page, trouble, close } = await openPage(browser, file.url)
    try {
      await page.locator('#open-all').click()
      const mark = page.locator('.candidate .answer .end.contradicted a')
      await mark.focus()
      const id = (await mark.getAttribute('href')) ?? ''
      expect(await page.locator('.claims li.linked').getAttribute('id')).toBe(id.slice(1))
      await page.locator('.claims li.unsupported blockquote').first().hover()
      expect(await page.locator('.answer mark.linked, .answer ins.linked').allInnerTexts()).toContain('never')
      expect(await page.locator('.claims li.contradicted.linked').count()).toBe(0)
      expect(trouble).toEqual([])
    } finally {
      await close()
    }
  })

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 390, height: 800 } }],
  ] as const)(
    'has nothing for axe to find and nothing that runs over (%s)',
    async (look, options) => {
      const { page, close } = await openPage(browser, file.url, options)
      try {
        await page.locator('#open-all').click()
        const shots = process.env.SHOTS
        if (shots !== undefined) {
          await mkdir(shots, { recursive: true })
          await page
            .locator('.case')
            .first()
            .screenshot({ path: `${shots}/${look}.png` })
        }
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
        expect(await accessibilityFaults(page)).toEqual([])
      } finally {
        await close()
      }
    },
    120_000,
  )
})
