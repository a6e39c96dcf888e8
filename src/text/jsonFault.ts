/** The first place where a text stops being JSON. */
export interface JsonFault {
  /** Index into the text, in UTF-16 code units. */
  offset: number
  message: string
  mend?: string
}

const whiteSpace = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const word = /[A-Za-z_$][A-Za-z0-9_$]*/y
const literals = new Set(['true', 'false', 'null'])
const foreignLiterals: Record<string, string> = {
  NaN: 'null',
  Infinity: 'null',
  undefined: 'null',
  None: 'null',
  nil: 'null',
  NULL: 'null',
  True: 'true',
  TRUE: 'true',
  False: 'false',
  FALSE: 'false',
}

type Expected = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'next' | 'end'

/**
 * Finds the first fault of a text after RFC 8259 and says what is likely wrong there: JSON.parse tells neither for most texts.
 * Undefined where there is none. Linear in the length; nesting does not matter.
 */
export function jsonFault(text: string): JsonFault | undefined {
  return new JsonScanner(text).scan()
}

class JsonScanner {
  readonly #text: string
  readonly #open: ('{' | '[')[] = []
  #at = 0
  #expected: Expected = 'value'
  /** Where the last comma stands, for a trailing one. */
  #comma = 0

  constructor(text: string) {
    this.#text = text
  }

  scan(): JsonFault | undefined {
    for (;;) {
      this.#at += this.#match(whiteSpace).length
      if (this.#at >= this.#text.length) return this.#expected === 'end' ? undefined : this.#cutOff()
      const fault = this.#step(this.#text.charAt(this.#at))
      if (fault !== undefined) return fault
    }
  }

  #step(char: string): JsonFault | undefined {
    switch (this.#expected) {
      case 'end':
        return this.#fault('there is more text after the end of the value', 'write one value only')
      case 'colon':
        if (char !== ':') return this.#fault(`a key must be followed by ":", not by ${this.#shown()}`)
        return this.#take(1, 'value')
      case 'next':
        return this.#next(char)
      case 'key':
      case 'firstKey':
        return this.#key(char)
      default:
        return this.#value(char)
    }
  }

  #next(char: string): JsonFault | undefined {
    const object = this.#open.at(-1) === '{'
    if (char === ',') {
      this.#comma = this.#at
      return this.#take(1, object ? 'key' : 'value')
    }
    if (char === (object ? '}' : ']')) return this.#close()
    if (char === '}' || char === ']') return this.#fault(`"${char}" closes what "${this.#open.at(-1)}" opened`)
    return this.#fault(`a comma or "${object ? '}' : ']'}" is missing before ${this.#shown()}`)
  }

  #key(char: string): JsonFault | undefined {
    if (char === '}') {
      if (this.#expected === 'firstKey') return this.#close()
      return this.#fault('there is a comma after the last entry', 'take it out', this.#comma)
    }
    if (char === '"') return this.#string('colon')
    const unquoted = this.#match(word)
    if (unquoted !== '') return this.#fault(`the key ${unquoted} is not in quotes`, `write "${unquoted}"`)
    return this.#foreign(char) ?? this.#fault(`a key in double quotes is expected, not ${this.#shown()}`)
  }

  #value(char: string): JsonFault | undefined {
    if (char === '"') return this.#string(this.#after())
    if (char === '{' || char === '[') {
      this.#open.push(char)
      return this.#take(1, char === '{' ? 'firstKey' : 'firstValue')
    }
    if (char === ']' && this.#expected === 'firstValue') return this.#close()
    if (char === ']' && this.#open.at(-1) === '[') {
      return this.#fault('there is a comma after the last entry', 'take it out', this.#comma)
    }
    const digits = this.#match(number)
    if (digits !== '') return this.#number(digits)
    const name = this.#match(word)
    if (literals.has(name)) return this.#take(name.length, this.#after())
    const replacement = Object.hasOwn(foreignLiterals, name) ? foreignLiterals[name] : undefined
    if (replacement !== undefined) return this.#fault(`${name} is not JSON`, `write ${replacement}`)
    if (name !== '') return this.#fault(`${name.slice(0, 40)} is not in quotes`, 'write text in double quotes')
    return this.#foreign(char) ?? this.#fault(`a value is expected, not ${this.#shown()}`)
  }

  #number(digits: string): JsonFault | undefined {
    const following = this.#text.charAt(this.#at + digits.length)
    if (/[0-9]/.test(following))
      return this.#fault('a number starts with a zero', 'write it without, or as text in quotes')
    if (/[.\w]/.test(following)) return this.#fault(`a number is written wrongly at "${digits}${following}"`)
    return this.#take(digits.length, this.#after())
  }

  #string(then: Expected): JsonFault | undefined {
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at)
      if (code === 0x22) return this.#take(at + 1 - this.#at, then)
      if (code < 0x20) {
        const shown = code === 0x09 ? 'a tab' : code === 0x0a ? 'a line break' : 'a control character'
        const escaped = code === 0x09 ? '\\t' : code === 0x0a ? '\\n' : `\\u${code.toString(16).padStart(4, '0')}`
        return this.#fault(`${shown} stands inside a text`, `write ${escaped}, or close the quotes before it`, at)
      }
      if (code !== 0x5c) continue
      at += 1
      const escaped = this.#text.charAt(at)
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(this.#text.slice(at + 1, at + 5))) {
          return this.#fault('\\u must be followed by four hexadecimal digits', 'write \\\\ for a backslash', at - 1)
        }
        at += 4
      } else if (escaped !== '' && !'"\\/bfnrt'.includes(escaped)) {
        return this.#fault(`\\${escaped} is no escape that JSON knows`, 'write \\\\ for a backslash', at - 1)
      }
    }
    return this.#fault('a text has no closing quote', 'close it, or escape the quotes inside it as \\"')
  }

  /** What other languages and editors write where JSON has something else. */
  #foreign(char: string): JsonFault | undefined {
    if (char === "'") return this.#fault('single quotes are not JSON', 'use double quotes')
    if (char === '`') return this.#fault('backticks are not JSON', 'use double quotes')
    if ('“”„«»'.includes(char)) return this.#fault('typographic quotes are not JSON', 'use straight double quotes')
    if (char === '/' || char === '#') return this.#fault('JSON has no comments', 'take it out')
    if (char === '+' || char === '.' || char === '-') {
      return this.#fault('a number is written wrongly', 'write digits before and after a point, no plus sign')
    }
    if (char === '\u0000')
      return this.#fault('there is a NUL character', 'the file is binary or UTF-16: save it as UTF-8')
    return undefined
  }

  #close(): undefined {
    this.#open.pop()
    return this.#take(1, this.#after())
  }

  #after(): Expected {
    return this.#open.length === 0 ? 'end' : 'next'
  }

  #take(length: number, expected: Expected): undefined {
    this.#at += length
    this.#expected = expected
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0] ?? ''
  }

  #shown(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0x20)
    return char === '"' ? 'a quote' : `"${char}"`
  }

  #cutOff(): JsonFault {
    const open = this.#open.at(-1)
    if (open === undefined) return this.#fault('there is no value')
    return this.#fault(`the text ends before "${open === '{' ? '}' : ']'}"`, 'complete it: it may have been cut off')
  }

  #fault(message: string, mend?: string, offset = this.#at): JsonFault {
    return { offset, message, ...(mend === undefined ? {} : { mend }) }
  }
}
