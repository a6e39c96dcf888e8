import type { MeasureComparison } from '../core/comparison.ts'
import { formatCount, formatMs, formatUsd } from '../text/format.ts'

/** A latency, a number of tokens or an amount of money. */
export function formatMeasure(value: number | null, unit: MeasureComparison['unit']): string {
  if (unit === 'ms') return formatMs(value)
  return unit === 'USD' ? formatUsd(value) : formatCount(value)
}
