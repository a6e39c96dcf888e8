import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseReply, replySchema } from '../../src/judge/rubricReply.ts'
import { reply } from './scripted.ts'

const names = ['pass', 'fail']
const faultOf = (text: string) => {
  const read = parseReply(text, names)
  return 'fault' in read ? read.fault : read
}

describe('replySchema', () => {
  it('has the reasoning before the choice, both required and nothing else', () => {
    const schema = replySchema(names)
    expect(Object.keys(schema.properties ?? {})).toEqual(['reasoning', 'choice'])
    expect(schema).toMatchObject({
      type: 'object',
      properties: { reasoning: { type: 'string' }, choice: { type: 'string', enum: ['pass', 'fail'] } },
      required: ['reasoning', 'choice'],
      additionalProperties: false,
    })
  })
})

describe('parseReply', () => {
  const read = { reasoning: 'It is right.', choice: 'pass' }
  const json = JSON.stringify(read)

  it.each([
    ['the object', json],
    ['white space around', `\n  ${JSON.stringify(read, null, 2)}\r\n`],
    ['a code fence', `\`\`\`json\n${json}\n\`\`\``],
    ['a code fence without a language', `\n\`\`\`\n${json}\n\`\`\`\n`],
    ['the keys the other way round', '{"choice":"pass","reasoning":"It is right."}'],
    ['escapes', '{"reason\\u0069ng":"It is \\u0072ight.","choice":"pass"}'],
  ])('takes %s', (_, text) => {
    expect(parseReply(text, names)).toEqual(read)
  })

  it('takes any reasoning, also an empty one', () => {
    const reasonings = fc.oneof(
      fc.constantFrom('', '"choice":"fail"', '```', '\\"}{"', '\u2028'),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(reasonings, fc.boolean(), (reasoning, fenced) => {
        const text = reply('fail', reasoning)
        expect(parseReply(fenced ? `\`\`\`json\n${text}\n\`\`\`` : text, names)).toEqual({ reasoning, choice: 'fail' })
      }),
    )
  })

  it.each([
    ['nothing', '', 'it is empty'],
    ['white space', ' \n', 'it is empty'],
    ['an empty fence', '```json\n```', 'it is not a JSON object alone'],
    ['a bare choice', 'pass', 'it is not a JSON object alone'],
    ['a quoted choice', '"pass"', 'it is not a JSON object alone'],
    ['prose', 'The answer is right, so I say pass.', 'it is not a JSON object alone'],
    ['prose before the object', `Here it is: ${json}`, 'it is not a JSON object alone'],
    ['prose before a fence', `Sure!\n\`\`\`json\n${json}\n\`\`\``, 'it is not a JSON object alone'],
    ['a list', `[${json}]`, 'it is not a JSON object alone'],
  ])('takes %s for no verdict', (_, text, fault) => {
    expect(faultOf(text)).toBe(fault)
  })

  it.each([
    ['prose after the object', `${json} So it passes.`, 'it is not a JSON object alone: there is more text after'],
    ['two objects', `${json}\n${reply('fail')}`, 'it is not a JSON object alone: there is more text after'],
    ['a torn object', json.slice(0, -2), 'it is not a JSON object alone: a text has no closing quote'],
    ['single quotes', "{'reasoning':'x','choice':'pass'}", 'it is not a JSON object alone: single quotes'],
    ['an empty object', '{}', 'it has no "reasoning"'],
    ['no verdict', '{"reasoning":"It passes."}', 'it has no "choice"'],
    ['no reasoning', '{"choice":"pass"}', 'it has no "reasoning"'],
    ['reasoning that is no text', '{"reasoning":null,"choice":"pass"}', '"reasoning" is not text'],
    ['a choice that is no text', '{"reasoning":"x","choice":1}', '"choice" is not text'],
    ['a list of choices', '{"reasoning":"x","choice":["pass"]}', '"choice" is not text'],
    ['a further key', '{"reasoning":"x","choice":"pass","score":1}', 'it has a key "score" that was not asked for'],
    ['__proto__', '{"__proto__":{},"reasoning":"x","choice":"pass"}', 'it has a key "__proto__"'],
    ['an unknown choice', reply('good'), '"choice" is "good", not "pass" or "fail"'],
    ['a choice in capitals', reply('Pass'), '"choice" is "Pass"'],
    ['a choice with white space', reply('pass '), '"choice" is "pass "'],
    ['an empty choice', reply(''), '"choice" is ""'],
    ['an inherited name', reply('constructor'), '"choice" is "constructor"'],
    ['two choices', '{"reasoning":"x","choice":"fail","choice":"pass"}', 'it has a key twice'],
    ['two choices, one in escapes', '{"reasoning":"x","\\u0063hoice":"fail","choice":"pass"}', 'it has a key twice'],
    ['two choices, one no text', '{"choice":{"a":0},"reasoning":"x","choice":"pass"}', 'it has a key twice'],
    ['the reasoning twice', '{"reasoning":"x","choice":"pass","reasoning":"y"}', 'it has a key twice'],
  ])('takes %s for no verdict, and says why', (_, text, fault) => {
    expect(faultOf(text)).toContain(fault)
  })

  it('does not repeat a choice of any length', () => {
    expect(String(faultOf(reply('x'.repeat(10_000)))).length).toBeLessThan(200)
  })

  it('reads long and hostile replies in time', () => {
    const long = '\\"'.repeat(90_000)
    expect(parseReply(`{"reasoning":"${long}","choice":"pass"}`, names)).toMatchObject({ choice: 'pass' })
    const size = 199_000
    const texts = ['`'.repeat(size), `\`\`\`json\n${' '.repeat(size)}`, `{"reasoning":"${long}`, '{'.repeat(size)]
    for (const text of texts) expect(faultOf(text)).toContain('it is not a JSON object alone')
    expect(faultOf(reply('pass', 'a'.repeat(10_000_000)))).toBe('it is far too long')
  })
})
