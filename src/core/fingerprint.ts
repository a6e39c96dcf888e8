import { createHash, hash } from 'node:crypto'
import { canonicalJson } from './json.ts'

/** SHA-256 of the canonical JSON of a value: 64 hex digits; key order and white space do not matter. */
export function fingerprint(value: unknown): string {
  return sha256(canonicalJson(value))
}

/** SHA-256 of text (as UTF-8) or bytes: 64 hex digits. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/**
 * The fingerprint of a set of items, whatever their order: SHA-256 over their sorted SHA-256 digests.
 * Add items one at a time; memory is 32 bytes an item.
 */
export class SetFingerprint {
  #digests = Buffer.alloc(32 * 1024)
  #count = 0

  add(item: string): void {
    if ((this.#count + 1) * 32 > this.#digests.length) {
      const larger = Buffer.alloc(this.#digests.length * 2)
      this.#digests.copy(larger)
      this.#digests = larger
    }
    hash('sha256', item, 'buffer').copy(this.#digests, this.#count * 32)
    this.#count += 1
  }

  digest(): string {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index)
    const digests = this.#digests
    order.sort((a, b) => digests.compare(digests, b * 32, b * 32 + 32, a * 32, a * 32 + 32))
    const sum = createHash('sha256')
    for (const index of order) sum.update(digests.subarray(index * 32, index * 32 + 32))
    return sum.digest('hex')
  }
}
