import { z } from 'zod'

/** `blocking`: a regression fails the gate; `safety`: the same, without a smallest effect; `advisory`: told, never fails. */
export type Tier = 'blocking' | 'advisory' | 'safety'

export const tierSchema = z
  .enum(['blocking', 'advisory', 'safety'])
  .default('blocking')
  .describe(
    'blocking: a regression fails the gate; safety: as blocking, without a smallest effect; advisory: told, never fails',
  )
