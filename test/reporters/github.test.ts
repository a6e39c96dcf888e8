import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { githubAnnotations, githubFault, isGithubActions } from '../../src/reporters/github.ts'
import { finding, passingVerdict, verdictFixture } from '../support/comparisonFixture.ts'
import { hostileItem } from '../support/hostile.ts'

interface Annotation {
  command: string
  title: string
  message: string
}

/** A line as the Actions runner reads it. */
function read(line: string): Annotation {
  const found = /^::(\w+) title=([^:,\r\n]*)::(.*)$/.exec(line)
  if (!found) throw new Error(`not a workflow command: ${JSON.stringify(line)}`)
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const [, command = '', title = '', message = ''] = found
  return { command, title: data(title.replaceAll('%3A', ':').replaceAll('%2C', ',')), message: data(message) }
}

function annotations(text: string): Annotation[] {
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n').map(read)
}

describe('githubFault', () => {
  it('is one error, whatever the message holds', () => {
    expect(githubFault('support', 'first 5%\n::error::second')).toBe(
      '::error title=support%3A not judged::first 5%25 ::error::second\n',
    )
  })
})

describe('githubAnnotations', () => {
  it('tells the verdict, then each finding as loud as it is, caveats apart', () => {
    const found = annotations(githubAnnotations(verdictFixture(), { eval: 'support' }))
    expect(found.map(({ command, title }) => `${command} ${title}`)).toEqual([
      'error support: fail',
      'error support: citations (regression)',
      'error support: exactMatch (regression)',
      'error support: exactMatch (critical)',
      'notice support: errors (inconclusive)',
      'notice support: tone (improvement, advisory)',
    ])
    expect(found[0]?.message).toMatch(/^v2 is worse than v1 on support: citations fell/)
  })

  it('warns of an advisory regression', () => {
    const verdict = passingVerdict({ findings: [finding({ tier: 'advisory', blocks: false })] })
    const found = annotations(githubAnnotations(verdict, { eval: 'support' }))
    expect(found.map(({ command }) => command)).toEqual(['notice', 'warning'])
  })

  it('raises doubt to an error only where certainty was asked for', () => {
    const commands = (certify: boolean) =>
      annotations(
        githubAnnotations(
          passingVerdict({
            decision: 'inconclusive',
            certify,
            findings: [finding({ kind: 'inconclusive', blocks: false })],
          }),
          { eval: 'support' },
        ),
      ).map(({ command }) => command)
    expect(commands(true)).toEqual(['error', 'error'])
    expect(commands(false)).toEqual(['notice', 'notice'])
  })

  it('escapes what the runner would take for syntax', () => {
    const verdict = passingVerdict({ sentence: '100% worse: a, b', findings: [] })
    expect(githubAnnotations(verdict, { eval: 'a,b: 5%' })).toBe(
      '::notice title=a%2Cb%3A 5%25%3A pass::100%25 worse: a, b\n',
    )
  })

  it('gives hostile text no line and no property of its own', () => {
    fc.assert(
      fc.property(hostileItem, ({ comparison, verdict }) => {
        const found = annotations(githubAnnotations(verdict, comparison))
        expect(found).toHaveLength(1 + verdict.findings.filter(({ kind }) => kind !== 'caveat').length)
        for (const { message, title } of found) expect(message + title).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

it('isGithubActions reads what the runner sets', () => {
  expect(isGithubActions({ GITHUB_ACTIONS: 'true' })).toBe(true)
  expect(isGithubActions({ GITHUB_ACTIONS: 'false' })).toBe(false)
  expect(isGithubActions({ CI: 'true' })).toBe(false)
})
