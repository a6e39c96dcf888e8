import type { Decision, Verdict } from '../core/verdict.ts'
import { verdictExitCode } from '../core/verdict.ts'
import { plural } from '../text/format.ts'
import { plain, some } from './words.ts'

/** What came of one eval of a policy: its verdict, or why there is none. */
export type PolicyItem = { eval: string; verdict: Verdict } | { eval: string; problem: string }

/** One verdict over several evals. */
export interface OverallVerdict {
  decision: Decision
  sentence: string
  /** 1 where an eval fails; else 3 where one could not be judged; else 2 where certainty was asked for and not reached. */
  exitCode: 0 | 1 | 2 | 3
}

/** Sums several evals up: the worst of them counts, and what could not be judged is never a pass. */
export function overallVerdict(items: readonly PolicyItem[]): OverallVerdict {
  const unjudged = items.flatMap((item) => ('problem' in item ? [item.eval] : []))
  const judged = items.filter((item) => 'verdict' in item)
  const named = (decision: Decision) =>
    judged.flatMap((item) => (item.verdict.decision === decision ? [plain(item.eval)] : []))
  const [failed, open, passed] = [named('fail'), named('inconclusive'), named('pass')]
  const missing = unjudged.length === 0 ? '' : `; not judged: ${some(unjudged.map(plain), 5)}`
  if (failed.length > 0) {
    const owners = [...new Set(judged.flatMap(({ verdict }) => blockingOwners(verdict)))].map(plain)
    const ask = owners.length === 0 ? '' : `; ask ${some(owners, 10)}`
    const sentence = `FAIL: ${failed.length} of ${plural(items.length, 'eval')} ${failed.length === 1 ? 'fails' : 'fail'} (${some(failed, 5)})${missing}${ask}.`
    return { decision: 'fail', sentence, exitCode: 1 }
  }
  if (unjudged.length > 0) {
    const sentence = `INCONCLUSIVE: ${unjudged.length} of ${plural(items.length, 'eval')} could not be judged (${some(unjudged.map(plain), 5)}).`
    return { decision: 'inconclusive', sentence, exitCode: 3 }
  }
  if (open.length > 0) {
    const certify = judged.some(({ verdict }) => verdictExitCode(verdict) === 2)
    const proven = passed.length === 0 ? '' : `; ${some(passed, 5)} ${passed.length === 1 ? 'passes' : 'pass'}`
    const sentence = certify
      ? `INCONCLUSIVE: for ${open.length} of ${plural(items.length, 'eval')} it is not shown that nothing got worse (${some(open, 5)})${proven}.`
      : `No regression found in ${plural(items.length, 'eval')}; not shown to be as good: ${some(open, 5)}${proven}.`
    return { decision: 'inconclusive', sentence, exitCode: certify ? 2 : 0 }
  }
  return {
    decision: 'pass',
    sentence: `PASS: all of ${plural(items.length, 'eval')} are shown to be no worse.`,
    exitCode: 0,
  }
}

function blockingOwners({ findings }: Verdict): string[] {
  return findings.flatMap(({ blocks, owner }) => (blocks && owner !== undefined ? [owner] : []))
}
