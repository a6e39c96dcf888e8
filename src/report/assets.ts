import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The style and the script that go into the page as they are. */
export interface PageAssets {
  style: string
  script: string
}

/** In the order of the cascade. */
const styleSheets = ['tokens', 'base', 'summary', 'tables', 'cases', 'evidence', 'claims', 'filters', 'narrow', 'print']

/**
 * Reads them from beside this module. In the built package the script lies there compiled; where this runs from its TypeScript source
 * (tests, development) the types are stripped from it instead, so that no build is needed.
 */
export async function pageAssets(): Promise<PageAssets> {
  const [sheets, script] = await Promise.all([
    Promise.all(styleSheets.map((name) => readTemplate(`style/${name}.css`))),
    readScript(),
  ])
  return { style: sheets.join('\n'), script }
}

export function readTemplate(name: string): Promise<string> {
  return readFile(new URL(`./templates/${name}`, import.meta.url), 'utf8')
}

async function readScript(): Promise<string> {
  const fromSource = fileURLToPath(import.meta.url).endsWith('.ts')
  const script = await readFile(new URL(`./client/report.${fromSource ? 'ts' : 'js'}`, import.meta.url), 'utf8')
  if (!fromSource) return script
  const { stripTypeScriptTypes } = await import('node:module')
  return stripTypeScriptTypes(script)
}
