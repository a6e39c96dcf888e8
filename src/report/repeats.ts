import type { Case, Source } from '../core/case.ts'
import type { CaseComparison } from '../core/comparison.ts'
import type { Span } from '../text/span.ts'
import { caseAnchor } from './anchor.ts'
import type { NumberedEvidence } from './answer.ts'
import { type ClaimsView, claimKeys, claimsView } from './claims.ts'
import { directionOf, type GradeRow, gradeView, numberEvidence } from './grades.ts'
import type { CaseDetail, SideTrial } from './input.ts'
import type { SourceView } from './passages.ts'
import type { CaseSetting } from './setting.ts'
import { absentSide, answerSide, errorSide, type SideView, shownText } from './side.ts'
import type { WordDiff } from './words.ts'

/** One repeat on both sides. */
export interface RepeatView {
  /** Null where there is only one. */
  label: string | null
  /** What changed in it, in words. */
  summary: string
  /** Whether it is open at first: the one that shows the largest fall. */
  open: boolean
  sides: (SideView & { retrieved: SourceView[] })[]
  /** What the word diff could not do. */
  diffNote: string | null
  marked: boolean
  /** Where a grader looked for claims. */
  claims: ClaimsView[]
  grades: GradeRow[]
}

const diffNotes: Record<WordDiff['kind'], string | null> = {
  same: 'Both answers have the same words.',
  words: null,
  rewritten: 'The answers share too few words for a word diff.',
  long: 'The answers are too long and too different for a word diff.',
  spent: 'No word diff: with this many long answers a report marks those of the cases above only.',
}

type Side = 'baseline' | 'candidate'

/** The repeats of one case. */
export class Repeats {
  readonly #item: CaseComparison
  readonly #detail: CaseDetail
  readonly #setting: CaseSetting
  readonly #graders: string[]

  constructor(item: CaseComparison, detail: CaseDetail, setting: CaseSetting) {
    this.#item = item
    this.#detail = detail
    this.#setting = setting
    const graded = [...detail.baseline, ...detail.candidate].flatMap((trial) => Object.keys(trial.grades))
    this.#graders = [...new Set([...setting.heads.graders, ...graded])]
  }

  views(): RepeatView[] {
    const repeats = [...this.#detail.baseline, ...this.#detail.candidate].map((trial) => trial.repeat)
    const all = [...new Set(repeats)].sort((a, b) => a - b)
    const falls = all.map((repeat) => this.#fall(repeat))
    const worst = falls.indexOf(Math.max(...falls))
    return all.map((repeat, index) => this.#view(repeat, all.length, index === worst))
  }

  #view(repeat: number, of: number, open: boolean): RepeatView {
    const baseline = trialOf(this.#detail.baseline, repeat)
    const candidate = trialOf(this.#detail.candidate, repeat)
    const [before, after] = [shownText(baseline), shownText(candidate)]
    const diff = before === undefined || after === undefined ? undefined : this.#setting.words.compare(before, after)
    const marked = diff?.kind === 'words' ? diff : { removed: [], added: [] }
    const numbered = {
      baseline: numberEvidence(baseline, this.#graders),
      candidate: numberEvidence(candidate, this.#graders),
    }
    const place = `${repeat}-${caseAnchor(this.#item.caseId)}`
    const keys = {
      baseline: claimKeys([...numbered.baseline.values()].flat(), `b-${place}`),
      candidate: claimKeys([...numbered.candidate.values()].flat(), `c-${place}`),
    }
    const grades = this.#grades(baseline, candidate, numbered)
    return {
      label: of > 1 ? `Repeat ${repeat + 1} of ${of}` : null,
      summary: summaryOf(grades, baseline, candidate),
      open,
      sides: [
        this.#side('baseline', baseline, marked.removed, numbered.baseline, keys.baseline),
        this.#side('candidate', candidate, marked.added, numbered.candidate, keys.candidate),
      ],
      diffNote: diff === undefined ? null : diffNotes[diff.kind],
      marked: diff?.kind === 'words',
      claims: [
        this.#claims('baseline', baseline, numbered.baseline, keys.baseline),
        this.#claims('candidate', candidate, numbered.candidate, keys.candidate),
      ].filter((view) => view !== null),
      grades,
    }
  }

  #side(
    side: Side,
    trial: SideTrial | undefined,
    spans: readonly Span[],
    numbered: ReadonlyMap<string, NumberedEvidence[]>,
    keys: ReadonlyMap<number, string>,
  ): RepeatView['sides'][number] {
    const name = side === 'baseline' ? 'Baseline' : 'Candidate'
    const target = this.#setting.targets[side]
    if (trial === undefined) return { ...absentSide(name, target, this.#absence(side)), retrieved: [] }
    if (trial.outcome.status === 'error') return { ...errorSide(name, target, trial.outcome.error), retrieved: [] }
    const { output } = trial.outcome
    const retrieved = (output.sources ?? []).map((source) => this.#setting.passages.view(source))
    return { ...answerSide(name, target, output, { spans, evidence: [...numbered.values()].flat(), keys }), retrieved }
  }

  #claims(
    side: Side,
    trial: SideTrial | undefined,
    numbered: ReadonlyMap<string, NumberedEvidence[]>,
    keys: ReadonlyMap<number, string>,
  ): ClaimsView | null {
    const asked = side === 'baseline' ? (this.#detail.baselineCase ?? this.#detail.case) : this.#detail.case
    const name = side === 'baseline' ? 'Baseline' : 'Candidate'
    const all = [...numbered.values()].flat()
    return claimsView(name, trial, all, keys, knownSources(asked, trial), this.#setting.passages)
  }

  #absence(side: Side): string {
    const elsewhere = this.#detail[side].length > 0
    if (elsewhere) return 'This repeat was not run.'
    if (this.#item.change === 'added' && side === 'baseline') return 'The baseline does not have this case.'
    if (this.#item.change === 'missing' && side === 'candidate') return 'The candidate does not have this case.'
    return 'No answer is stored for this side.'
  }

  #grades(
    baseline: SideTrial | undefined,
    candidate: SideTrial | undefined,
    numbered: Record<Side, ReadonlyMap<string, NumberedEvidence[]>>,
  ): GradeRow[] {
    const oldCase = this.#detail.baselineCase ?? this.#detail.case
    return this.#graders.flatMap((name) => {
      const grader = { name, passAt: this.#setting.passAt(name) }
      const before = gradeView(
        'Baseline',
        baseline,
        grader,
        numbered.baseline.get(name) ?? [],
        knownSources(oldCase, baseline),
      )
      const after = gradeView(
        'Candidate',
        candidate,
        grader,
        numbered.candidate.get(name) ?? [],
        knownSources(this.#detail.case, candidate),
      )
      if (before === null && after === null) return []
      return [{ grader: name, direction: directionOf(baseline, candidate, name), baseline: before, candidate: after }]
    })
  }

  /** How far the candidate's scores lie below the baseline's in one repeat; an error weighs more than any score. */
  #fall(repeat: number): number {
    const baseline = trialOf(this.#detail.baseline, repeat)
    const candidate = trialOf(this.#detail.candidate, repeat)
    const failed = candidate?.outcome.status === 'error' && baseline?.outcome.status === 'ok'
    return (
      this.#graders.reduce((sum, grader) => sum + scoreOf(baseline, grader) - scoreOf(candidate, grader), 0) +
      (failed ? 1000 : 0)
    )
  }
}

/** What evidence of a trial refers to: the case's sources, and those that the target retrieved itself. */
function knownSources(item: Case, trial: SideTrial | undefined): Source[] {
  const retrieved = trial?.outcome.status === 'ok' ? (trial.outcome.output.sources ?? []) : []
  return [...(item.sources ?? []), ...retrieved]
}

function trialOf(trials: readonly SideTrial[], repeat: number): SideTrial | undefined {
  return trials.find((trial) => trial.repeat === repeat)
}

function scoreOf(trial: SideTrial | undefined, grader: string): number {
  const grade = trial !== undefined && Object.hasOwn(trial.grades, grader) ? trial.grades[grader] : undefined
  return grade?.status === 'scored' ? grade.score : 0
}

function summaryOf(grades: readonly GradeRow[], baseline?: SideTrial, candidate?: SideTrial): string {
  const failures = [
    ...(baseline?.outcome.status === 'error' ? [`baseline: error ${baseline.outcome.error.code}`] : []),
    ...(candidate?.outcome.status === 'error' ? [`candidate: error ${candidate.outcome.error.code}`] : []),
  ]
  const moved = grades
    .filter((row) => row.direction === 'fell' || row.direction === 'rose')
    .map((row) => `${row.grader} ${row.baseline?.score} \u2192 ${row.candidate?.score}`)
  return [...failures, ...moved].join(', ') || 'no score differs'
}
