import { readTemplate } from './assets.ts'
import type { CaseHead } from './caseHead.ts'
import type { CaseView } from './caseView.ts'
import type { PageView } from './page.ts'
import type { PassageView } from './passages.ts'

/** The parts of a page in their order, each a function from its view to HTML; every value is escaped by Handlebars. */
export interface Templates {
  page(view: PageView & { policy: string; style: string }): string
  case(view: CaseView): string
  listed(view: { count: string | null }): string
  row(head: CaseHead): string
  end(view: PageView & { listed: boolean; passages: PassageView[]; script: string }): string
}

const partials = [
  'icon',
  'chips',
  'metrics',
  'findings',
  'tables',
  'rules',
  'sides',
  'wavering',
  'block',
  'repeat',
  'side',
  'grade',
  'verdict',
  'source',
  'claims',
] as const

/** Compiles the templates; `strict`, so that a field that a view lacks is an error instead of a blank. */
export async function loadTemplates(): Promise<Templates> {
  const { default: handlebars } = await import('handlebars')
  const engine = handlebars.create()
  const options = { strict: true, preventIndent: true, knownHelpersOnly: true, knownHelpers: { is: true } }
  engine.registerHelper('is', (a: unknown, b: unknown) => a === b)
  const compiled = async (name: string) => engine.compile(await readTemplate(`${name}.hbs`), options)
  for (const name of partials) engine.registerPartial(name, await compiled(name))
  const [page, item, listed, row, end] = await Promise.all([
    compiled('page'),
    compiled('case'),
    compiled('listed'),
    compiled('row'),
    compiled('end'),
  ])
  return { page, case: item, listed, row, end }
}
