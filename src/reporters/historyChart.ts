const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** For terminals that know no more than ASCII. */
const digits = ['1', '2', '3', '4', '5', '6', '7', '8'] as const

/**
 * A line of one character a value, from the lowest to the highest of the series; where all are the same, in the middle. What does not
 * exist is a gap. The newest `width` values are drawn.
 */
export function sparkline(values: readonly (number | null)[], width: number, ascii = false): string {
  const steps = ascii ? digits : blocks
  const shown = values.slice(-Math.max(1, width))
  const known = shown.filter((value) => value !== null)
  const [lowest, highest] = [Math.min(...known), Math.max(...known)]
  const range = highest - lowest
  return shown
    .map((value) => {
      if (value === null) return ' '
      const at = range === 0 ? 3 : Math.min(steps.length - 1, Math.floor(((value - lowest) / range) * steps.length))
      return steps[at]
    })
    .join('')
}
