/** A stretch of a text. Offsets are UTF-16 code units, end exclusive. */
export interface Span {
  start: number
  end: number
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

/** The items that touch none of the spans. Both lists are in the order of the text; spans do not overlap one another. */
export function outside<T extends Span>(items: readonly T[], spans: readonly Span[]): T[] {
  let next = 0
  return items.filter((item) => {
    while (next < spans.length && (spans[next]?.end ?? 0) <= item.start) next += 1
    const span = spans[next]
    return span === undefined || !overlaps(item, span)
  })
}

/** The spans in the order of the text, those that overlap or touch made one. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const result: Span[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else result.push({ start: span.start, end: span.end })
  }
  return result
}

/** The index of the last of the ordered, disjoint spans that starts at or before the offset; -1 where there is none. */
export function lastStartingAt(spans: readonly Span[], offset: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}
