import type { Scenario } from './simulate.ts'

const sizes = [50, 200, 1000]
const rates = [0.05, 0.2, 0.5, 0.8, 0.9, 0.98]
const equal: [number, number] = [1, 1]
const still = { drop: 0, repeats: equal }

/** Pairs of runs between which nothing got worse. */
export const unchanged: Scenario[] = [
  ...sizes.flatMap((cases) => rates.map((passRate): Scenario => ({ cases, passRate, ...still }))),
  ...sizes.flatMap((cases) =>
    [0.2, 0.5, 0.8].map((passRate): Scenario => ({ cases, passRate, ...still, churn: true })),
  ),
  ...(
    [
      [3, 3],
      [5, 5],
      [5, 1],
      [1, 5],
      [3, 1],
      [1, 3],
      [5, 3],
      [3, 5],
    ] as [number, number][]
  ).flatMap((repeats) =>
    [0.1, 0.5, 0.9, 0.98].map((passRate): Scenario => ({ cases: 200, passRate, drop: 0, repeats })),
  ),
  ...[5, 10].flatMap((clusterSize) =>
    [0.5, 0.8].map((passRate): Scenario => ({ cases: 200, passRate, ...still, clusterSize, churn: true })),
  ),
  ...[3, 5].flatMap((graders) => [0.5, 0.9].map((passRate): Scenario => ({ cases: 200, passRate, ...still, graders }))),
  ...[0.9, 0.97].flatMap((passRate) =>
    [3, 5].map((count): Scenario => ({ cases: 200, passRate, drop: 0, repeats: [count, count], criticalEvery: 10 })),
  ),
  ...[0.3, 0.45].map((passRate): Scenario => ({ cases: 200, passRate, ...still, graded: true })),
  ...[50, 200].map((cases): Scenario => ({ cases, passRate: 0.9, ...still, latency: true })),
  ...[0.5, 0.9, 0.98].map(
    (passRate): Scenario => ({ cases: 200, passRate, drop: 0, repeats: [5, 5], adaptive: 'repeats' }),
  ),
  ...[0.5, 0.9, 0.98].map((passRate): Scenario => ({ cases: 200, passRate, ...still, adaptive: 'cases' })),
  ...(['repeats', 'cases'] as const).map(
    (adaptive): Scenario => ({
      cases: 200,
      passRate: 0.9,
      drop: 0,
      repeats: adaptive === 'cases' ? equal : [5, 5],
      graders: 5,
      adaptive,
    }),
  ),
]

/** Pairs of runs of which the second is worse. */
export const worse: Scenario[] = [
  ...sizes.flatMap((cases) =>
    [0.5, 0.9, 0.98].flatMap((passRate) =>
      [0.01, 0.02, 0.05, 0.1].map((drop): Scenario => ({ cases, passRate, drop, repeats: equal })),
    ),
  ),
  ...[0.05, 0.1].map((drop): Scenario => ({ cases: 200, passRate: 0.9, drop, repeats: [3, 3] })),
  ...[0.02, 0.05, 0.1].map(
    (drop): Scenario => ({ cases: 200, passRate: 0.9, drop, repeats: [5, 5], adaptive: 'repeats' }),
  ),
  ...[0.02, 0.05, 0.1].map(
    (drop): Scenario => ({ cases: 1000, passRate: 0.9, drop, repeats: equal, adaptive: 'cases' }),
  ),
]

export function describe(scenario: Scenario): string {
  const { cases, passRate, drop, repeats, clusterSize, graders, criticalEvery } = scenario
  return [
    `${cases} cases`,
    `${scenario.graded === true ? 'score' : 'pass'} ${passRate}`,
    ...(drop > 0 ? [`drop ${Math.round(drop * 100)} pt`] : []),
    ...(repeats.join() === '1,1' || scenario.adaptive !== undefined ? [] : [`repeats ${repeats.join(' v ')}`]),
    ...(clusterSize === undefined ? [] : [`clusters of ${clusterSize}`]),
    ...(graders === undefined ? [] : [`${graders} graders`]),
    ...(criticalEvery === undefined ? [] : [`1 in ${criticalEvery} critical`]),
    ...(scenario.churn === true ? ['churn'] : []),
    ...(scenario.latency === true ? ['rules on latency'] : []),
    ...(scenario.adaptive === undefined ? [] : [`adaptive by ${scenario.adaptive}`]),
  ].join(', ')
}
