/**
 * `npm run bench:stats`: how long the statistics take that a comparison may have to wait for. A row may have a limit; the exit code is 1
 * where one is exceeded. The data are seeded, so every run computes the same.
 */
import {
  bootstrapMean,
  bootstrapQuantileRatio,
  pairedAnalysis,
  pcg32,
  signFlipPermutation,
  swapQuantileTest,
} from '../src/stats/index.ts'

interface Row {
  what: string
  seconds: number
  limit?: number
}

const rows: Row[] = []

/** Measures the median of so many runs: the first is slow, as nothing is compiled yet, and that is what a command waits for too. */
function row(what: string, once: () => unknown, { limit, runs = 3 }: { limit?: number; runs?: number } = {}): void {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now()
    once()
    return (performance.now() - started) / 1000
  }).sort((a, b) => a - b)
  const seconds = times[runs >> 1] ?? Number.NaN
  rows.push({ what, seconds, ...(limit !== undefined && { limit }) })
  process.stderr.write(`${what}: ${seconds.toFixed(3)} s\n`)
}

function uniforms(n: number, seed: number): number[] {
  return pcg32({ seed, stream: 1, count: n }).map((word) => word / 2 ** 32)
}

/** Differences as a comparison has them: one pass/fail result, the mean of three, real-valued scores; near and far from no change. */
function differences(n: number): Record<string, number[]> {
  return {
    'pass/fail': uniforms(n, 1).map((u) => (u < 0.05 ? -1 : u < 0.09 ? 1 : 0)),
    '3 repeats': uniforms(n, 2).map((u) => Math.round(u * 6 - 3.03) / 3),
    'real-valued': uniforms(n, 3).map((u) => (u - 0.501) ** 3),
    'real-valued, far worse': uniforms(n, 4).map((u) => u - 0.55),
  }
}

for (const [kind, diffs] of Object.entries(differences(10_000))) {
  row(`sign-flip test, 10,000 cases, ${kind}`, () => signFlipPermutation({ diffs }), { limit: 1 })
  const clusters = diffs.map((_, i) => i % 1500)
  row(`sign-flip test, 10,000 cases in 1,500 clusters, ${kind}`, () => signFlipPermutation({ diffs, clusters }), {
    limit: 1,
  })
}
for (const n of [10_000, 100_000]) {
  for (const [kind, diffs] of Object.entries(differences(n))) {
    const what = `pairedAnalysis, ${n.toLocaleString('en')} cases, ${kind}`
    row(what, () => pairedAnalysis({ diffs, confidence: 0.95 }), n === 10_000 ? { limit: 1 } : {})
  }
}
const values = uniforms(1000, 5)
for (const method of ['percentile', 'bca'] as const) {
  const once = () => bootstrapMean({ values, B: 1_000_000, method })
  row(`bootstrapMean, 1,000,000 draws of 1,000 cases, ${method}`, once, { limit: 10, runs: 1 })
}
const [base, cand] = [6, 7].map((seed) => uniforms(10_000, seed).map((u) => 100 - 400 * Math.log1p(-u)))
if (base === undefined || cand === undefined) throw new Error('no measures')
for (const q of [0.5, 0.95]) {
  row(`swapQuantileTest, 10,000 pairs, 2,000 draws, q ${q}`, () => swapQuantileTest({ base, cand, q, draws: 2000 }), {
    limit: 1,
  })
  row(`bootstrapQuantileRatio, 10,000 pairs, 400 draws, q ${q}`, () =>
    bootstrapQuantileRatio({ base, cand, q, B: 400 }),
  )
}

const width = Math.max(...rows.map(({ what }) => what.length))
console.log(`\n${'what'.padEnd(width)}  seconds  limit`)
for (const { what, seconds, limit } of rows) {
  const isOver = limit !== undefined && seconds > limit
  const end = `${limit === undefined ? '' : String(limit).padStart(5)}${isOver ? '  exceeded' : ''}`
  console.log(`${what.padEnd(width)}  ${seconds.toFixed(3).padStart(7)}  ${end}`.trimEnd())
  if (isOver) process.exitCode = 1
}
