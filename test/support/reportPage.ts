import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { ReportInput } from '../../src/report/index.ts'
import { renderReport } from '../../src/report/index.ts'

/** A page with what went on in it that should not have. */
export interface OpenedPage {
  page: Page
  /** Requests other than for the page itself, console messages, exceptions, dialogs, violations of the policy. */
  trouble: string[]
  close(): Promise<void>
}

export interface ReportFile {
  html: string
  url: string
  remove(): Promise<void>
}

/** Writes a report where a browser can open it. */
export async function reportFile(input: ReportInput): Promise<ReportFile> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-report-'))
  const html = await renderReport(input)
  const path = join(folder, 'report.html')
  await writeFile(path, html)
  return { html, url: pathToFileURL(path).href, remove: () => rm(folder, { recursive: true }) }
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const trouble: string[] = []
  const [document] = url.split('#')
  page.on('request', (request) => {
    const asked = request.url()
    if (asked.split('#')[0] !== document && !asked.startsWith('data:')) trouble.push(`request ${asked}`)
  })
  page.on('console', (message) => trouble.push(`console ${message.text()}`))
  page.on('pageerror', (error) => trouble.push(`exception ${error.message}`))
  page.on('dialog', async (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    await dialog.dismiss()
  })
  await page.goto(url)
  return { page, trouble, close: () => context.close() }
}

interface AxeResult {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[]
}

/** What axe-core finds wrong with the page for people who see, hear or use it in another way. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(await readFile(axe, 'utf8'))
  const result = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id}: ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`),
  )
}
