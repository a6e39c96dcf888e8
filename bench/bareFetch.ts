/** So many streamed requests by plain `fetch`, some at a time, each read to its end: what they take is the floor for any harness. */
const [url = '', calls = '1', inFlight = '1'] = process.argv.slice(2)
let begun = 0

async function ask(): Promise<void> {
  while (begun < Number(calls)) {
    begun += 1
    const content = `What is the delivery time for order ${begun}?`
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'bench-model', stream: true, messages: [{ role: 'user', content }] }),
    })
    await response.text()
  }
}

const startedAt = performance.now()
await Promise.all(Array.from({ length: Number(inFlight) }, ask))
console.log((performance.now() - startedAt) / 1000)
