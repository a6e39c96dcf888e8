import type { ConfigDefinition, EvalDefinition } from './schema.ts'

/** An eval as a value: what a `*.eval.ts` file exports by default. Importing it has no side effect; it is checked when it is loaded. */
export function defineEval(definition: EvalDefinition): EvalDefinition {
  return definition
}

/** What `assay.config.ts` exports by default: targets and settings that all evals share. */
export function defineConfig(definition: ConfigDefinition): ConfigDefinition {
  return definition
}
