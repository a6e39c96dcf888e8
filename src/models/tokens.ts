/** A rough count where no tokenizer is at hand: English has about four characters to a token. */
const charactersAToken = 4

export function tokensOf(characters: number): number {
  return Math.ceil(characters / charactersAToken)
}
