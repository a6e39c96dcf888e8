/**
 * Reads an e-mail to the furniture shop and gives back what the back office needs of it:
 * order id, amount, currency, date and intent.
 *
 * One JSON request per line on stdin: {"id", "input": {"subject", "body", "received"}}
 * One JSON reply per line on stdout:  {"id", "text"}, where `text` is the fields as JSON.
 *
 *   node evals/emails/extract.mjs --rules 1
 */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { rules: { type: 'string', default: '1' } } })
if (values.rules !== '1' && values.rules !== '2') {
  process.stderr.write(`extract.mjs: --rules must be 1 or 2, not "${values.rules}"\n`)
  process.exit(1)
}
const { extract } = await import(`./rules-${values.rules}.mjs`)

for await (const line of createInterface({ input: process.stdin })) {
  const { id, input } = JSON.parse(line)
  process.stdout.write(`${JSON.stringify({ id, text: JSON.stringify(extract(input)) })}\n`)
}
