import { describe, expect, it } from 'vitest'
import { compileHistory, type HistoryOptions, type HistorySource } from '../../src/compare/history.ts'
import { compareRuns } from '../../src/compare/index.ts'
import { pcg32 } from '../../src/stats/index.ts'
import { type CaseSketch, gradedRun, numbered, type RunSketch, times } from '../support/gradedRun.ts'

/** Runs `r0`, `r1`, ..., oldest first. */
function sourcesOf(sketches: readonly RunSketch[]): HistorySource[] {
  return sketches.map((sketch, index) => {
    const createdAt = `2026-01-${String(index + 1).padStart(2, '0')}T00:00:00.000Z`
    const { run, grading, cases } = gradedRun({ ...sketch, run: { id: `r${index}`, createdAt, ...sketch.run } })
    return {
      run,
      grading,
      approvals: [],
      baseline: false,
      async *cases() {
        yield* cases
      },
    }
  })
}

const historyOf = (sketches: readonly RunSketch[], options?: HistoryOptions) =>
  compileHistory(sourcesOf(sketches), options)

async function qualityOf(sketches: readonly RunSketch[]) {
  const [metric] = (await historyOf(sketches)).metrics
  if (metric === undefined) throw new Error('no metric')
  return metric
}

/** Uniform numbers in [0, 1), the same in every run of the tests. */
function uniforms(stream: number): () => number {
  const words = pcg32({ seed: 23, stream, count: 1 << 20 })
  let next = 0
  return () => (words[next++ % words.length] ?? 0) / 2 ** 32
}

/** Of 100 cases the first `failing` fail. */
const failing = (count: number): RunSketch => ({ cases: numbered([...times(count, 0), ...times(100 - count, 1)]) })

/** Runs of cases that pass by chance. */
function chances(passRates: readonly number[], cases: number, random: () => number): RunSketch[] {
  return passRates.map((rate) => ({ cases: numbered(Array.from({ length: cases }, () => (random() < rate ? 1 : 0))) }))
}

describe('the points of a metric', () => {
  it('are what each run says of itself, and each step what a comparison says of the two runs', async () => {
    const sketches: RunSketch[] = [
      { cases: numbered([...times(10, [1, 0]), ...times(10, 1), 'refused', 'none']) },
      { cases: numbered([...times(10, [0, 0]), ...times(10, 1), 1, 'timeout']) },
    ]
    const { points } = await qualityOf(sketches)
    const [a, b] = sketches.map((sketch, index) => gradedRun({ ...sketch, run: { id: `r${index}` } }))
    if (a === undefined || b === undefined) throw new Error('no runs')
    const compared = compareRuns(a, b).metrics[0]
    expect(points.map(({ runId }) => runId)).toEqual(['r0', 'r1'])
    expect(points[0]?.step).toBeNull()
    expect(points[1]?.step).toEqual({ from: 'r0', test: compared?.test, significant: 'worse' })
    expect(points[1]?.side).toMatchObject({ scored: 31, targetErrors: 1, mean: 11 / 21 })
  })

  it('stand out among all steps of the metric, not each by itself', async () => {
    // 5 more that fail and nothing else: mid-p 1/64 by itself.
    const few = await qualityOf([failing(0), failing(5)])
    expect(few.points[1]?.step?.significant).toBe('worse')
    const many = await qualityOf([...times(9, failing(0)), failing(5)])
    expect(many.points.at(-1)?.step).toMatchObject({ significant: null, test: { pWorse: 1 / 64 } })
  })
})

describe('which cases are watched', () => {
  it('are those that all runs have alike', async () => {
    const { cases, metrics } = await historyOf([
      { cases: { ...numbered(times(20, 1)), gone: 1, other: 1, golden: 1 } },
      {
        cases: {
          ...numbered(times(20, 1)),
          other: { inputHash: 'another question', repeats: [1] },
          golden: { goldenHash: 'another answer', repeats: [1] },
          added: 1,
        },
      },
    ])
    expect(cases).toEqual({ common: 20, newest: 23 })
    expect(metrics[0]?.control.cases).toBe(20)
  })

  it('include those that a run could not answer, whatever the golden answer was then', async () => {
    const old = { down: { goldenHash: 'old answer', repeats: ['timeout' as const] } }
    const { cases } = await historyOf([
      { cases: { ...numbered(times(9, 1)), ...old } },
      { cases: { ...numbered(times(9, 1)), down: 1 } },
    ])
    expect(cases).toEqual({ common: 10, newest: 10 })
  })

  it('are not given up for an old run: that is left out, and said', async () => {
    const old = { cases: numbered([...times(9, 1), ...times(20, 1)], 'old') }
    const between = { cases: { ...numbered(times(11, 1)), ...numbered(times(9, 1), 'x') } }
    const all = await historyOf([old, failing(0), between, { cases: numbered(times(20, 1)) }])
    expect(all.leftOut.otherCases).toEqual({ runIds: ['r0'], regrade: false })
    expect(all.cases).toEqual({ common: 11, newest: 20 })
    expect(all.runs.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3'])
    expect(all.metrics[0]?.points.map(({ runId, step }) => [runId, step?.from])).toEqual([
      ['r1', undefined],
      ['r2', 'r1'],
      ['r3', 'r2'],
    ])
  })

  it('could be mended by grading where only the golden side differs', async () => {
    const golden = (hash: string) => ({ cases: numbered(times(20, { goldenHash: hash, repeats: [1] })) })
    const { leftOut, runs } = await historyOf([golden('old'), golden('new'), golden('new')])
    expect(leftOut.otherCases).toEqual({ runIds: ['r0'], regrade: true })
    expect(runs).toHaveLength(2)
  })

  it('count by least squares where some runs could not be judged on all: hard cases are no decay, and their lack no rise', async () => {
    const easy = times(40, 1)
    const hard = times(40, 0)
    const unjudged = times<CaseSketch>(10, 'none')
    const { points, control } = await qualityOf([
      { cases: numbered([...easy, ...hard]) },
      { cases: numbered([...easy, ...hard.slice(10), ...unjudged]) },
      { cases: numbered([...easy.slice(10), ...unjudged, ...hard]) },
    ])
    expect(points.map(({ side }) => side.mean)).toEqual([0.5, 40 / 70, 30 / 70])
    for (const { level } of points) expect(level).toBeCloseTo(0.5, 10)
    expect(control).toMatchObject({ cases: 80, noise: 0, sum: 0, decay: null })
  })
})

describe('the level of a run', () => {
  it('leaves out what only failing critical cases were asked beyond the plan', async () => {
    const cases = { ...numbered(times(9, 1)), vital: { critical: true, repeats: [0, 1, 1] } }
    const { points } = await qualityOf([{ cases, run: { repeats: 1 } }])
    expect(points[0]?.level).toBeCloseTo(0.9, 12)
    expect(points[0]?.side.mean).toBeCloseTo(9.6667 / 10, 4)
  })

  it('wavers half as much with four times the repeats', async () => {
    const random = uniforms(3)
    const asked = (repeats: number): RunSketch => ({
      cases: numbered(Array.from({ length: 300 }, () => times(repeats, 0).map(() => (random() < 0.7 ? 1 : 0)))),
    })
    const runs = [1, 1, 1, 4, 4].map(asked)
    const [once, often] = [(await qualityOf(runs.slice(0, 3))).control.noise, (await qualityOf(runs)).control.noise]
    expect(Number(once)).toBeCloseTo(Math.sqrt(0.21 / 300), 2)
    expect(Number(often) / Number(once)).toBeCloseTo(0.5, 1)
  })

  it('wavers more where cases of a cluster waver together', async () => {
    const random = uniforms(4)
    const runs = times(6, 0).map(() => {
      const answers = Array.from({ length: 10 }, () => (random() < 0.7 ? 1 : 0))
      const of = (index: number) => answers[index % 10] ?? 0
      const cases = Array.from({ length: 100 }, (_, index) => ({ cluster: `k${index % 10}`, repeats: [of(index)] }))
      return {
        clustered: { cases: numbered(cases) },
        strangers: { cases: numbered(cases.map(({ repeats }) => repeats)) },
      }
    })
    const clustered = await qualityOf(runs.map((run) => run.clustered))
    const strangers = await qualityOf(runs.map((run) => run.strangers))
    expect(clustered.control.units).toBe(10)
    expect(Number(clustered.control.noise) / Number(strangers.control.noise)).toBeGreaterThan(2.5)
  })
})

describe('graders that changed', () => {
  const by = (fingerprint: string, score = 1): RunSketch => ({
    cases: numbered(times(10, { quality: score, tone: 1 })),
    graders: [{ name: 'quality', fingerprint, passAt: 0.5 }, 'tone'],
  })

  it('leave runs out of their metric alone, and the step goes to the last run that is graded alike', async () => {
    const { metrics } = await historyOf([by('2', 1), by('1', 0), by('2', 1)])
    const [quality, tone] = metrics
    expect(quality).toMatchObject({ metric: 'quality', otherwiseGraded: ['r1'], regrade: ['r1'] })
    expect(quality?.points.map(({ runId, step }) => [runId, step?.from, step?.test?.meanDiff])).toEqual([
      ['r0', undefined, undefined],
      ['r2', 'r0', 0],
    ])
    expect(tone).toMatchObject({ otherwiseGraded: [], regrade: [] })
    expect(tone?.points).toHaveLength(3)
  })

  it('ask for the newest run to be graded again, where that is the one that today’s grader did not grade', async () => {
    const graders = [{ name: 'quality', fingerprint: '2', passAt: 1 }]
    const [quality] = (await historyOf([by('2'), by('2'), by('1')], { graders })).metrics
    expect(quality).toMatchObject({ passAt: 1, otherwiseGraded: ['r0', 'r1'], regrade: ['r2'] })
  })

  it('leave out runs from before there was the grader', async () => {
    const [tone] = (await historyOf([failing(0), by('1')], { metrics: ['tone'] })).metrics
    expect(tone).toMatchObject({ metric: 'tone', otherwiseGraded: ['r0'], regrade: ['r0'] })
  })
})

describe('metrics', () => {
  const sketch: RunSketch = {
    cases: numbered(times(6, { quality: { status: 'scored' as const, score: 0.5, parts: { tone: 0.25 } } })),
  }

  it('are graders as wholes, and parts where they are asked for', async () => {
    const names = async (options: HistoryOptions) => (await historyOf([sketch], options)).metrics
    expect(await names({})).toMatchObject([{ metric: 'quality', tier: null }])
    const asked = await names({ metrics: ['quality.tone'], tiers: { 'quality.tone': 'safety' } })
    expect(asked).toMatchObject([{ metric: 'quality.tone', part: 'tone', tier: 'safety' }])
    expect(asked[0]?.points[0]?.side.mean).toBe(0.25)
  })

  it('that are shares of passing answers read so', async () => {
    const graders = [{ name: 'quality', fingerprint: '1', passAt: 0.6 }]
    const [metric] = (await historyOf([sketch], { statistics: { quality: 'pass' }, graders })).metrics
    expect(metric).toMatchObject({ statistic: 'pass', passAt: 0.6, points: [{ side: { mean: 0 } }] })
  })

  it('that are misspelt are told with what was meant', async () => {
    await expect(historyOf([sketch], { metrics: ['qualty'] })).rejects.toThrow('did you mean "quality"?')
    await expect(historyOf([sketch], { metrics: ['quality.tune'] })).rejects.toThrow('did you mean "quality.tone"?')
  })
})

describe('decay', () => {
  it('is found where no step stands out, with when it began, how far it went, and that the cases show it', async () => {
    const sketches = [10, 10, 10, 12, 14, 16, 18, 20, 22, 24].map(failing)
    const { control, points } = await qualityOf(sketches)
    expect(points.some(({ step }) => step?.significant === 'worse')).toBe(false)
    expect(control.decay).toMatchObject({
      start: 'r2',
      runs: 7,
      smallestP: 0.125,
      steps: [],
      shown: true,
      fall: { meanDiff: -0.14, worse: 14, better: 0 },
    })
    expect(control.peak).toBeGreaterThan(4)
    expect(points.at(-1)?.cusum).toBe(control.sum)
  })

  it('is no single bad run, nor a run back to what was before', async () => {
    expect((await qualityOf([10, 10, 10, 30].map(failing))).control.decay).toBeNull()
    expect((await qualityOf([10, 10, 10, 30, 10, 10].map(failing))).control.decay).toBeNull()
  })

  it('names the steps that stand out by themselves', async () => {
    const { control } = await qualityOf([10, 10, 10, 30, 30, 30].map(failing))
    expect(control.decay).toMatchObject({ start: 'r2', steps: ['r3'], runs: 3 })
  })

  it('is told, but not shown, where versions only answer others well', async () => {
    // 17 cases that passed fail from r12 on, and 13 others pass instead: exactly the same in every run after.
    const version = (good: (index: number) => boolean): RunSketch => ({
      cases: numbered(Array.from({ length: 100 }, (_, index) => (good(index) ? 1 : 0))),
    })
    const old = version((index) => index < 60)
    const other = version((index) => index < 40 || (index >= 57 && index < 73))
    const { control } = await qualityOf([...times(12, old), ...times(12, other)])
    expect(control.decay).toMatchObject({ start: 'r11', shown: false })
    expect(control.decay?.pShift).toBeGreaterThan(0.2)
  })

  it('is judged from where the metric last rose, so that an old low level does not hide it', async () => {
    const low = times(8, failing(40))
    const { control, points } = await qualityOf([...low, ...[5, 5, 5, 7, 9, 12, 15, 18, 21].map(failing)])
    expect(control.since).toBe('r9')
    expect(points.slice(0, 9).map(({ cusum }) => cusum)).toEqual(times(9, null))
    expect(control.decay).toMatchObject({ shown: true })
    expect(Number(control.decay?.start.slice(1))).toBeGreaterThanOrEqual(9)
  })

  it('is judged anew after a slow rise, and not after a way back from one bad run', async () => {
    const rising = Array.from({ length: 12 }, (_, index) => 40 - 2 * index)
    const slow = await qualityOf(rising.map(failing))
    expect(slow.points.some(({ step }) => step?.significant === 'better')).toBe(false)
    expect(slow.control.since).not.toBe('r0')
    const { control, points } = await qualityOf([5, 5, 5, 8, 11, 14, 17, 45, 20, 23, 26, 29].map(failing))
    expect(points[8]?.step?.significant).toBe('better')
    expect(control).toMatchObject({ since: 'r0', decay: { shown: true } })
  })

  it('is over when the level is what it was before, or the sum is back at 0', async () => {
    const fallen = [10, 10, 10, 14, 18, 22]
    expect((await qualityOf(fallen.map(failing))).control.decay).toMatchObject({ start: 'r2' })
    const others = { cases: numbered([...times(50, 1), ...times(10, 0), ...times(40, 1)]) }
    const back = await qualityOf([...fallen.map(failing), others])
    expect(back.control.sum).toBeGreaterThan(0)
    expect(back.control.decay).toBeNull()
    // Half of the runs fail other cases, so that there is noise for the sum to be lost in.
    const wavering = [10, 10, 10, 16, 20, 24, 20, 16, ...times(8, 12)].map((count, run) => ({
      cases: numbered(Array.from({ length: 100 }, (_, index) => ((index + 50 * (run % 2)) % 100 < count ? 0 : 1))),
    }))
    expect((await qualityOf(wavering.slice(0, 7))).control.decay).toMatchObject({ start: 'r2' })
    expect((await qualityOf(wavering)).control).toMatchObject({ since: 'r0', sum: 0, decay: null })
  })

  it('is nothing that too few runs or cases could show', async () => {
    expect((await qualityOf([5, 9].map(failing))).control).toMatchObject({ sum: null, decay: null })
    const tiny = (score: number) => ({ cases: numbered(times(5, score)) })
    const { control } = await qualityOf([1, 1, 1, 0, 0, 0, 0].map(tiny))
    expect(control).toMatchObject({ units: 5, noise: null, decay: null })
  })

  it('counts cases of a cluster once', async () => {
    const clustered = (count: number): RunSketch => ({
      cases: numbered(
        Array.from({ length: 100 }, (_, index) => ({ cluster: `k${index % 5}`, repeats: [index < count ? 0 : 1] })),
      ),
    })
    const { control } = await qualityOf([10, 10, 10, 12, 14, 16, 18, 20, 22, 24].map(clustered))
    expect(control).toMatchObject({ cases: 100, units: 5, decay: null })
  })
})

describe('how often decay is found', () => {
  async function share(rates: readonly number[], cases: number, simulations: number) {
    const random = uniforms(simulations)
    const count = { decay: 0, silent: 0 }
    for (let simulation = 0; simulation < simulations; simulation += 1) {
      const { control, points } = await qualityOf(chances(rates, cases, random))
      const isSilent = points.every(({ step }) => step?.significant !== 'worse')
      if (control.decay?.shown === true) {
        count.decay += 1
        if (isSilent) count.silent += 1
      }
    }
    return { decay: count.decay / simulations, silent: count.silent / simulations }
  }

  it('hardly ever where nothing changes: at the end of 30 runs of 200 cases at 90%', async () => {
    expect((await share(times(30, 0.9), 200, 50)).decay).toBeLessThanOrEqual(0.07)
  })

  it('nearly always at 0.7 points a run over 15 runs of 400 cases, mostly without a step that stands out', async () => {
    const falling = Array.from({ length: 15 }, (_, index) => 0.9 - 0.007 * index)
    const { decay, silent } = await share(falling, 400, 40)
    expect(decay).toBeGreaterThan(0.85)
    expect(silent).toBeGreaterThan(0.7)
  })
})
