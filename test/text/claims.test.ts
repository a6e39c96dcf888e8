import { describe, expect, it } from 'vitest'
import { sentenceRoles } from '../../src/text/claims.ts'
import { splitSentences } from '../../src/text/sentences.ts'

const role = (sentence: string) => sentenceRoles(sentence, [{ start: 0, end: sentence.length }])[0]

describe('sentenceRoles', () => {
  it.each([
    'Refunds take 5 days.',
    '- Open Settings and click Billing.',
    'Never open the cover!',
    "I'm sorry, but refunds are not possible.",
    'Thank you, your refund of $5 is on its way.',
    'Have a valid passport with you.',
    'Welcome bonuses are paid monthly.',
    '返金には五日かかります。',
  ])('takes %j for a claim', (sentence) => {
    expect(role(sentence)).toBe('claim')
  })

  it.each([
    ['Does it take 5 days?', 'question'],
    ['“Is that so?”', 'question'],
    ['Hello!', 'pleasantry'],
    ['Hi there, Anna!', 'pleasantry'],
    ['Thanks for asking about our refund policy.', 'pleasantry'],
    ["That's a great question!", 'pleasantry'],
    ['I hope this helps!', 'pleasantry'],
    ['Let me know if you have any other questions.', 'pleasantry'],
    ['If you need anything else, feel free to ask.', 'pleasantry'],
    ["I'd be happy to help you with that.", 'pleasantry'],
    ["I'm sorry to hear about your battery.", 'pleasantry'],
    ['Yes, it does.', 'pleasantry'],
    ["I'm afraid not.", 'pleasantry'],
    ["You're welcome! 😊", 'pleasantry'],
    ["Phew, that's warm!", 'pleasantry'],
    ['Best regards,', 'pleasantry'],
    ["I'd be happy to walk you through our return process.", 'pleasantry'],
    ["Here's a quick summary.", 'pleasantry'],
    ['Here is what the documents say about that.', 'pleasantry'],
    ['Please consult your doctor before changing your medication.', 'pleasantry'],
    ['This is not legal advice.', 'pleasantry'],
    ['Here are the steps:', 'introduction'],
    ['## How refunds work', 'heading'],
    ['[1][2]', 'fragment'],
    ['Two words.', 'fragment'],
    ['|---|---|', 'fragment'],
  ])('takes %j for a %s', (sentence, expected) => {
    expect(role(sentence)).toBe(expected)
  })

  it.each([
    ['| Option | Time it takes | Source |\n|---|---|---|\n| Standard | three to five days | [2] |', 'claim'],
    ['**Shipping times and costs**\n\nIt takes five days.', 'claim'],
    ['Shipping times and costs\n====\n\nIt takes five days.', 'claim'],
  ])('takes the first line of %j for a heading', (text, last) => {
    const roles = sentenceRoles(text, splitSentences(text))
    expect(roles[0]).toBe('heading')
    expect(roles.at(-1)).toBe(last)
  })

  it('takes a bold sentence, and a bold item of a list, for claims', () => {
    const text = '**It takes five days.**\n\n- **Five days of delivery**\n- More of it then'
    expect(sentenceRoles(text, splitSentences(text))).toEqual(['claim', 'claim', 'claim'])
  })

  it('takes what follows the heading "Sources:" for references', () => {
    const text = 'Refunds take 5 days [1].\nSources:\n[1] The refund policy of 2024'
    const spans = [
      { start: 0, end: 24 },
      { start: 25, end: 33 },
      { start: 34, end: text.length },
    ]
    expect(sentenceRoles(text, spans)).toEqual(['claim', 'reference', 'reference'])
  })
})
