import type { Waiver } from '../core/ledger.ts'
import type { Draft } from './draft.ts'
import { plain } from './words.ts'

/** Findings that would block, of rules with a waiver: they say so, and block no more. */
export function withWaivers(drafts: readonly Draft[], waivers: readonly Waiver[], evalName: string): Draft[] {
  const own = new Map(waivers.filter((waiver) => waiver.eval === evalName).map((waiver) => [waiver.rule, waiver]))
  return drafts.map((draft) => {
    const waiver = draft.blocks ? own.get(draft.rule) : undefined
    if (waiver === undefined) return draft
    const { by, expires, reason } = waiver
    return {
      ...draft,
      blocks: false,
      waiver: { by, expires, reason },
      message: `${draft.message}; waived until ${expires} by ${plain(by)}: ${plain(reason)}`,
    }
  })
}
