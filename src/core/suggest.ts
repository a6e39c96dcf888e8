/**
 * The candidate that is closest to a misspelt word, by Damerau-Levenshtein distance (restricted), or undefined where none is
 * within a third of its length.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance && distance <= furthest(word, candidate)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** A third of the longer word, at least one letter, but never the whole word. */
function furthest(a: string, b: string): number {
  const length = Math.max(a.length, b.length)
  return Math.min(length - 1, Math.max(1, Math.floor(length / 3)))
}

/** The mend for a misspelt word: the nearest of those that are known, else what is to be said instead. */
export function didYouMean(word: string, known: Iterable<string>, otherwise: string): string {
  const suggestion = nearest(word, known)
  return suggestion === undefined ? otherwise : `did you mean "${suggestion}"?`
}

/** Options and names are short: beyond this no suggestion would help. */
const longest = 64

function editDistance(a: string, b: string): number {
  if (a.length > longest || b.length > longest) return Number.POSITIVE_INFINITY
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      let distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, (beforePrevious[column - 2] ?? 0) + 1)
      }
      current.push(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
