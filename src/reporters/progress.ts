import pc from 'picocolors'
import type { Writer } from '../core/context.ts'
import { formatCount, formatDuration, formatPercent, formatUsd, plural } from '../text/format.ts'
import { createRate } from './rate.ts'
import { oneLine, withoutCommands } from './safe.ts'
import { displayWidth, truncate } from './width.ts'

export interface ProgressOptions {
  writer: Writer
  /** Whether the writer is a terminal: then a bar is drawn, else plain lines are written. */
  isTTY: boolean
  color: boolean
  columns: number
  /** Milliseconds on a clock that never goes back. */
  monotonic(): number
  /** What is going on, e.g. `support × v2`. */
  label: string
  total: number
  /** How much of the total was there before, as in a resumed run. */
  done?: number
}

export interface Progress {
  /** One more trial is finished. */
  advance(event: { ok: boolean; costUsd?: number }): void
  /** Writes a line without disturbing the bar. */
  note(line: string): void
  /** Takes the bar away and writes one line of totals. Further calls do nothing. */
  stop(): void
}

const redrawMs = 100
/** Without this a bar stands still, and its time left with it, for as long as no answer comes. */
const heartbeatMs = 1000
const plainEveryMs = 5_000
const plainAtLeastMs = 30_000
const plainSteps = 10
const widestBar = 30

/** Progress of a run. The cursor is never hidden, so that no way of dying leaves it so. */
export function createProgress(options: ProgressOptions): Progress {
  return options.isTTY ? drawnProgress(options) : plainProgress(options)
}

function drawnProgress(options: ProgressOptions): Progress {
  const { writer, monotonic } = options
  const state = tally(options)
  let drawnAt = Number.NEGATIVE_INFINITY
  let active = true
  const draw = () => {
    drawnAt = monotonic()
    writer.write(`\r${bar(options, state)}\u001b[K`)
  }
  const clear = () => writer.write('\r\u001b[K')
  const heartbeat = setInterval(draw, heartbeatMs)
  heartbeat.unref()
  draw()
  return {
    advance(event) {
      if (!active) return
      state.add(event)
      if (monotonic() - drawnAt >= redrawMs || state.done === options.total) draw()
    },
    note(line) {
      if (active) clear()
      writer.write(printable(line))
      if (active) draw()
    },
    stop() {
      if (!active) return
      active = false
      clearInterval(heartbeat)
      clear()
      writer.write(printable(totals(options, state)))
    },
  }
}

function plainProgress(options: ProgressOptions): Progress {
  const { writer, monotonic, total, label } = options
  const state = tally(options)
  let toldAt = monotonic()
  let toldStep = step(state.done, total)
  let active = true
  if (state.done < total) {
    const already = state.done === 0 ? '' : `, ${formatCount(state.done)} done before`
    writer.write(printable(`${label}: ${plural(total, 'trial')}${already}`))
  }
  return {
    advance(event) {
      if (!active) return
      state.add(event)
      const quietMs = monotonic() - toldAt
      const reached = step(state.done, total)
      if (quietMs < plainEveryMs || state.done >= total || (reached === toldStep && quietMs < plainAtLeastMs)) return
      toldAt = monotonic()
      toldStep = reached
      writer.write(printable(`${label}: ${facts(options, state).join(', ')}`))
    },
    note(line) {
      writer.write(printable(line))
    },
    stop() {
      if (!active) return
      active = false
      writer.write(printable(totals(options, state)))
    },
  }
}

type Tally = ReturnType<typeof tally>

function tally({ monotonic, done = 0, total }: ProgressOptions) {
  const startedAt = monotonic()
  const rate = createRate(startedAt)
  return {
    /** Of the total, what was done before included. */
    done,
    /** Since this process began. */
    finished: 0,
    errors: 0,
    costUsd: 0,
    add(event: { ok: boolean; costUsd?: number }) {
      this.done += 1
      this.finished += 1
      if (!event.ok) this.errors += 1
      this.costUsd += event.costUsd ?? 0
      rate.add(monotonic())
    },
    elapsedMs: () => monotonic() - startedAt,
    perSecond: () => rate.perSecond(monotonic()),
    /** Undefined as long as nothing can be said. */
    leftMs(): number | undefined {
      const perSecond = rate.perSecond(monotonic())
      return perSecond === undefined || this.done >= total ? undefined : ((total - this.done) / perSecond) * 1000
    },
  }
}

/** The bar's line, narrower than the terminal: the bar gives way first, then facts from the end, then the label. */
function bar(options: ProgressOptions, state: Tally): string {
  const { cyan, dim, red } = pc.createColors(options.color)
  const room = options.columns - 1
  const label = truncate(oneLine(options.label), Math.max(8, Math.floor(room / 3)))
  const told = facts(options, state)
  const widthOf = () => displayWidth([label, ...told].join('  '))
  while (told.length > 1 && widthOf() > room) told.splice(told.length - 1, 1)
  const size = Math.min(widestBar, room - widthOf() - 2)
  const share = options.total === 0 ? 1 : Math.min(1, state.done / options.total)
  const filled = Math.floor(share * size)
  const drawn = size < 5 ? [] : [cyan('━'.repeat(filled)) + dim('─'.repeat(size - filled))]
  if (widthOf() > room) return truncate([label, ...told].join('  '), room)
  const colored = told.map((fact) => (state.errors > 0 && fact === errorFact(state) ? red(fact) : fact))
  return [label, ...drawn, ...colored].join('  ')
}

/** The most needed first. */
function facts({ total }: ProgressOptions, state: Tally): string[] {
  const left = state.leftMs()
  const perSecond = state.perSecond()
  return [
    `${formatCount(state.done)}/${formatCount(total)}`,
    ...(state.errors > 0 ? [errorFact(state)] : []),
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ...(perSecond === undefined ? [] : [`${formatRate(perSecond)}`]),
    ...(state.costUsd > 0 ? [formatUsd(state.costUsd)] : []),
  ]
}

function errorFact(state: Tally): string {
  return plural(state.errors, 'error')
}

/** `124/s`, `1.2/s`, `14/min`. */
function formatRate(perSecond: number): string {
  if (perSecond < 1) return `${formatCount(Math.round(perSecond * 600) / 10)}/min`
  return `${formatCount(perSecond < 10 ? perSecond : Math.round(perSecond))}/s`
}

function totals({ label, total }: ProgressOptions, state: Tally): string {
  if (total === 0) return `${label}: nothing to do`
  const before = state.done - state.finished
  const elapsed = state.elapsedMs()
  const share = state.finished === 0 ? '' : ` (${formatPercent(state.errors / state.finished)})`
  const parts = [
    `${formatCount(state.done)} of ${plural(total, 'trial')}${before > 0 ? ` (${formatCount(before)} before)` : ''}`,
    `${plural(state.errors, 'error')}${state.errors > 0 ? share : ''}`,
    ...(state.costUsd > 0 ? [formatUsd(state.costUsd)] : []),
    ...(state.finished > 0 && elapsed > 0 ? [formatRate((state.finished / elapsed) * 1000)] : []),
    formatDuration(elapsed),
  ]
  return `${label}: ${parts.join(', ')}`
}

function step(done: number, total: number): number {
  return total === 0 ? plainSteps : Math.floor((done / total) * plainSteps)
}

function printable(line: string): string {
  return withoutCommands(`${oneLine(line)}\n`)
}
