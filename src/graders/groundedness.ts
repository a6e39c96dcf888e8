import { z } from 'zod'
import type { Case } from '../core/case.ts'
import { answerableByTag } from '../core/case.ts'
import type { Grade, GradeContext, GradeRequest, Grader, Part } from '../core/grade.ts'
import type { JudgeCall } from '../core/judge.ts'
import type { Shape } from '../core/shape.ts'
import type { AssessedSentence, Assessment } from '../grounding/assess.ts'
import { assess } from '../grounding/assess.ts'
import { claimSpans } from '../grounding/claimSpans.ts'
import { groundingModel } from '../grounding/groundingModel.ts'
import { isUnsupported } from '../grounding/spans.ts'
import { wordsOf } from '../grounding/words.ts'
import { isAbstention } from '../text/abstention.ts'
import { findCitationMarkers } from '../text/citationMarkers.ts'
import { plural } from '../text/format.ts'
import { merged } from '../text/span.ts'
import type { Entailment, Entails, EntailsOption } from './entailment.ts'
import { entailmentOf, entailsSchema, withCalls } from './entailment.ts'
import { Findings, scored, share, unscored } from './grade.ts'
import type { ClaimFindings, Grounds, Judged } from './groundingEvidence.ts'
import { findingsOf } from './groundingEvidence.ts'
import type { SharedOptions } from './options.ts'
import { describe, parseOptions, sharedOptions } from './options.ts'
import type { SourceIndex } from './sources.ts'
import { indexOf, inputFigures, inputText, sourcesOf } from './sources.ts'

export interface GroundednessOptions extends SharedOptions {
  /** Who says how far the sources support a claim: `lexical`, the model that ships (default); a judge; an NLI endpoint. */
  entails?: EntailsOption
}

export const groundednessOptions = z.strictObject({
  ...sharedOptions,
  entails: entailsSchema,
} satisfies Shape<GroundednessOptions>)

/**
 * Whether the sources support what an answer says, by computation: 1 minus the chance that something in it is unsupported or contradicted,
 * 0..1, as a small model over overlaps, names, figures and fields of records reckons it (`src/grounding`; trained on RAGTruth). Every claim is
 * shown as supported, unsupported or contradicted, with the best passage beside it; figures, names and fields that do not hold are marked
 * inside it. Negations and words like "all" give warnings and no verdict.
 *
 * Parts, each a share: `claims` that are supported; `figures` (numbers, dates, times, money, percentages) and `names` that a source or the
 * question has; `fields` of JSON sources (yes and no, opening hours) that agree. With `entails` a judge or NLI endpoint is asked of each
 * claim; the score is then the mean over claims.
 *
 * A case that cannot be answered (`expected: null`, or tag `unanswerable`) scores 1 for an abstention and 0 for an answer, in part
 * `unanswerable`. Any other abstention claims nothing and is unscored: `refusal` grades refusing what can be answered. Unscored, too: no sources, an
 * empty answer, an answer without claims.
 *
 * English. Near chance on subtle edits; thresholds do not carry over between kinds of data: see docs/groundedness.md, and `assay calibrate`.
 * @throws AssayError on unknown or wrong options
 */
export function groundedness(options: GroundednessOptions = {}): Grader {
  const parsed = parseOptions('groundedness', groundednessOptions, options)
  const computed = parsed.entails === 'lexical'
  const { bind, ...roles }: Entailment = entailmentOf(parsed.entails)
  const model = groundingModel()
  const passAt = parsed.passAt ?? (computed ? model.thresholds.answer : 0.5)
  // Other coefficients grade otherwise.
  const withModel = { ...parsed, passAt, model: model.id }
  return {
    ...describe('groundedness', 1, withModel),
    ...roles,
    hallucination: true,
    grade(request, context) {
      const ground = prepare(request)
      if ('status' in ground) return ground
      if (computed)
        return gradeOf(ground, ground.assessment.score, (sentence) => ({
          support: 1 - sentence.risk,
          isSupported: (unheld) => !isUnsupported(sentence, model.thresholds.sentence, unheld),
        }))
      const calls: JudgeCall[] = []
      return withCalls(calls, () => gradeByAsking(ground, bind(context, calls), context))
    },
  }
}

interface Prepared {
  text: string
  grounds: Grounds
  assessment: Assessment
}

/** What can be said before anything is asked; a grade where that is all. */
function prepare(request: GradeRequest): Grade | Prepared {
  const { case: item, output } = request
  const { text } = output
  const sources = sourcesOf(request)
  if (text.trim() === '') return unscored('the answer is empty')
  const abstains = isAbstention(text)
  if (isUnanswerable(item)) {
    const part = { unanswerable: { score: abstains ? 1 : 0, n: 1 } }
    return abstains
      ? scored(1, 'abstains where it cannot be answered', [], part)
      : scored(0, 'answers what cannot be answered', [], part)
  }
  if (sources === undefined || sources.every((source) => source.text.trim() === ''))
    return unscored('there are no sources to check against')
  if (abstains) return unscored('an abstention claims nothing')
  const spans = claimSpans(text)
  const index = indexOf(sources)
  const model = groundingModel()
  const assessment = assess(text, spans, inputText(item.input), index.grounding, model, markers(text, index))
  if (assessment.sentences.every((sentence) => isLabel(text, sentence)))
    return unscored('nothing to judge: the answer claims nothing')
  return { text, assessment, grounds: groundsOf(item, index) }
}

function markers(text: string, index: SourceIndex) {
  return merged(findCitationMarkers(text, index.citations))
}

function isUnanswerable(item: Case): boolean {
  const tagged = answerableByTag(item)
  return tagged === undefined ? item.expected === null : !tagged
}

function groundsOf(item: Case, index: SourceIndex): Grounds {
  let asked: ReadonlySet<string> | undefined
  const figures = inputFigures(item)
  const titles = index.sources.map(({ title = '' }) => title).join('\n')
  return {
    sources: index.sources,
    index: index.grounding,
    // A title is no passage, but what stands there is not made up.
    asksFigure: (figure) => figures.find(figure) !== undefined || index.figures.find(figure) !== undefined,
    asksStem(stem) {
      asked ??= new Set(wordsOf(`${inputText(item.input)}\n${titles}`).map((word) => word.stem))
      return asked.has(stem)
    },
  }
}

function gradeOf(
  { text, assessment, grounds }: Prepared,
  score: number,
  judged: (sentence: AssessedSentence) => Judged,
): Grade {
  const findings = new Findings()
  const counts = { supported: 0, unsupported: 0, contradicted: 0 }
  const tally: ClaimFindings['tally'] = {
    figures: { good: 0, all: 0 },
    names: { good: 0, all: 0 },
    fields: { good: 0, all: 0 },
  }
  const claims = assessment.sentences.filter((sentence) => !isLabel(text, sentence))
  for (const sentence of claims) {
    const found = findingsOf(sentence, judged(sentence), text, grounds)
    counts[found.support] += 1
    for (const item of found.evidence) findings.add(item.verdict, () => item)
    for (const kind of ['figures', 'names', 'fields'] as const) {
      tally[kind].good += found.tally[kind].good
      tally[kind].all += found.tally[kind].all
    }
  }
  const all = claims.length
  const parts: Record<string, Part> = { claims: { score: share(counts.supported, all), n: all } }
  for (const [kind, { good, all: looked }] of Object.entries(tally))
    if (looked > 0) parts[kind] = { score: share(good, looked), n: looked }
  return scored(score, told(counts, all), findings.toEvidence(), parts)
}

/** "**Key points:**" introduces claims and is none. */
function isLabel(text: string, { start, end, words }: AssessedSentence): boolean {
  return words.length < 5 && /:[*_\s]*$/.test(text.slice(Math.max(start, end - 8), end))
}

function told({ unsupported, contradicted }: { unsupported: number; contradicted: number }, all: number): string {
  const faults = [
    ...(contradicted > 0 ? [`${contradicted} contradicted`] : []),
    ...(unsupported > 0 ? [`${unsupported} unsupported`] : []),
  ]
  return faults.length === 0
    ? `${all === 1 ? 'the claim is' : `all ${plural(all, 'claim')} are`} supported`
    : `of ${plural(all, 'claim')} ${faults.join(', ')}`
}

/** Sources longer than this are not sent whole, but what stands around the best passage. */
const longestPremise = 20_000
const around = 2_000
/** From which support a claim that somebody was asked about counts as supported. */
const leastSupport = 0.5

async function gradeByAsking(prepared: Prepared, entails: Entails, { signal }: GradeContext): Promise<Grade> {
  const { text, assessment, grounds } = prepared
  const premise = premises(grounds)
  const answers = await Promise.all(
    assessment.sentences
      .filter((sentence) => !isLabel(text, sentence))
      .map(
        async (sentence) =>
          [sentence, await entails(premise(sentence), text.slice(sentence.start, sentence.end))] as const,
      ),
  )
  signal.throwIfAborted()
  const supports = new Map<AssessedSentence, number>(answers)
  const mean = answers.reduce((sum, [, support]) => sum + support, 0) / answers.length
  return gradeOf(prepared, mean, (sentence) => {
    const support = supports.get(sentence) ?? 0
    return { support, isSupported: () => support >= leastSupport }
  })
}

function premises({ sources }: Grounds): (sentence: AssessedSentence) => string {
  const whole = sources.map(({ text }) => text).join('\n\n')
  if (whole.length <= longestPremise) return () => whole
  return ({ passage }) => {
    const text = sources[passage?.source ?? 0]?.text ?? ''
    return text.slice(Math.max(0, (passage?.start ?? 0) - around), (passage?.end ?? 0) + around)
  }
}
