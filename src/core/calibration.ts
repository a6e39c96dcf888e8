/** A grade beside what people say of the answer. */
export interface LabelledGrade {
  caseId: string
  repeat: number
  /** What is not independent shares it: a cluster, a case, its sources. */
  cluster: string
  isFaulty: boolean
  /** 0..1, higher is better. */
  score: number
}

/** A share with its interval of 95%. */
export interface Measured {
  value: number
  ci: [number, number]
}

/** How well a pass mark finds faulty answers: those that score below it are flagged. Null where there is nothing to take a share of. */
export interface MarkQuality {
  flagged: number
  /** Faulty answers flagged, good ones flagged, faulty ones passed, good ones passed. */
  tp: number
  fp: number
  fn: number
  tn: number
  precision: Measured | null
  recall: Measured | null
  specificity: Measured | null
  f1: Measured | null
  balancedAccuracy: number | null
}

export type CalibrationAim =
  | { for: 'f1' }
  | { for: 'balanced' }
  | { for: 'precision'; least: number }
  | { for: 'recall'; least: number }

export interface Agreement {
  /** Answers with several labels, and those of them on which all agree. */
  answers: number
  unanimous: number
  /** Cohen's kappa where there are two labellers with names, else Krippendorff's alpha. */
  statistic: 'kappa' | 'alpha'
  /** Null where all labels are equal, which leaves it undefined. */
  value: number | null
}

export interface WrongAnswer {
  caseId: string
  repeat: number
  score: number
}

/** What the labels and grades alone tell. */
export interface GraderQuality {
  answers: number
  faulty: number
  good: number
  /** Independent units among them. */
  clusters: number
  auroc: { value: number; ci: [number, number] | null; method: 'normal' | 'logit' | 'pairs' | null }
  aim: CalibrationAim
  /** The pass mark that is best at that. */
  passAt: number
  /** At that mark, on the labels that chose it. */
  chosen: MarkQuality
  /** The same, each cluster by a mark that was chosen without it; null where there are too few clusters of a class. */
  heldOut: MarkQuality | null
  /** At the mark that is set today; absent of a part, which has none. */
  current?: { passAt: number; quality: MarkQuality }
  /** Everything called bad. */
  allFlagged: MarkQuality
  /** The highest scores of faulty answers that pass, and the lowest of good ones that do not. */
  mostWrong: { missed: WrongAnswer[]; falseAlarms: WrongAnswer[] }
}

export interface Calibration extends GraderQuality {
  schemaVersion: 1
  /** `grader` or `grader.part`. */
  grader: string
  /** Where its grades come from: of the run's grading, by the grader of an eval, or by a built-in one as it is without options. */
  by: 'grading' | 'eval' | 'builtIn'
  eval: string | null
  run: string | null
  labels: { files: string[]; rows: number; agreement: Agreement | null }
  /** Labelled answers that could not be used: labellers tied, nothing to judge, grader broke, no answer. */
  leftOut: { tied: number; unscored: number; errors: number; noAnswer: number }
  warnings: string[]
}
