import type { Case } from '../core/case.ts'
import type { Selection } from '../core/run.ts'

/** The cases that have any of the tags (all cases without tags), at most `limit` of them, in their order. Reads no further than it must. */
export async function* selectCases(cases: AsyncIterable<Case>, { limit, tags }: Selection): AsyncGenerator<Case> {
  const wanted = new Set(tags)
  let left = limit ?? Number.POSITIVE_INFINITY
  if (left <= 0) return
  for await (const item of cases) {
    if (wanted.size > 0 && item.tags?.some((tag) => wanted.has(tag)) !== true) continue
    yield item
    left -= 1
    if (left <= 0) return
  }
}
