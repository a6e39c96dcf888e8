import { exampleAnswers, exampleCases } from './example.ts'
import type { SuggestedModel } from './found.ts'
import { reference } from './found.ts'

/** The system under test, as far as it was told. */
export type SystemUnderTest =
  | { kind: 'model'; model: SuggestedModel }
  | { kind: 'http'; url: string }
  | { kind: 'command'; command: string[] }
  | { kind: 'recorded' }

export interface Choices {
  typescript: boolean
  system: SystemUnderTest
}

/** The name under which the system under test is declared. */
export const ownTarget = 'mine'

/** Files by their paths from the project. */
export function projectFiles({ typescript, system }: Choices): Record<string, string> {
  return {
    ...(typescript ? { 'assay.config.ts': configTs(system) } : { 'assay.config.yaml': configYaml(system) }),
    ...(typescript ? { 'evals/example.eval.ts': evalTs } : { 'evals/example.eval.yaml': evalYaml }),
    'data/example.jsonl': exampleCases,
    'data/answers-v1.jsonl': exampleAnswers('v1'),
    'data/answers-v2.jsonl': exampleAnswers('v2'),
  }
}

const instruction = 'Answer from the sources, and cite them as [id]. Say so if they do not tell.'
const json = (value: unknown) => JSON.stringify(value)

function modelText({ provider, baseUrl, name, keyName }: SuggestedModel): string {
  if (provider !== undefined) return json(`${provider}/${name}`)
  const key = keyName === undefined ? '' : `, apiKey: ${json(reference(keyName))}`
  return `{ baseUrl: ${json(baseUrl)}, name: ${json(name)}${key} }`
}

function configYaml(system: SystemUnderTest): string {
  return `# Targets that are declared here can be asked by every eval: npx assay run --target ${ownTarget}
${targetYaml(system)}
# A model that graders may ask (rubric): see "Judges and embeddings" in the documentation.
${judgeYaml(system)}`
}

function targetYaml(system: SystemUnderTest): string {
  switch (system.kind) {
    case 'model':
      return `targets:
  ${ownTarget}:
    prompt:
      model: ${modelText(system.model)}
      messages:
        - role: system
          content: |
            ${instruction}
            {{#each sources}}[{{id}}] {{text}}
            {{/each}}
        - { role: user, content: "{{input}}" }
`
    case 'http':
      return `targets:
  ${ownTarget}:
    http:
      url: ${json(system.url)}
      body: { question: "{{input}}" }
      text: $.answer # where the answer is in the reply
    version: "1" # change it whenever what answers changes
`
    case 'command':
      return `targets:
  # {"id", "input", "sources"} a line in, {"id", "text"} a line out
  ${ownTarget}: { command: ${json(system.command)}, mode: lines, version: "1" }
`
    case 'recorded':
      return `# targets:
#   ${ownTarget}: { recorded: data/answers-${ownTarget}.jsonl } # {"id": "...", "text": "..."} a line
`
  }
}

function judgeYaml(system: SystemUnderTest): string {
  const model = system.kind === 'model' ? modelText(system.model) : modelText(placeholder)
  return `# judges:
#   default: ${model}
`
}

const placeholder: SuggestedModel = { baseUrl: 'http://127.0.0.1:8000/v1', name: 'judge-model' }

function configTs(system: SystemUnderTest): string {
  const { names, target } = targetTs(system)
  const imports = ['defineConfig', ...names].sort().join(', ')
  const model = system.kind === 'model' ? modelText(system.model) : modelText(placeholder)
  return `import { ${imports} } from 'assay'

// Targets that are declared here can be asked by every eval: npx assay run --target ${ownTarget}
export default defineConfig({
${target}
  // A model that graders may ask (rubric).
  // judges: { default: ${model} },
})
`
}

function targetTs(system: SystemUnderTest): { names: string[]; target: string } {
  switch (system.kind) {
    case 'model':
      return {
        names: ['prompt'],
        target: `  targets: {
    ${ownTarget}: prompt({
      model: ${modelText(system.model)},
      messages: [
        { role: 'system', content: '${instruction}\\n{{#each sources}}[{{id}}] {{text}}\\n{{/each}}' },
        { role: 'user', content: '{{input}}' },
      ],
    }),
  },`,
      }
    case 'http':
      return {
        names: ['http'],
        target: `  targets: {
    // text: where the answer is in the reply; version: change it whenever what answers changes
    ${ownTarget}: http({ url: ${json(system.url)}, body: { question: '{{input}}' }, text: '$.answer', version: '1' }),
  },`,
      }
    case 'command':
      return {
        names: ['command'],
        target: `  targets: {
    // {"id", "input", "sources"} a line in, {"id", "text"} a line out
    ${ownTarget}: command(${json(system.command)}, { mode: 'lines', version: '1' }),
  },`,
      }
    case 'recorded':
      return {
        names: [],
        target: `  // targets: { ${ownTarget}: recorded('data/answers-${ownTarget}.jsonl') }, // {"id": "...", "text": "..."} a line`,
      }
  }
}

const evalYaml = `name: example
description: Questions about an invented library. Put your own cases into data/ and your rules here.
dataset: data/example.jsonl
targets:
  v1: { recorded: data/answers-v1.jsonl }
  v2: { recorded: data/answers-v2.jsonl }
graders:
  - contains # an expected string stands in the answer
  - citations # cited sources exist, claims carry a citation
  - figures # numbers, dates and money that some source holds
  - refusal # abstains where it must, answers where it can
gate: # what must not get worse
  contains: {}
  citations: {}
  figures: {}
  refusal: {}
`

const evalTs = `import { citations, contains, dataset, defineEval, figures, recorded, refusal } from 'assay'

// Questions about an invented library. Put your own cases into data/ and your rules here.
export default defineEval({
  name: 'example',
  dataset: dataset('data/example.jsonl'),
  targets: { v1: recorded('data/answers-v1.jsonl'), v2: recorded('data/answers-v2.jsonl') },
  // An expected string stands in the answer; cited sources exist; figures that some source holds; abstains where it must.
  graders: [contains(), citations(), figures(), refusal()],
  // What must not get worse.
  gate: { contains: {}, citations: {}, figures: {}, refusal: {} },
})
`

/** Steps that run as they are, without a key. @param folder of the project in the repository, '' for its root */
export function workflow({ system }: Choices, folder: string, isLocked: boolean): string {
  const keys = system.kind === 'model' ? (system.model.keyName ?? '') : ''
  const where = folder === '' ? '' : `    defaults: { run: { working-directory: ${json(folder)} } }\n`
  const secret = keys === '' ? '' : `\n      #   env: { ${keys}: "${reference(`{ secrets.${keys} }`)}" }`
  return `name: assay
on: pull_request
jobs:
  assay:
    runs-on: ubuntu-latest
${where}    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24${isLocked ? ', cache: npm' : ''} }
      - run: npm ci # brings Assay along: it has to be in package.json
      - run: npx --no-install assay check
      - run: npx --no-install assay run --target v1 v2
      # Your own system, once it is declared (add --cache replay to run from committed recordings, without a key):
      # - run: npx --no-install assay run --target ${ownTarget}${secret}
      - run: npx --no-install assay gate --against v1 v2 --junit reports/assay.xml
      - run: npx --no-install assay report --against v1 v2 --out reports/assay.html
        if: always()
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: assay, path: ${json(folder === '' ? 'reports/' : `${folder}/reports/`)} }
`
}

/** What git should not keep. */
export const ignored = ['.assay/', 'reports/', '.env']
