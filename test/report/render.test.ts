import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { CaseDetail, ReportInput } from '../../src/report/index.ts'
import { renderReport } from '../../src/report/index.ts'
import { detailBatch } from '../../src/report/input.ts'
import { type CaseSketch, routine } from '../support/bikeShare.ts'
import { largeFixture, reportFixture } from '../support/reportFixture.ts'

const only = (...sketches: CaseSketch[]) => reportFixture([...routine().slice(0, 8), ...sketches])
const fine = { correct: 1, citations: 1, figures: 1, tone: 1 }
const sketch = (id: string, changes: Partial<CaseSketch>): CaseSketch => ({
  case: { id, input: `What of ${id}?`, expected: 'this' },
  baseline: { text: 'this', scores: { ...fine } },
  candidate: { text: 'this', scores: { ...fine } },
  ...changes,
})
const article = (html: string, id: string) => {
  const start = html.indexOf(`<article class="case`, html.indexOf(`id="case-${id}"`) - 60)
  return html.slice(start, html.indexOf('</article>', start))
}
const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('the report', () => {
  it('is the same, byte for byte, from the same input', async () => {
    const [first, second] = [await renderReport(reportFixture()), await renderReport(reportFixture())]
    expect(second === first).toBe(true)
    const later = await renderReport({ ...reportFixture(), generatedAt: '2026-03-05T00:00:00.000Z' })
    expect(later === first).toBe(false)
  })

  it('allows its own style and script and nothing else', async () => {
    const html = await renderReport(reportFixture())
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? ''
    const hashOf = (element: string) => {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? ''
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hashOf('style')}`,
      `script-src ${hashOf('script')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ])
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'))
    expect(html.match(/<(?:script|style|link|img|iframe|object|embed|base|meta http-equiv)\b/g)).toEqual([
      '<meta http-equiv',
      '<link',
      '<style',
      '<script',
    ])
    expect(html).not.toMatch(/ style="| on\w+="|https?:\/\/(?!www\.w3\.org\/2000\/svg'|example\.invalid)/)
  })

  it('holds no control characters and no text that UTF-8 cannot hold', async () => {
    const html = await renderReport(reportFixture())
    expect(html.isWellFormed()).toBe(true)
    expect(html.match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu)?.filter((character) => character !== '\n') ?? []).toEqual(
      [],
    )
  })

  it('orders cases by what a reviewer must see first: critical, regressed, mixed, ..., same', async () => {
    const html = await renderReport(reportFixture())
    const changes = [...html.matchAll(/<article class="case (\w+)"/g)].map((found) => found[1])
    expect([...new Set(changes)]).toEqual(['regressed', 'mixed', 'missing', 'changed', 'improved', 'added', 'same'])
    expect(html.indexOf('id="case-fares~2f~e-bike-minute"')).toBe(html.search(/id="case-/))
  })

  it('says how a case failed, and what it was asked where that differs', async () => {
    const html = await renderReport(reportFixture())
    expect(words(article(html, 'station-full-021'))).toContain(
      'Error timeout another try might mend it no answer within 30,000 ms',
    )
    expect(words(article(html, 'hours-010'))).toMatch(
      /as the baseline was asked When does the depot open on a Sunday\?.*as the candidate was asked When does the depot open on a public holiday\?/,
    )
    expect(words(article(html, 'winter-tyres-011'))).toContain('The candidate does not have this case.')
    expect(words(article(html, 'gift-card-012'))).toContain('The baseline does not have this case.')
    expect(words(article(html, '__proto__'))).toMatch(/The answer is empty\..*the grader broke thrown: TypeError/)
  })

  it('opens the repeat that shows the fall', async () => {
    const good = { text: 'this', scores: { ...fine } }
    const html = await renderReport(
      only(
        sketch('flaky', { baseline: good, candidate: [good, { text: 'that', scores: { ...fine, correct: 0 } }, good] }),
      ),
    )
    const folds = [...article(html, 'flaky').matchAll(/data-fold="(\w+)" open><summary class="strong">(Repeat \d)/g)]
    expect(folds.map(([, fold, label]) => [fold, label])).toEqual([
      ['closed', 'Repeat 1'],
      ['open', 'Repeat 2'],
      ['closed', 'Repeat 3'],
    ])
  })

  it('tells of repeats where there are some, and says nothing where every case was asked once', async () => {
    const html = await renderReport(reportFixture())
    expect(html).toContain('<a href="#repeats">Repeats</a>')
    expect(words(html)).toContain('in the candidate, asked 3 times, 1 of 36 cases wavers.')
    expect(html).toContain('<a href="#case-refunds~2f~day-pass"><bdi>refunds/day-pass</bdi></a>')
    const once = await renderReport(reportFixture(undefined, 1))
    expect(once).not.toMatch(/id="repeats"|href="#repeats"/)
  })

  it('shows no more of a long text than a page can bear, and says how much it left out', async () => {
    const long = `${'word '.repeat(20_000)}the end`
    const html = await renderReport(
      only(sketch('long', { candidate: { text: long, scores: { ...fine, correct: 0 } } })),
    )
    const item = article(html, 'long')
    expect(words(item)).toContain('70,007 more characters are left out here.')
    expect(item).not.toContain('the end')
  })

  it('writes a long passage once, however many cases have it, and leads to it', async () => {
    const html = await renderReport(reportFixture())
    expect(html.split('Lost property is kept for 90 days at the depot in Mill Street.').length).toBe(2)
    const links = [...html.matchAll(/href="#(passage-\d+)"/g)].map((found) => found[1])
    expect(links.length).toBeGreaterThan(2)
    for (const link of new Set(links)) expect(html.split(`id="${link}"`).length).toBe(2)
  })

  it('shows a case whose texts are not at hand as that', async () => {
    const input: ReportInput = { ...only(), details: async () => new Map<string, CaseDetail>() }
    expect(words(article(await renderReport(input), 'routine-100'))).toContain(
      'The texts of this case are not at hand.',
    )
  })

  it('shows the passing and the undecided as what they are', async () => {
    for (const [decision, word] of [
      ['pass', 'Pass'],
      ['inconclusive', 'Inconclusive'],
    ] as const) {
      const fixture = only()
      const html = await renderReport({
        ...fixture,
        verdict: {
          decision,
          sentence: `${decision.toUpperCase()}: nothing to see.`,
          certify: true,
          findings: [],
          method: [],
        },
      })
      expect(html).toContain(`<header class="verdict ${decision}">`)
      expect(html).toMatch(
        new RegExp(`<h1><svg[\\s\\S]*?<span>${word}</span></h1>\\n<p class="lede" dir="auto">nothing to see\\.</p>`),
      )
    }
  })
})

describe('the report of very many cases', () => {
  it('shows the worst in full, lists the others, and says plainly what it left out', async () => {
    const fixture = largeFixture(1500, 700)
    const html = await renderReport(fixture)
    expect(html.match(/<article class="case regressed"/g)).toHaveLength(500)
    expect(html.match(/<article class="case same"/g)).toHaveLength(100)
    expect(html.match(/<li id="case-/g)).toHaveLength(900)
    expect(words(html)).toContain(
      '600 of 1,500 cases are shown in full, the worst first. To keep this page openable the texts of the other 900 are left out (200 that changed less, 700 that did not change); they are listed by id and score at the end.',
    )
    expect(fixture.calls.reduce((sum, calls) => sum + calls, 0)).toBe(600)
    expect(Math.max(...fixture.calls)).toBeLessThanOrEqual(detailBatch)
    expect(html.match(/id="case-large-\d+"/g)).toHaveLength(1500)
  })

  it('stops before texts make it too large to open', async () => {
    const bulk = 'A long answer. '.repeat(2_000)
    const sketches = Array.from({ length: 450 }, (_, index) =>
      sketch(`bulk-${index}`, {
        baseline: { text: bulk, scores: { ...fine } },
        candidate: { text: `${bulk}x`, scores: { ...fine, correct: 0 } },
      }),
    )
    const html = await renderReport(reportFixture(sketches, 1))
    const full = html.match(/<article /g)?.length ?? 0
    expect(full).toBeGreaterThan(100)
    expect(html.length).toBeLessThan(25_000_000)
    expect(html.match(/<li id="case-/g)).toHaveLength(450 - full)
    expect(words(html)).toContain(`${full} of 450 cases are shown in full`)
  })
})
