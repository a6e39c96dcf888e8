import { citations, contains, dataset, defineEval, figures, groundedness, recorded, refusal } from 'assay'

// The example to copy: change the dataset and the targets, keep the graders that fit.
export default defineEval({
  name: 'support',
  owner: 'support-platform',
  dataset: dataset('datasets/support/cases.jsonl'),
  // Two versions of one assistant. Their answers were recorded, so that this runs without a key; a function, a command
  // or a service stands in the same place.
  targets: {
    v1: recorded('datasets/support/answers/v1.jsonl'),
    v2: recorded('datasets/support/answers/v2.jsonl'),
  },
  graders: [
    contains(), // the golden short answer is in the text
    citations(), // cited passages exist, quotations are verbatim, claims carry a citation
    figures(), // every number, date and sum stands in a passage
    groundedness(), // what no passage supports, claim by claim; computed, asks no model
    refusal(), // says so where the handbook has no answer, and only there
  ],
  // `margin` is the drop you could live with; --certify wants it excluded. Whoever owns the rule is named in the verdict.
  gate: {
    contains: { tier: 'blocking', margin: 0.05 },
    citations: { tier: 'blocking' },
    figures: { tier: 'blocking' },
    // A small model, near chance on subtle edits: told, while figures and citations block.
    groundedness: { tier: 'advisory' },
    refusal: { tier: 'blocking' },
    // Answers that say what nothing supports, of all answers: also where v1 named no figure and v2 invents one.
    hallucinatedPer1000: { tier: 'blocking', ratio: 1.5 },
    latencyP95: { tier: 'advisory', ratio: 1.2 },
  },
})
