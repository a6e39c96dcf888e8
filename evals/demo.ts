/**
 * `npm run demo`: the commands a team would run before swapping v1 for v2, one after the other, on the example evals of this
 * folder. No network, no key. The gate is expected to fail: the demo exits 0 when it does.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

function assay(...args: string[]): number {
  process.stdout.write(`\n$ assay ${args.map((arg) => (/\s/.test(arg) ? JSON.stringify(arg) : arg)).join(' ')}\n`)
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' })
  return status ?? 3
}

function expectExit(wanted: number, ...args: string[]): void {
  const status = assay(...args)
  if (status !== wanted) {
    process.stderr.write(`demo: expected exit code ${wanted}, got ${status}\n`)
    process.exit(1)
  }
}

expectExit(0, 'check')
expectExit(0, 'run')
for (const name of ['support', 'emails']) {
  expectExit(0, 'baseline', 'approve', 'v1', '--eval', name, '--reason', 'what runs in production today')
  expectExit(1, 'gate', '--eval', name, '--against', 'baseline', 'v2')
  expectExit(0, 'report', '--eval', name, '--against', 'baseline', 'v2', '--out', `reports/${name}.html`)
}
process.stdout.write(
  '\nBoth gates failed (exit code 1), as they should: v2 is worse. Open reports/support.html to see why.\n',
)
