import type { Eval } from '../config/index.ts'
import type { GradedRun } from '../core/comparison.ts'
import type { Context } from '../core/context.ts'
import { compareAnswers } from './answers.ts'
import { withThresholds } from './pairing.ts'
import type { Side } from './side.ts'

/** A run as a comparison takes it: with today's thresholds, and with what its repeats say of each other. */
export async function gradedSide(context: Context, side: Side, one: Eval): Promise<GradedRun> {
  const graded = await side.graded()
  await compareAnswers(side, graded, one, context)
  return withThresholds(graded, one)
}
