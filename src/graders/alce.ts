/** A statement and the passages it cites. Statements that cite alike best share one list: a premise is made once for each. */
export interface Statement {
  text: string
  /** The passages of sources, each cited once. */
  passages: readonly string[]
  /** How many of its citations are of no source. */
  stray: number
}

/** What a statement's citations come to. */
export interface Support {
  /** How far the passages together entail the statement, 0..1; undefined where it cites none, or a source that there is not. */
  together?: number
  recalled: boolean
  /** For each passage, whether its citation is precise; undefined where there were too many to try one by one. */
  precise?: boolean[]
}

/** One question of entailment. */
export interface Pair {
  premise: string
  claim: string
}

/** Citations of one statement that are tried one by one: leaving each out in turn is quadratic. */
export const mostTried = 10

/**
 * Citation recall and precision of statements as ALCE defines them (Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text
 * with Citations", section 3): a statement is recalled where its cited passages, one after the other, entail it. A citation is
 * precise where its statement is recalled, and it alone entails it or the others without it do not. One without citations, and one that cites what does not exist, is not recalled.
 *
 * Yields the questions to be answered, in three turns; each is to be answered by as many numbers in 0..1. So one and the same rule
 * serves what answers at once and what has to be waited for.
 *
 * @param threshold from which a number means that the premise entails the claim
 */
export function* judgeSupport(
  statements: readonly Statement[],
  threshold: number,
): Generator<Pair[], Support[], readonly number[]> {
  const premises = new Premises()
  const supports: Support[] = statements.map(() => ({ recalled: false }))
  const sound = statements.flatMap((statement, at) =>
    statement.passages.length > 0 && statement.stray === 0 ? [{ statement, at }] : [],
  )
  const together = yield sound.map(({ statement }) => ({
    premise: premises.of(statement.passages),
    claim: statement.text,
  }))
  sound.forEach(({ at }, place) => {
    const support = supports[at]
    const score = together[place] ?? 0
    if (support !== undefined) Object.assign(support, { together: score, recalled: score >= threshold })
  })
  const tried: { support: Support; statement: Statement; passage: number }[] = []
  statements.forEach((statement, at) => {
    const support = supports[at]
    const { length } = statement.passages
    if (support === undefined || (support.recalled && length > mostTried)) return
    // A citation by itself is all there is.
    support.precise = statement.passages.map(() => support.recalled && length === 1)
    if (support.recalled && length > 1) {
      for (let passage = 0; passage < length; passage += 1) tried.push({ support, statement, passage })
    }
  })
  const alone = yield tried.map(({ statement, passage }) => ({
    premise: statement.passages[passage] ?? '',
    claim: statement.text,
  }))
  const doubtful = tried.filter((_, place) => (alone[place] ?? 0) < threshold)
  const rest = yield doubtful.map(({ statement, passage }) => ({
    premise: premises.without(statement.passages, passage),
    claim: statement.text,
  }))
  for (const { support, passage } of tried) if (support.precise !== undefined) support.precise[passage] = true
  doubtful.forEach(({ support, passage }, place) => {
    if (support.precise !== undefined) support.precise[passage] = (rest[place] ?? 0) < threshold
  })
  return supports
}

/** Passages one after the other, made once for each list. */
class Premises {
  readonly #whole = new Map<readonly string[], string>()
  readonly #without = new Map<readonly string[], Map<number, string>>()

  of(passages: readonly string[]): string {
    const premise = this.#whole.get(passages) ?? passages.join('\n')
    this.#whole.set(passages, premise)
    return premise
  }

  without(passages: readonly string[], left: number): string {
    const known = this.#without.get(passages) ?? new Map<number, string>()
    this.#without.set(passages, known)
    const premise = known.get(left) ?? passages.filter((_, other) => other !== left).join('\n')
    known.set(left, premise)
    return premise
  }
}
