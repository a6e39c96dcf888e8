import { describe, expect, it } from 'vitest'
import { findAbstention, isAbstention } from '../../src/text/abstention.ts'

describe('isAbstention', () => {
  it.each([
    'The handbook does not say.',
    "The handbook doesn't say anything about pet insurance.",
    'The provided documents do not mention this.',
    'The documents provided do not contain information about the CEO.',
    "I don't know.",
    'I don’t know the answer to that.',
    'I do not have enough information to answer this question.',
    "I'm sorry, but I don't have information about that.",
    'Unfortunately, I cannot answer that.',
    'I am unable to find any details on parental leave in the context.',
    'Unable to find this in the manual.',
    'There is no information about parking in the provided sources.',
    'There is no mention of a dress code.',
    "There isn't any information on that in the knowledge base.",
    'No information about this is available.',
    'This is not mentioned in the provided documents.',
    'The exact date is not specified.',
    'The warranty period is not stated in the manual.',
    'Based on the provided context, it is not possible to determine the price.',
    'It is unclear from the documents whether pets are allowed.',
    'The sources are silent on this point.',
    'The policy makes no mention of remote work.',
    'The text lacks information about the author.',
    'I could not find the opening hours in the handbook.',
    'This question is outside the scope of the handbook.',
    "That's beyond what the handbook covers, so I can't say.",
    'I cannot help with that request.',
    "I'm not able to provide medical advice.",
    "I can't share that information.",
    'I must decline to answer.',
    'Unknown.',
    'N/A',
    'Not specified.',
    'Not mentioned in the provided context.',
    'Insufficient information.',
    'The answer cannot be determined from the given passages.',
    'Nothing in the handbook covers this.',
    'No discount for students is mentioned in the handbook.',
    'I have no information about that.',
    "I'm not sure about that.",
    // Where to turn, and what the sources do say, is no answer.
    'The handbook does not mention sabbaticals. Please contact HR for details.',
    'The handbook does not mention dental insurance. However, it does cover vision care in section 4.',
    'I could not find this in the documentation, but I can help you with other questions.',
    'I checked the handbook, but it does not mention pets.',
    'The handbook covers vacation and sick leave. It does not mention sabbaticals.',
    'While the handbook covers parking, it does not say what a permit costs.',
    'Great question! Unfortunately the manual does not say.',
    'Thank you for asking, but I cannot answer that.',
    "I don't know [1].",
    "If you are asking about taxes, I can't help with that.",
    "**I don't have that information.**",
  ])('sees one in %j', (text) => {
    expect(isAbstention(text)).toBe(true)
  })

  it.each([
    'Refunds take 5 days.',
    "I'm sorry to hear that. You can return it within 30 days.",
    'Unfortunately, the Pro plan is not available until Monday.',
    'No, refunds are not possible after 30 days.',
    'The warranty does not cover water damage.',
    'The basic plan does not include phone support.',
    'There is no charge for returns.',
    'There is no fee.',
    'You cannot cancel after shipping.',
    'The battery cannot be replaced by the user.',
    'Water damage is not covered.',
    'If the handbook does not mention your case, ask your manager.',
    "If you don't know your password, click Reset.",
    'Click "I don\'t know my password" on the login page.',
    "Don't know where to start? Open Settings.",
    'We cannot ship to Norway.',
    "You don't have to provide any information about your income.",
    'Employees are not allowed to share passwords.',
    'Nothing is charged until the trial ends.',
    'The device does not contain lead.',
    'Personal data is not shared with third parties.',
    'Passwords must not be shared.',
    'I recommend restarting the router.',
    'The report is not available in the free plan.',
    'It is not clear plastic but tinted glass.',
    '',
    '   ',
    // Answers after all.
    'The handbook does not say, but it is usually 30 days.',
    "I'm not sure, but I think it takes 3 days.",
    "The documents don't mention it. However, typically refunds take 14 days.",
    'While the handbook does not mention Sundays, delivery takes 3 days.',
    'Refunds take 5 days. The handbook does not say what happens on weekends.',
    'Refunds take 5 days, but the handbook does not mention weekends.',
    "I'm not certain. The limit is 40 users.",
    "I don't have the exact figure, but I can tell you it is about 300.",
  ])('sees none in %j', (text) => {
    expect(isAbstention(text)).toBe(false)
  })

  it('tells the sentence', () => {
    const text = 'Thanks for asking! The handbook does not mention pets. Ask the office.'
    const found = findAbstention(text)
    expect(text.slice(found?.start, found?.end)).toBe('The handbook does not mention pets.')
  })
})
