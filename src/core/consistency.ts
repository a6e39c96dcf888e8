/** The metric that compares a case's repeats with each other; no grader may have its name. */
export const consistencyMetric = 'consistency'

/** With a grader between repeats: the first answers of a case that are compared, each with each. Pairs grow with the square. */
export const mostCompared = 4
