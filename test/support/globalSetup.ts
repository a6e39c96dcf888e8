import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** End-to-end tests run the built command: it must be that of these sources. */
export default function setup(): void {
  const built = join(root, 'dist', 'cli.js')
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0
  const newest = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)
  if (newest > builtAt) execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' })
}
