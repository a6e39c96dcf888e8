import type { CaseInput, Expected, Source } from '../core/case.ts'
import type { CaseComparison } from '../core/comparison.ts'
import type { CaseHead } from './caseHead.ts'
import { bounds, type CaseDetail } from './input.ts'
import type { SourceView } from './passages.ts'
import { Repeats, type RepeatView } from './repeats.ts'
import type { CaseSetting } from './setting.ts'
import { jsonView, omission } from './side.ts'
import { cut, excerpt } from './visible.ts'

/** A case in full. */
export interface CaseView {
  head: CaseHead
  excerpt: string
  /** Null where its texts are not at hand. */
  body: CaseBody | null
}

interface CaseBody {
  tags: string[]
  cluster: string | null
  variantOf: { id: string } | null
  inputs: { label: string; block: TextBlock }[]
  expected: ExpectedView
  sources: SourceView[]
  repeats: RepeatView[]
}

export interface TextBlock {
  text: string
  json: boolean
  leftOut: string | null
}

export interface ExpectedView {
  /** Any of these; empty where nothing is expected in particular. */
  blocks: TextBlock[]
  label: string
  /** The words that stand for an expectation without a text. */
  words: string | null
}

export function caseView(item: CaseComparison, detail: CaseDetail | undefined, setting: CaseSetting): CaseView {
  const head = setting.heads.head(item)
  if (detail === undefined) return { head, excerpt: '', body: null }
  const block = inputBlock(detail.case.input)
  return {
    head,
    excerpt: excerpt(typeof detail.case.input === 'string' ? block.text : JSON.stringify(detail.case.input), 160),
    body: {
      tags: item.tags,
      cluster: detail.case.cluster ?? null,
      variantOf: detail.case.variantOf === undefined ? null : { id: detail.case.variantOf },
      inputs: inputs(detail),
      expected: expectedView(detail.case.expected),
      sources: sourcesOf(detail).map((source) => setting.passages.view(source)),
      repeats: new Repeats(item, detail, setting).views(),
    },
  }
}

function inputs(detail: CaseDetail): CaseBody['inputs'] {
  const candidate = { label: 'Input', block: inputBlock(detail.case.input) }
  const before = detail.baselineCase
  if (before === undefined || JSON.stringify(before.input) === JSON.stringify(detail.case.input)) return [candidate]
  return [
    { label: 'Input, as the baseline was asked', block: inputBlock(before.input) },
    { ...candidate, label: 'Input, as the candidate was asked' },
  ]
}

function sourcesOf(detail: CaseDetail): Source[] {
  const sources = detail.case.sources ?? []
  const seen = new Set(sources.map((source) => JSON.stringify(source)))
  const before = detail.baselineCase?.sources ?? []
  return [...sources, ...before.filter((source) => !seen.has(JSON.stringify(source)))]
}

function inputBlock(input: CaseInput): TextBlock {
  return typeof input === 'string' ? textBlock(input) : { ...jsonView(input), json: true }
}

function textBlock(value: string): TextBlock {
  const { text, leftOut } = cut(value, bounds.text)
  return { text, json: false, leftOut: omission(leftOut) }
}

function expectedView(expected: Expected | undefined): ExpectedView {
  const label = 'Expected'
  if (expected === undefined) return { label, blocks: [], words: 'No golden answer.' }
  if (expected === null)
    return { label, blocks: [], words: 'No answer may be given: the system should say that it cannot tell.' }
  if (typeof expected === 'string') return { label, blocks: [textBlock(expected)], words: null }
  if (typeof expected === 'number') return { label, blocks: [textBlock(String(expected))], words: null }
  if (!Array.isArray(expected)) return { label, blocks: [{ ...jsonView(expected), json: true }], words: null }
  return { label: expected.length > 1 ? 'Expected, any of' : label, blocks: expected.map(textBlock), words: null }
}
