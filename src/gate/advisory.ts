import type { MetricComparison, PairedTest } from '../core/comparison.ts'
import { significance } from '../core/rules.ts'
import { adjustPValues, MINIMUM_UNITS } from '../stats/index.ts'
import { pointsInWords } from '../text/format.ts'
import { advisoryAbsolutes } from './absolute.ts'
import { type Draft, worstCases } from './draft.ts'
import { advisoryMeasures, blockingRules, type GateEntry, ownerOf } from './entry.ts'
import { measureFinding, measureVerdict, pWorseOf } from './measures.ts'
import { evidence } from './tested.ts'
import { plain } from './words.ts'

/** A smaller change than this is not worth a word, however certain. */
const leastEffect = 0.01

/**
 * Metrics without a blocking rule that got significantly worse, and any metric that got significantly better. They fail nothing; their
 * p values are held down by Benjamini-Hochberg over the metrics looked at.
 */
export function advisoryFindings(entry: GateEntry): Draft[] {
  const blocking = new Set(blockingRules(entry).flatMap(({ name, tag }) => (tag === undefined ? [name] : [])))
  const comparable = entry.comparison.metrics.flatMap((metric) => {
    const isChanged = entry.comparison.changedGraders.includes(metric.grader)
    return metric.test === null || metric.test.units < MINIMUM_UNITS || isChanged ? [] : [{ metric, test: metric.test }]
  })
  const worse = comparable.filter(({ metric }) => !blocking.has(metric.metric))
  return [
    ...advisoryAbsolutes(entry),
    ...testedMeasures(entry),
    ...significant(worse, (test) => test.pWorse, -1).map((item) => regression(item, entry)),
    ...significant(comparable, (test) => 1 - test.pWorse, 1).map((item) => improvement(item, entry)),
  ]
}

/** Measures with an advisory rule are judged by themselves; nothing they find blocks. */
function testedMeasures(entry: GateEntry): Draft[] {
  return advisoryMeasures(entry).flatMap((item) => {
    const boundAlpha = entry.comparison.alpha
    const hypothesis = {
      ...item,
      about: 'measure' as const,
      tier: item.rule.tier,
      level: significance,
      boundAlpha,
    }
    const p = pWorseOf(hypothesis)
    const verdict = measureVerdict(hypothesis, p, significance)
    if (verdict !== 'fail') return []
    return [{ ...measureFinding({ ...hypothesis, p, verdict, tested: 1, alpha: significance }), blocks: false }]
  })
}

interface Tested {
  metric: MetricComparison
  test: PairedTest
}

interface Significant extends Tested {
  about: 'metric'
  p: number
  tested: number
}

function significant(items: readonly Tested[], pOf: (test: PairedTest) => number, sign: 1 | -1): Significant[] {
  const adjusted = adjustPValues({ p: items.map(({ test }) => pOf(test)), method: 'benjaminiHochberg' })
  return items
    .map((item, index) => ({ ...item, about: 'metric' as const, p: adjusted[index] ?? 1, tested: items.length }))
    .filter(({ p, test }) => p <= significance && test.meanDiff * sign >= leastEffect - 1e-12)
}

function regression(item: Significant, entry: GateEntry): Draft {
  const { metric, test } = item
  return {
    ...shared(item, entry),
    kind: 'regression',
    message: `${plain(metric.metric)} (advisory) got worse by ${pointsInWords(test.meanDiff)}: ${evidence(item, 'metric')}`,
    ...worstCases(entry.comparison, ({ metrics }) => -(metrics[metric.metric]?.diff ?? 0)),
  }
}

function improvement(item: Significant, entry: GateEntry): Draft {
  const { metric, test } = item
  return {
    ...shared(item, entry),
    kind: 'improvement',
    message: `${plain(metric.metric)} got better by ${pointsInWords(test.meanDiff)}: ${evidence(item, 'metric')}`,
  }
}

function shared({ metric }: Significant, entry: GateEntry): Pick<Draft, 'tier' | 'blocks' | 'rule' | 'owner'> {
  const rule = entry.policy.rules[metric.metric]
  return { tier: rule?.tier ?? 'advisory', blocks: false, rule: metric.metric, ...ownerOf(entry, rule) }
}
