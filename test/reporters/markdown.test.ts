import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdown } from '../../src/reporters/markdown.ts'
import { codeSpan, escapeMarkdown, shellBlock, shellWord } from '../../src/reporters/markdownText.ts'
import { comparisonFixture, finding, passingVerdict, verdictFixture } from '../support/comparisonFixture.ts'
import { forbidden, hostileItem, hostileText } from '../support/hostile.ts'

/** The cells of a table's row: a pipe parts cells unless a backslash stands before it. */
function cells(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

/** Tables as rows of cells. */
function tables(text: string): string[][][] {
  const found: string[][][] = []
  let open = false
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) open = false
    else {
      if (!open) found.push([])
      open = true
      found.at(-1)?.push(cells(line))
    }
  }
  return found
}

/** Text outside of code spans and fences, where Markdown and GitHub look for signs. */
function outsideCode(text: string): string {
  return text.replace(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '')
}

const text = markdown({ comparison: comparisonFixture(), verdict: verdictFixture() })

describe('markdown', () => {
  it('begins with the verdict in words', () => {
    expect(text).toMatch(/^### ❌ Fail: support\n\n\*\*v2 is worse than v1 on support: citations fell/)
    expect(markdown({ comparison: comparisonFixture(), verdict: passingVerdict() })).toMatch(/^### ✅ Pass: support\n/)
  })

  it('has a row for each metric', () => {
    const [metrics = []] = tables(text)
    expect(metrics).toHaveLength(2 + 6)
    expect(metrics[2]).toEqual([
      '🔻',
      '`exactMatch`',
      '91.1%',
      '82.3%',
      '-8.9',
      '[-14.1, -4.3]',
      '<.001',
      '14 / 3 / 107',
    ])
  })

  it('lists what blocks in the open and folds the rest away', () => {
    expect(text).toMatch(/^- ❌ `citations` \(regression, blocking\): citations fell by 11\.3 points/m)
    expect(text).toMatch(
      /<summary>3 further findings<\/summary>\n\n- ℹ️ `errors` \(inconclusive[\s\S]*^- ℹ️ `dataset` \(caveat, advisory/m,
    )
  })

  it('names owners where findings have several', () => {
    const findings = [finding(), finding({ rule: 'tone', owner: 'brand' })]
    const two = markdown({ comparison: comparisonFixture(), verdict: verdictFixture({ findings }) })
    expect(two).toContain('`citations` (regression, blocking, owner support-platform)')
    expect(two).toContain('`tone` (regression, blocking, owner brand)')
  })

  it('folds twenty regressed cases away and says how many more there are', () => {
    const folded = text.slice(text.indexOf('<summary>23 cases regressed</summary>'))
    const [cases = []] = tables(folded)
    expect(cases).toHaveLength(2 + 20)
    expect(cases[2]?.[0]).toBe('`billing-000` (critical)')
    expect(cases[2]?.[1]).toBe('`exactMatch` -100.0, `citations` -100.0')
    expect(folded).toContain('\nand 3 more\n')
  })

  it('says how to see the same again', () => {
    expect(text).toContain('assay compare 019ab0c2f1d07c3e 019ac1779e4b7f02\n')
    expect(text).toContain('assay report --against 019ab0c2f1d07c3e 019ac1779e4b7f02 --out reports/support.html\n')
  })

  it('stays within what a comment may hold, whatever is found', () => {
    const long = 'x'.repeat(5_000)
    const findings = Array.from({ length: 500 }, () => finding({ message: long }))
    const huge = markdown({ comparison: comparisonFixture(), verdict: verdictFixture({ findings }) })
    expect(huge.length).toBeLessThan(65_536)
    expect(huge).toMatch(/^- and \d+ more findings$/m)
  })

  it('keeps its tables, folds and fences whatever ids and messages hold', () => {
    fc.assert(
      fc.property(hostileItem, ({ comparison, verdict }) => {
        const hostile = markdown({ comparison, verdict })
        for (const rows of tables(hostile)) for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0)
        expect(tables(hostile)).toHaveLength(5)
        expect(hostile.match(/^<details>$/gm)).toHaveLength(5)
        expect(hostile.match(/^<\/details>$/gm)).toHaveLength(5)
        expect(hostile.match(/^### /gm)).toHaveLength(1)
        for (const line of hostile.split('\n')) expect(line).not.toMatch(forbidden)
        // Our own tags, intervals and p values apart, no sign is left.
        const open = outsideCode(hostile).replace(/<\/?(details|summary|code)>|\[[-+\d.]+, [-+\d.]+\]|<\.001/g, '')
        expect(open).not.toMatch(/[<[\]@~_\\]/)
        expect(open).not.toMatch(/:\/\/|www\./i)
        expect(open.replace(/&#?\w+;/g, '')).not.toMatch(/&|`/)
      }),
      { numRuns: 150 },
    )
  })
})

describe('escapeMarkdown', () => {
  it.each([
    ['a|b', 'a&#124;b'],
    ['`x` *y* _z_', '&#96;x&#96; &#42;y&#42; &#95;z&#95;'],
    ['[t](u)', '&#91;t&#93;(u)'],
    ['<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['@octocat', '&#64;&#8203;octocat'],
    ['#123 and GH-7', '&#35;&#8203;123 and GH&#8203;-7'],
    ['https://evil.example', 'https&#58;//evil.example'],
    ['WWW.evil.example', 'WWW&#46;evil.example'],
    ['-9.2 points (p <.001)', '-9.2 points (p &#60;.001)'],
  ])('%j is %j', (given, escaped) => {
    expect(escapeMarkdown(given)).toBe(escaped)
  })
})

describe('codeSpan', () => {
  it('is a code span where one can hold the text, else HTML that says the same', () => {
    expect(codeSpan('case-1 <b> @me')).toBe('`case-1 <b> @me`')
    expect(codeSpan('a|b')).toBe('<code>a&#124;b</code>')
    expect(codeSpan('a`b')).toBe('<code>a&#96;b</code>')
    expect(codeSpan('a\\')).toBe('<code>a&#92;</code>')
    expect(codeSpan('')).toBe('<code></code>')
  })
})

describe('commands to copy', () => {
  it('are quoted for the shell', () => {
    expect(shellWord('run-1/a.html')).toBe('run-1/a.html')
    expect(shellWord("it's; rm -rf ~")).toBe("'it'\\''s; rm -rf ~'")
    expect(shellWord('-rf')).toBe("'-rf'")
    expect(shellWord('')).toBe("''")
  })

  it('cannot end their fence', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 3 }), (lines) => {
        const block = shellBlock(lines).trimEnd().split('\n')
        const fence = /^`+/.exec(block[0] ?? '')?.[0] ?? ''
        expect(block).toHaveLength(lines.length + 2)
        for (const line of block.slice(1, -1)) expect(line).not.toContain(fence)
        expect(block.at(-1)).toBe(fence)
      }),
    )
  })
})
