import { answerFeatures } from '../../src/grounding/answerFeatures.ts'
import type { Assessment } from '../../src/grounding/assess.ts'
import { assess, logistic } from '../../src/grounding/assess.ts'
import { claimSpans } from '../../src/grounding/claimSpans.ts'
import { GroundingModel, groundingModel } from '../../src/grounding/groundingModel.ts'
import { answerOverlap } from '../../src/grounding/overlap.ts'
import { isContradicted, isUnsupported } from '../../src/grounding/spans.ts'
import { auroc } from '../../src/stats/index.ts'
import { boost, predict } from './boost.ts'
import type { Row } from './data.ts'
import { foldOf, groupOf, sourceOf, weightsOf } from './data.ts'
import type { Example } from './fit.ts'
import { examplesOf, fitModel, frequenciesOf, indexes, rarityIn, spansOf } from './fit.ts'
import { bestF1, cellOf, f1At, priorScores, spanF1 } from './measures.ts'

/** A column of a table: scores of rows, and the threshold of each where there is one. */
interface Column {
  name: string
  scores: readonly number[]
  /** From which score an answer is called hallucinated; one for each row, since folds have their own. */
  thresholds?: readonly number[]
  called?: readonly (readonly (readonly [number, number])[])[]
}

/** RAGTruth's official rows, at the base rates of the corpus's test split. */
export function printRagTruth(all: readonly Row[], cv: boolean): void {
  const ofSplit = all.filter(({ official }) => official === true)
  const rows = ofSplit.length > 0 ? ofSplit : all
  if (hasOneClass(rows)) {
    console.log('\nRAGTruth: answers of one kind only, nothing to tell apart')
    return
  }
  const weights = weightsOf(rows)
  const model = groundingModel()
  const shipped = assessAll(rows, model)
  console.log(
    `\nRAGTruth: ${rows.length} answers, ${count(rows)} hallucinated; weighted to the base rates of the official test`,
  )
  console.log(timing(shipped))
  const columns: Column[] = [
    {
      name: 'shipped',
      scores: shipped.assessments.map(({ margin }) => -score(margin)),
      thresholds: rows.map(() => -model.thresholds.answer),
      called: shipped.assessments.map((assessment) => calledIn(assessment, model)),
    },
    { name: 'overlap rule', scores: shipped.assessments.map(({ sentences }) => -answerOverlap(sentences)) },
    { name: 'all positive', scores: rows.map(() => 0), thresholds: rows.map(() => 0) },
    { name: 'generator and task', scores: priorScores(rows, weights) },
    ...(cv ? [crossValidated(all)] : []),
  ]
  for (const column of columns) {
    const items = rows.map((row, at) => ({
      score: column.scores[at] ?? 0,
      positive: row.y === 1,
      weight: weights[at] ?? 1,
      cluster: groupOf(row),
    }))
    const area = auroc(items)
    const f1 =
      column.thresholds === undefined
        ? { ...bestF1(items), told: 'best F1' }
        : {
            ...f1At(
              items.map((item, at) => ({ ...item, score: item.score - (column.thresholds?.[at] ?? 0) })),
              0,
            ),
            told: 'F1',
          }
    const spans =
      column.called === undefined
        ? ''
        : `  span F1 ${three(spanF1(rows.map((row, at) => ({ called: column.called?.[at] ?? [], marked: row.spans ?? [] }))).f1)}`
    console.log(
      `${column.name.padEnd(20)} AUROC ${interval(area)}  ${f1.told} ${three(f1.f1)}${'precision' in f1 ? ` (precision ${three(f1.precision)}, recall ${three(f1.recall)})` : ''}${spans}`,
    )
    console.log(`within ${column.name.padEnd(13)} ${within(rows, column.scores)}`)
  }
}

/** Another set, which nothing was trained on. */
export function printOtherSet(name: string, rows: readonly Row[], cv: boolean): void {
  const model = groundingModel()
  const means = new Map<string, number[]>()
  const sets = [...new Set(rows.map(({ ds }) => ds))]
  console.log(
    `\n${name}: transfer (the shipped model), the untrained overlap rule${cv ? ', and in-domain by five grouped folds' : ''}`,
  )
  for (const ds of sets) {
    const ofSet = rows.filter((row) => row.ds === ds)
    if (hasOneClass(ofSet)) {
      console.log(
        `${ds.padEnd(18)} ${String(ofSet.length).padStart(6)}  answers of one kind only, nothing to tell apart`,
      )
      continue
    }
    const shipped = assessAll(ofSet, model)
    const columns: Column[] = [
      { name: 'transfer', scores: shipped.assessments.map(({ margin }) => -score(margin)) },
      { name: 'rule', scores: shipped.assessments.map(({ sentences }) => -answerOverlap(sentences)) },
      ...(cv ? [{ name: 'in-domain', scores: inDomain(ofSet, model) }] : []),
    ]
    const told = columns.map((column) => {
      const items = ofSet.map((row, at) => ({
        score: column.scores[at] ?? 0,
        positive: row.y === 1,
        weight: 1,
        cluster: groupOf(row),
      }))
      const area = auroc(items)
      if (!/paws/.test(ds)) means.set(column.name, [...(means.get(column.name) ?? []), area.auroc])
      const f1 =
        column.name === 'transfer'
          ? f1At(
              items.map((item) => ({ ...item, score: item.score + model.thresholds.answer })),
              0,
            )
          : undefined
      return `${column.name} ${interval(area)}${f1 === undefined ? '' : ` F1 ${three(f1.f1)}`}`
    })
    const share = count(ofSet) / ofSet.length
    console.log(
      `${ds.padEnd(18)} ${String(ofSet.length).padStart(6)}  ${told.join('  ')}  all positive F1 ${three((2 * share) / (1 + share))}  ${timing(shipped)}`,
    )
  }
  if (sets.length > 1) {
    console.log(
      `mean without PAWS   ${[...means].map(([column, areas]) => `${column} ${three(areas.reduce((a, b) => a + b, 0) / areas.length)}`).join('  ')}`,
    )
  }
}

/** What the grader marks as unsupported or contradicted. */
function calledIn({ sentences }: Assessment, { thresholds }: GroundingModel): (readonly [number, number])[] {
  return sentences
    .filter(
      (sentence) =>
        isContradicted(sentence) || isUnsupported(sentence, thresholds.sentence, sentence.features.figuresUnheld),
    )
    .map(({ start, end }) => [start, end] as const)
}

interface Assessed {
  assessments: readonly Assessment[]
  /** Milliseconds of each answer, its sources' index included. */
  times: readonly number[]
  /** Answers in which the grader finds no claim, which it leaves unscored; here all their sentences count. */
  claimless: number
}

function assessAll(rows: readonly Row[], model: GroundingModel): Assessed {
  const index = indexes()
  const times: number[] = []
  let claimless = 0
  const assessments = rows.map((row) => {
    const start = performance.now()
    const assessment = assess(row.hyp, spansOf(row.hyp), row.ctx ?? '', index(sourceOf(row)), model)
    times.push(performance.now() - start)
    if (claimSpans(row.hyp).length === 0) claimless += 1
    return assessment
  })
  return { assessments, times, claimless }
}

function timing({ times, claimless }: Assessed): string {
  const sorted = [...times].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return `median ${median.toFixed(2)} ms${claimless === 0 ? '' : `, ${claimless} without a claim`}`
}

/** The whole way of training, thresholds included, on four folds; the fifth is scored. */
function crossValidated(all: readonly Row[]): Column {
  const official = all.filter((row) => row.official === true)
  const scores = new Map<Row, { score: number; threshold: number; called: (readonly [number, number])[] }>()
  for (let fold = 0; fold < 5; fold += 1) {
    const training = all.filter((row) => foldOf(row) !== fold)
    const frequencies = frequenciesOf(training)
    const model = new GroundingModel(fitModel(examplesOf(training, rarityIn(frequencies)), frequencies, {}))
    const testing = official.filter((row) => foldOf(row) === fold)
    for (const [at, assessment] of assessAll(testing, model).assessments.entries()) {
      const row = testing[at]
      if (row === undefined) continue
      scores.set(row, {
        score: -score(assessment.margin),
        threshold: -model.thresholds.answer,
        called: calledIn(assessment, model),
      })
    }
  }
  return {
    name: 'development folds',
    scores: official.map((row) => scores.get(row)?.score ?? 0),
    thresholds: official.map((row) => scores.get(row)?.threshold ?? 0),
    called: official.map((row) => scores.get(row)?.called ?? []),
  }
}

/** Trees on the features of answers, trained on four fifths of the set's own sources. */
function inDomain(rows: readonly Row[], model: GroundingModel): number[] {
  const examples: Example[] = examplesOf(rows, model.rarity)
  const features = examples.map((example) =>
    answerFeatures(
      example.sentences,
      assess(example.row.hyp, [], '', emptyIndex, model).sentences.map(() => 0),
    ),
  )
  const scores: number[] = rows.map(() => 0)
  for (let fold = 0; fold < 5; fold += 1) {
    const training = rows.flatMap((row, at) => (foldOf(row) === fold ? [] : [at]))
    const labels = training.map((at) => rows[at]?.y ?? 0)
    if (new Set(labels).size < 2) continue
    const trained = boost(
      training.map((at) => features[at] ?? new Float64Array()),
      labels,
      training.map(() => 1),
      { trees: 80, depth: 3, rate: 0.06, rows: 0.7, columns: 0.5, lambda: 5, least: 3, seed: 1 },
    )
    for (const [at, row] of rows.entries())
      if (foldOf(row) === fold) scores[at] = predict(trained, features[at] ?? new Float64Array())
  }
  return scores
}

const emptyIndex = indexes()('')

/** AUROC within each generator and task with both kinds of answers, weighted by its pairs' worth: positives times negatives over all. */
function within(rows: readonly Row[], scores: readonly number[]): string {
  const cells = new Map<string, number[]>()
  for (const [at, row] of rows.entries()) cells.set(cellOf(row), [...(cells.get(cellOf(row)) ?? []), at])
  let sum = 0
  let weights = 0
  let error = 0
  for (const ids of cells.values()) {
    const items = ids.map((at) => ({
      score: scores[at] ?? 0,
      positive: rows[at]?.y === 1,
      cluster: groupOf(rows[at] as Row),
    }))
    const positives = items.filter(({ positive }) => positive).length
    if (positives === 0 || positives === items.length) continue
    const weight = (positives * (items.length - positives)) / items.length
    const { auroc: area, se } = auroc(items)
    sum += weight * area
    weights += weight
    error += (weight * (se ?? 0)) ** 2
  }
  const mean = sum / weights
  const half = (1.96 * Math.sqrt(error)) / weights
  return `AUROC ${three(mean)} [${three(mean - half)}, ${three(mean + half)}]`
}

function score(margin: number): number {
  return 1 - logistic(margin)
}

function hasOneClass(rows: readonly Row[]): boolean {
  return new Set(rows.map(({ y }) => y)).size < 2
}

function count(rows: readonly Row[]): number {
  return rows.filter(({ y }) => y === 1).length
}

function interval({ auroc: area, ci }: { auroc: number; ci: readonly [number, number] | null }): string {
  return `${three(area)}${ci === null ? '' : ` [${three(ci[0])}, ${three(ci[1])}]`}`
}

function three(value: number): string {
  return value.toFixed(3).replace(/^0/, '')
}
