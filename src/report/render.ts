import { createHash } from 'node:crypto'
import type { CaseComparison, Comparison } from '../core/comparison.ts'
import { formatCount } from '../text/format.ts'
import { pageAssets } from './assets.ts'
import { CaseHeads } from './caseHead.ts'
import { caseView } from './caseView.ts'
import { bounds, detailBatch, type ReportInput } from './input.ts'
import { pageView } from './page.ts'
import { Passages } from './passages.ts'
import { planCases } from './plan.ts'
import type { CaseSetting } from './setting.ts'
import { loadTemplates, type Templates } from './templates.ts'
import { visible } from './visible.ts'
import { WordComparer } from './words.ts'

/**
 * The report as one HTML page that needs nothing else: style and script are in it, and its Content-Security-Policy lets nothing out and
 * runs nothing but them. Texts of models and datasets stay text. The same input gives the same page.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const [templates, assets, { diffArrays }] = await Promise.all([loadTemplates(), pageAssets(), import('diff')])
  const [style, script] = [visible(assets.style), visible(assets.script)]
  const setting = settingOf(input.comparison, new WordComparer(diffArrays))
  const plan = planCases(input.comparison, input.verdict)
  const cases = await renderCases(input, plan.full, setting, templates)
  const shown = { full: plan.full.slice(0, cases.length), listed: [...plan.full.slice(cases.length), ...plan.listed] }
  const view = pageView(input, shown)
  const listed = shown.listed.map((item) => visible(templates.row(setting.heads.head(item))))
  return [
    visible(templates.page({ ...view, policy: policyOf(style, script), style })),
    ...cases,
    visible(templates.listed({ count: shown.listed.length === 0 ? null : formatCount(shown.listed.length) })),
    ...listed,
    visible(templates.end({ ...view, listed: listed.length > 0, passages: setting.passages.list(), script })),
  ].join('')
}

function settingOf(comparison: Comparison, words: WordComparer): CaseSetting {
  const graders = comparison.metrics.filter((metric) => metric.part === undefined)
  const passAt = new Map(graders.map((metric) => [metric.grader, metric.passAt]))
  return {
    heads: new CaseHeads(comparison),
    targets: { baseline: comparison.baseline.target, candidate: comparison.candidate.target },
    passAt: (grader) => passAt.get(grader) ?? null,
    words,
    passages: new Passages(),
  }
}

/** Renders cases in their order until all are there or the page is as large as it may be. */
async function renderCases(
  input: ReportInput,
  cases: readonly CaseComparison[],
  setting: CaseSetting,
  templates: Templates,
): Promise<string[]> {
  const rendered: string[] = []
  let size = 0
  for (let at = 0; at < cases.length && size < bounds.html; at += detailBatch) {
    const batch = cases.slice(at, at + detailBatch)
    const details = await input.details(batch.map((item) => item.caseId))
    for (const item of batch) {
      const html = visible(templates.case(caseView(item, details.get(item.caseId), setting)))
      size += html.length
      if (size > bounds.html && rendered.length > 0) break
      rendered.push(html)
    }
  }
  return rendered
}

/**
 * Nothing may be loaded, sent or run but the style and the script of the page itself, known by their hashes; `data:` images are for the
 * icon in the browser's tab.
 */
function policyOf(style: string, script: string): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    `script-src ${hashSource(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
