import type { Span } from '../text/span.ts'
import type { Assessment } from './assess.ts'
import type { GroundingModel } from './groundingModel.ts'

/** The stretches of an answer that the sources do not support, by sentence. */
export function unsupportedSpans({ sentences }: Assessment, { thresholds }: GroundingModel): Span[] {
  return sentences.filter(({ risk }) => risk >= thresholds.sentence)
}
