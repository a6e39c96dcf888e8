import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/core/grade.ts'
import { type CaseTrials, renderClaims } from '../../src/reporters/claimsText.ts'
import { displayWidth } from '../../src/reporters/width.ts'

const text = 'A day pass costs €19. Bells are required.'
const plain = { color: false, columns: 80 }

function caseOf(evidence: Partial<Evidence>[], answer = text, caseId = 'fare'): CaseTrials {
  const given = {
    id: caseId,
    input: 'How much?',
    tags: [],
    sources: [{ id: 'fares', text: 'Rides cost €2. A day pass costs €9. Members pay less.' }],
  }
  const list = evidence.map((item): Evidence => ({ kind: 'claim', verdict: 'bad', message: 'm', ...item }))
  return {
    caseId,
    trials: [
      {
        case: given,
        repeat: 0,
        outcome: { status: 'ok', output: { text: answer, latencyMs: 1 } },
        grades: { grounded: { status: 'scored', score: 0, evidence: list } },
      },
    ],
  }
}
const contradicted: Partial<Evidence> = {
  support: 'contradicted',
  start: 0,
  end: 21,
  sourceId: 'fares',
  sourceStart: 15,
  sourceEnd: 35,
}

describe('renderClaims', () => {
  it('shows the sentence with a mark and words, what is wrong in it, and the passage beneath', () => {
    const money = { kind: 'money', start: 17, end: 20, message: '"€19" stands in no source' }
    const unsupported: Partial<Evidence> = { support: 'unsupported', start: 22, end: 41 }
    expect(renderClaims([caseOf([unsupported, money, contradicted])], plain)).toBe(
      [
        '  not borne out by the sources, in the worst cases',
        '  fare',
        '    ✗ contradicted: “A day pass costs €19.”',
        '      "€19" stands in no source',
        '      source fares: Rides cost €2. [A day pass costs €9.] Members pay less.',
        '    ? unsupported: “Bells are required.”',
        '      m',
        '      no passage was found or named',
        '',
      ].join('\n'),
    )
  })

  it('is empty where every claim is supported', () => {
    expect(renderClaims([caseOf([{ support: 'supported', verdict: 'good', start: 0, end: 5 }])], plain)).toBe('')
  })

  it('shows a citation that fails outside of claims', () => {
    const shown = renderClaims(
      [caseOf([{ kind: 'citation', start: 0, end: 5, message: 'no source has this id' }])],
      plain,
    )
    expect(shown).toContain('✗ citation: “A day”')
    expect(shown).toContain('no source has this id')
    expect(shown).not.toContain('no passage')
  })

  it('leaves out what is not judged by the sources', () => {
    expect(renderClaims([caseOf([{ kind: 'phrase', start: 0, end: 5 }])], plain)).toBe('')
  })

  it('says how many cases and claims it leaves out', () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      caseOf(
        Array.from({ length: 7 }, () => contradicted),
        text,
        `case-${index}`,
      ),
    )
    const shown = renderClaims(many, plain)
    expect(shown.match(/contradicted/g)).toHaveLength(9)
    expect(shown).toContain('    and 4 more')
    expect(shown).toContain('and in 2 more of the worst cases')
  })

  it('fits the terminal and lets nothing drive it', () => {
    const answer = `\u001b[31m::error::\u202e${'long words '.repeat(60)}`
    const shown = renderClaims([caseOf([{ ...contradicted, end: answer.length }], answer)], {
      color: false,
      columns: 50,
    })
    for (const line of shown.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(50)
    for (const hidden of ['\u001b', '\u202e']) expect(shown).not.toContain(hidden)
    expect(shown).not.toMatch(/^\s*::/m)
  })

  it('ignores offsets that do not lie in the texts', () => {
    expect(renderClaims([caseOf([{ ...contradicted, end: 999 }])], plain)).toBe('')
    expect(renderClaims([caseOf([{ ...contradicted, sourceStart: 99, sourceEnd: 999 }])], plain)).toContain(
      'source fares',
    )
  })
})
