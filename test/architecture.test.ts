import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'src')
const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

/** The cells of each row of the page's tables whose first cell is code; without the code's marks. */
const rows = [...page.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, first = '', rest = '']) => [
  first.replace(/\/$/, ''),
  ...rest.split('|').map((cell) => cell.trim()),
])

/** What each folder may import of ours: the page says it, this test holds the code to it. */
const mayImport = new Map(
  rows.filter((cells) => cells.length === 3).map(([folder = '', , imports = '']) => [folder, allowed(imports)]),
)

function allowed(imports: string): (to: string) => boolean {
  if (imports === 'all') return (to) => to !== 'cli.ts' && to !== 'index.ts'
  const names = imports === 'nothing' ? [] : imports.split(', ').map((name) => name.replaceAll('`', ''))
  return (to) => names.includes(to)
}

/** Packages that a folder is the only one, or among the few, to use. */
const packagesOf: Record<string, readonly string[]> = {
  core: ['zod'],
  stats: [],
  text: [],
  gate: [],
  compare: [],
  runner: ['p-limit'],
}

interface Import {
  file: string
  folder: string
  specifier: string
  /** The folder (or top-level file) it leads to; undefined for packages. */
  to?: string
}

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()

const folderOf = (path: string) => relative(source, path).split(sep)[0] ?? ''

function importsOf(path: string): Import[] {
  const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)'([^']+)'/gm)
  return [...found].map(([, specifier = '']) => ({
    file: relative(source, path),
    folder: folderOf(path),
    specifier,
    ...(specifier.startsWith('.') ? { to: folderOf(resolve(dirname(path), specifier)) } : {}),
  }))
}

const imports = files.flatMap(importsOf)

describe('ARCHITECTURE.md', () => {
  it('gives every dependency a reason, and no other', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const section = page.slice(page.indexOf('## Dependencies'))
    const reasons = [...section.matchAll(/^\| ([a-z0-9@/-]+) \|/gm)].map(([, name]) => name)
    expect(reasons.filter((name) => name !== 'package').sort()).toEqual(Object.keys(dependencies).sort())
    const development = section.slice(section.indexOf('For development'))
    expect(Object.keys(devDependencies).filter((name) => !development.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the import rules', () => {
  it('reads the imports', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.some(({ folder, to }) => folder === 'commands' && to === 'runner')).toBe(true)
    expect(imports.some(({ folder, specifier }) => folder === 'core' && specifier === 'zod')).toBe(true)
  })

  it('knows every folder', () => {
    expect([...mayImport.keys()].filter((folder) => !existsSync(join(source, folder)))).toEqual([])
    expect([...new Set(files.map(folderOf))].filter((folder) => !mayImport.has(folder))).toEqual([])
  })

  it('lets a folder import only what stands before it', () => {
    const broken = imports.filter(
      ({ folder, to }) => to !== undefined && to !== folder && mayImport.get(folder)?.(to) !== true,
    )
    expect(broken.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('keeps the inner folders free of packages', () => {
    const broken = imports.filter(({ folder, specifier, to }) => {
      const allowed = packagesOf[folder]
      return allowed !== undefined && to === undefined && !specifier.startsWith('node:') && !allowed.includes(specifier)
    })
    expect(broken.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('keeps core, stats, text, compare and gate free of input and output', () => {
    const pure = ['core', 'stats', 'text', 'compare', 'gate']
    const broken = imports.filter(
      ({ folder, specifier }) => pure.includes(folder) && specifier.startsWith('node:') && specifier !== 'node:crypto',
    )
    expect(broken.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  it('lets only cli.ts touch the process and the clock', () => {
    const exempt = new Set([
      'cli.ts',
      // Children must be signalled as groups, and none may outlive us however we end.
      join('targets', 'program.ts'),
    ])
    const ours = files.filter((path) => folderOf(path) !== 'report' || !path.includes(`${sep}client${sep}`))
    const offenders = ours.filter((path) => touchesSurroundings(readFileSync(path, 'utf8')))
    expect(new Set(offenders.map((path) => relative(source, path)))).toEqual(exempt)
  })

  it.each([
    "import { kill } from 'node:process'",
    "import host from 'process'",
    "const { exit } = await import('node:process')",
    "import { performance as clock } from 'node:perf_hooks'",
    'process.exit(1)',
    'const { env } = process',
    'const now = Date.now()',
    'const now = new Date()',
    "console.log('x')",
    'const seed = Math.random()',
  ])('would see %s', (code) => {
    expect(touchesSurroundings(code)).toBe(true)
  })

  it('takes versions and words for harmless', () => {
    const code = "const { node } = process.versions\nconst day = new Date(0) // process.exit\nsay('the process ended')"
    expect(touchesSurroundings(code)).toBe(false)
  })
})

function touchesSurroundings(code: string): boolean {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const uses =
    /\bprocess\.(?!versions)|[=(]\s*process\b(?!\.)|\bconsole\.|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b/
  return uses.test(bare) || /\b(?:from|import\s*\(?)\s*'(?:node:)?(?:process|perf_hooks)'/.test(bare)
}
