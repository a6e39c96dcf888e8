import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonSchemaOf, loadProject } from '../../src/config/index.ts'
import { formatProblem } from '../../src/core/errors.ts'
import { project } from '../support/project.ts'

const head = 'name: mine\ndataset: data/c.jsonl\ntargets: { t: { command: [cat] } }\n'

async function load(text: string, file = 'evals/e.eval.yaml', head_ = head) {
  const root = project({ [file]: `${head_}${text}` })
  const { problems, evals } = await loadProject({ cwd: join(root), env: {} }, [])
  return { told: problems.map(formatProblem), graders: evals[0]?.graders ?? [], one: evals[0] }
}

const nested = `graders:
  - allOf:
      name: right
      graders:
        - exactMatch
        - not:
            grader:
              contains: { values: [sorry] }
        - anyOf:
            name: told
            graders:
              - figures
              - weighted:
                  weights: { citations: 2 }
                  graders:
                    - citations: { passAt: 0.5 }
                    - regex:
                        pattern: "[0-9]"
`

describe('graders of graders in YAML', () => {
  it('are made of those that stand in them, at any depth', async () => {
    const { told, graders } = await load(`${nested}gate:\n  right.told.weighted: { metric: pass }\n`)
    expect(told).toEqual([])
    expect(graders[0]).toMatchObject({
      name: 'right',
      partPassAt: { exactMatch: 1, told: 1, 'told.weighted': 1, 'told.weighted.citations': 0.5 },
    })
  })

  it.each([
    ['citations: { passAt', 'citation: { passAt', 19, 'there is no grader "citation"; did you mean "citations"?'],
    ['pattern: "[0-9]"', 'patern: "[0-9]"', 21, 'regex: unknown key "patern"; did you mean "pattern"?'],
    ['pattern: "[0-9]"', 'pattern: "("', 20, 'Invalid regular expression'],
    ['- exactMatch', '- exactMatch:', 8, '"exactMatch" has a colon and no options; write only: exactMatch'],
    ['- exactMatch', '- 5', 8, '5 is no grader'],
    ['- exactMatch', '- not', 8, 'not: "grader" is missing'],
    ['- exactMatch', '- not: { grader: }', 8, 'null is no grader'],
    [
      '- exactMatch',
      '- anyOf: { graders: exactMatch }',
      8,
      'anyOf: "graders" must be a list, not the text "exactMatch"',
    ],
    ['- exactMatch', '- anyOf: { graders: [] }', 8, 'anyOf: "graders" must not be empty'],
    ['- exactMatch', '- anyOf: { grader: [exactMatch] }', 8, 'anyOf: unknown key "grader"; did you mean "graders"?'],
    ['- exactMatch', '- not: { grader: [exactMatch] }', 8, '["exactMatch"] is no grader'],
    ['values: [sorry]', 'values: [sorry], by: pass', 11, 'contains: unknown key "by"'],
    ['weights: { citations', 'weights: { citation', 16, '"weights" has "citation", which is none of its graders'],
    ['weights: { citations: 2 }', 'weights: { citations: 0 }', 17, 'weighted: "weights.citations" must be more than 0'],
    ['- figures', '- { weighted: { graders: [figures] } }', 16, 'two graders of "anyOf" are called "weighted"'],
    ['name: told', 'name: to.ld', 13, 'without a point'],
  ])('%s as %s is one fault, where it stands', async (from, to, line, words) => {
    const { told } = await load(nested.replace(from, to))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(words)
    expect(told[0]).toMatch(new RegExp(`^evals/e\\.eval\\.yaml:${line}: `))
  })

  it('tells all faults at once', async () => {
    const { told } = await load(
      nested.replace('exactMatch', 'exactMach').replace('figures', 'figure').replace('sorry', ''),
    )
    expect(told.map((line) => line.split(': ')[0])).toEqual([8, 11, 15].map((line) => `evals/e.eval.yaml:${line}`))
  })

  it('name the judge that is missing where the grader stands that asks it', async () => {
    const { told } = await load(`graders:
  - allOf:
      graders:
        - exactMatch
        - rubric: { criteria: good, judge: strict }
judges: { default: { baseUrl: "http://localhost:1/v1", name: m } }
`)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('e.eval.yaml:8: the grader "rubric" asks the judge "strict", which is not in "judges"')
  })

  it('are other graders with another model behind a role of one that stands in them', async () => {
    const printOf = async (model: string) => {
      const { graders } = await load(`graders: [{ not: { grader: { rubric: { criteria: good } } } }]
judges: { default: { baseUrl: "http://localhost:1/v1", name: ${model} } }
`)
      return graders[0]?.fingerprint
    }
    expect(await printOf('a')).toMatch(/^[0-9a-f]{64}$/)
    expect(await printOf('a')).not.toBe(await printOf('b'))
  })

  it('compare repeats where they ask no model', async () => {
    const ask = 'judges: { default: { baseUrl: "http://localhost:1/v1", name: m } }\n'
    const { told, one } = await load(
      'graders: [exactMatch]\nconsistency: { anyOf: { graders: [exactMatch, numeric] } }\n',
    )
    expect(told).toEqual([])
    expect(one?.consistency?.name).toBe('anyOf')
    const asking = await load(
      `graders: [exactMatch]\nconsistency: { not: { grader: { rubric: { criteria: x } } } }\n${ask}`,
    )
    expect(asking.told[0]).toContain('the grader between repeats asks a model')
  })

  it('refuse values that functions make among names', async () => {
    const text = `import { exactMatch } from 'assay'
export default { name: 'x', dataset: 'c.jsonl', graders: [{ allOf: { graders: [exactMatch()] } }] }
`
    const { told } = await load(text, 'evals/e.eval.ts', '')
    expect(told.join()).toContain('stands in one that is only named; call that one, too: allOf([...])')
  })

  it('are published as a schema that refers to itself', () => {
    const schema = jsonSchemaOf('eval') as { properties: { graders: { items: { $ref: string } } }; $defs: object }
    const name = schema.properties.graders.items.$ref.split('/').at(-1) ?? ''
    const grader = JSON.stringify((schema.$defs as Record<string, object>)[name])
    expect(grader).toContain('"allOf":{"type":"object"')
    expect(grader.split(`"$ref":"#/$defs/${name}"`).length).toBeGreaterThan(4)
  })
})
