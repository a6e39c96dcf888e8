import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProgress, type ProgressOptions } from '../../src/reporters/progress.ts'
import { displayWidth } from '../../src/reporters/width.ts'

/** A progress over a clock and a writer in hand. */
function start(changes: Partial<ProgressOptions> = {}) {
  const clock = { now: 5_000 }
  const written: string[] = []
  const progress = createProgress({
    writer: { write: (text: string) => written.push(text) },
    isTTY: false,
    color: false,
    columns: 80,
    monotonic: () => clock.now,
    label: 'support × v2',
    total: 100,
    ...changes,
  })
  /** `count` trials, one every `everyMs`. */
  const run = (count: number, everyMs: number, event: { ok: boolean; costUsd?: number } = { ok: true }) => {
    for (let i = 0; i < count; i++) {
      clock.now += everyMs
      progress.advance(event)
    }
  }
  return { progress, clock, written, run, text: () => written.join('') }
}

/** What stands on the terminal's lines after all was written. */
function screen(text: string): string[] {
  const lines = ['']
  for (const piece of text.replaceAll('\u001b[K', '').split(/(\r|\n)/)) {
    const last = lines.length - 1
    if (piece === '\r') lines[last] = ''
    else if (piece === '\n') lines.push('')
    else lines[last] += piece
  }
  return lines
}

describe('without a terminal', () => {
  it('says what begins, tenths on the way, and the totals', () => {
    const { progress, run, text } = start()
    run(100, 1_000)
    progress.stop()
    const lines = text().trimEnd().split('\n')
    expect(lines[0]).toBe('support × v2: 100 trials')
    expect(lines.slice(1, -1)).toEqual(
      [10, 20, 30, 40, 50, 60, 70, 80, 90].map((n) => {
        const left = 100 - n
        const words = left >= 60 ? `${Math.floor(left / 60)} min ${String(left % 60).padStart(2, '0')} s` : `${left} s`
        return `support × v2: ${n}/100, ${words} left, 1/s`
      }),
    )
    expect(lines.at(-1)).toBe('support × v2: 100 of 100 trials, 0 errors, 1/s, 1 min 40 s')
  })

  it('is quiet for a run of a moment, however many trials it has', () => {
    const { progress, run, text } = start({ total: 10_000 })
    run(10_000, 0.2)
    progress.stop()
    expect(text().trimEnd().split('\n')).toEqual([
      'support × v2: 10,000 trials',
      'support × v2: 10,000 of 10,000 trials, 0 errors, 5,000/s, 2.0 s',
    ])
  })

  it('speaks at least every half minute where a tenth takes long', () => {
    const { run, text } = start({ total: 1_000 })
    run(10, 10_000)
    expect(text().trimEnd().split('\n')).toHaveLength(4)
  })

  it('writes nothing that a file should not hold', () => {
    const { progress, run, text } = start({ color: true, label: '\u001b[31mx\u001b[0m\n::error::y' })
    run(50, 1_000, { ok: false })
    progress.note('\u001b[2Jnote\n::error::x')
    progress.stop()
    expect(text()).not.toMatch(/[\p{Cc}--\n]/v)
    expect(text()).toContain('x ::error::y: 100 trials\n')
    expect(text()).toContain('note ::error::x\n')
    expect(text()).not.toMatch(/^\s*::/m)
  })
})

describe('totals', () => {
  it('count errors, cost and what was done before', () => {
    const { progress, run, text } = start({ done: 60 })
    run(10, 1_000, { ok: true, costUsd: 0.01 })
    run(10, 1_000, { ok: false, costUsd: 0.005 })
    progress.stop()
    expect(text()).toContain('support × v2: 100 trials, 60 done before\n')
    expect(text()).toContain('80 of 100 trials (60 before), 10 errors (50.0%), $0.15, 1/s, 20 s\n')
  })

  it('nothing to do is said', () => {
    const { progress, text } = start({ total: 0 })
    progress.stop()
    expect(text()).toBe('support × v2: nothing to do\n')
  })

  it('come once, and nothing after them', () => {
    const { progress, run, written } = start()
    progress.stop()
    const before = written.length
    progress.stop()
    run(50, 1_000)
    expect(written).toHaveLength(before)
  })
})

describe('on a terminal', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('draws one line that tells how far, how fast, what failed, what it cost and how long still', () => {
    const { run, text } = start({ isTTY: true, columns: 100 })
    run(40, 500, { ok: true, costUsd: 0.001 })
    run(10, 500, { ok: false })
    expect(screen(text())).toEqual([
      'support × v2  ━━━━━━━━━━━━━━━───────────────  50/100  10 errors  25 s left  2/s  $0.04',
    ])
  })

  it('never fills or wraps a line, and gives up the bar before the facts', () => {
    for (const columns of [20, 40, 60, 80, 200]) {
      const { run, text } = start({ isTTY: true, columns, label: 'ein sehr langes 漢字漢字漢字 label × v2-preview' })
      run(50, 500, { ok: false, costUsd: 0.001 })
      const [line = ''] = screen(text())
      expect(displayWidth(line)).toBeLessThan(columns)
      expect(line).toContain('50/100')
      if (columns === 40) expect(line).toContain('50 errors')
    }
  })

  it('estimates from the last half minute, so that a slow beginning is forgotten', () => {
    const { run, text } = start({ isTTY: true, total: 1_000 })
    run(10, 10_000)
    run(490, 100)
    expect(screen(text())[0]).toContain('50 s left')
  })

  it('counts only what this process did in rate and time left of a resumed run', () => {
    const { run, text } = start({ isTTY: true, done: 80 })
    run(10, 1_000)
    expect(screen(text())[0]).toContain('90/100  10 s left  1/s')
  })

  it('promises nothing before it knows', () => {
    const { run, text } = start({ isTTY: true })
    run(2, 2_000)
    expect(text()).not.toContain('left')
  })

  it('keeps the time left honest while no answer comes', () => {
    const { run, clock, text } = start({ isTTY: true })
    run(20, 1_000)
    expect(screen(text())[0]).toContain('1 min 20 s left')
    clock.now += 20_000
    vi.advanceTimersByTime(1_000)
    expect(screen(text())[0]).not.toContain('1 min 20 s left')
  })

  it('redraws ten times a second at most', () => {
    const { run, written } = start({ isTTY: true, total: 10_000 })
    run(9_999, 0.2)
    expect(written.length).toBeLessThan(30)
  })

  it('puts notes above the bar', () => {
    const { progress, run, text } = start({ isTTY: true })
    run(3, 1_000)
    progress.note('case a timed out')
    const [note, bar, ...rest] = screen(text())
    expect(note).toBe('case a timed out')
    expect(bar).toContain('3/100')
    expect(rest).toEqual([])
  })

  it('leaves the totals alone on the screen, the cursor shown and no timer', () => {
    const { progress, run, text } = start({ isTTY: true, color: true })
    run(100, 100)
    progress.stop()
    expect(screen(stripColors(text()))).toEqual(['support × v2: 100 of 100 trials, 0 errors, 10/s, 10 s', ''])
    expect(text()).not.toContain('\u001b[?25l')
    expect(vi.getTimerCount()).toBe(0)
  })
})

function stripColors(text: string): string {
  return text.split('\u001b[K').map(stripVTControlCharacters).join('\u001b[K')
}
