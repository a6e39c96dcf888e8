export { adjustPValues, combinePValues } from './adjust.ts'
export { cohenKappa, krippendorffAlpha, weightedKappa } from './agreement.ts'
export { mcnemarEValue, msprt } from './anytimeValid.ts'
export { type Auroc, auroc, type LabelledScore } from './auroc.ts'
export { betaCdf, betaQuantile } from './beta.ts'
export { binomCdf, binomPmf, clopperPearson, clopperPearsonUpper } from './binomial.ts'
export { bcaAcceleration, bcaPercentiles, bootstrapMean, exhaustiveBootstrap } from './bootstrap.ts'
export { type Classification, classification } from './classification.ts'
export { clusteredMean, designEffect } from './clusteredMean.ts'
export type { ClusterId } from './clusters.ts'
export { conditionalPower } from './conditionalPower.ts'
export { commonVariance, cusum, type Excursion, ewma, selfStartingCusum } from './control.ts'
export { bestCutoff, type Cutoff, type CutoffAim, heldOutCutoffs, middleOf } from './cutoff.ts'
export { fisherExact } from './fisher.ts'
export { flakyPosterior } from './flaky.ts'
export {
  casesForCertainty,
  type GateDecision,
  type GateDecisionInput,
  type GateVerdict,
  gateDecision,
  gateVerdict,
  MINIMUM_UNITS,
} from './gateDecision.ts'
export { ppiMean, roganGladen, roganGladenCI, roganGladenDelta } from './judgeCorrection.ts'
export { mcnemar, mcnemarPower } from './mcnemar.ts'
export type { BoundMethod } from './meanBounds.ts'
export { newcombePairedInterval } from './newcombe.ts'
export { normCdf, normQuantile } from './normal.ts'
export { type PairedAnalysis, type PairedAnalysisInput, pairedAnalysis } from './pairedAnalysis.ts'
export { type Alternative, nonInferiority, pairedT } from './pairedT.ts'
export { passAtK } from './passAtK.ts'
export { pcg32 } from './pcg32.ts'
export { casesForMargin, casesNeeded, minimumDetectableDrop, repeatsNeeded, type Spread } from './planning.ts'
export { evalMde, evalSampleSize, mcnemarSampleSize, pairedTSampleSize } from './power.ts'
export { type QuantileMethod, quantile, quantileCI, wilksMinN } from './quantile.ts'
export { mannWhitney, mannWhitneyMinP, wilcoxonSignedRank } from './ranks.ts'
export { bootstrapQuantileRatio, logRatioCI, type RatioBounds } from './ratio.ts'
export { agreementAcrossRepeats } from './repeatAgreement.ts'
export {
  alphaSpendingBounds,
  alphaSpent,
  obfConstant,
  pocockConstant,
} from './sequential.ts'
export type { Share } from './shareInterval.ts'
export { type SignFlipMethod, type SignFlipResult, signFlipPermutation } from './signFlip.ts'
export { swapQuantileTest } from './swapQuantile.ts'
export { tCdf, tQuantile } from './t.ts'
export { tangoInterval, tangoLowerBound } from './tango.ts'
export { varianceComponents } from './varianceComponents.ts'
export { wilsonInterval } from './wilson.ts'
