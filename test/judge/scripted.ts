import type { Judge, JudgeCall, JudgeReply, JudgeRequest } from '../../src/core/judge.ts'

/** What a scripted judge does when it is asked: says this text, replies this, or throws. */
export type Turn = string | Partial<JudgeReply> | Error

export interface ScriptedJudge extends Judge {
  readonly requests: JudgeRequest[]
}

/** A judge that does one thing after the other, keeps what it was asked, and counts its calls by their latency: 1, 2, ... */
export function scriptedJudge(...turns: Turn[]): ScriptedJudge {
  const requests: JudgeRequest[] = []
  return {
    requests,
    async ask(request) {
      const turn = turns[requests.length]
      requests.push(request)
      if (turn === undefined) throw new Error('the judge was asked once more than it has replies')
      if (turn instanceof Error) throw turn
      const given = typeof turn === 'string' ? { text: turn } : turn
      return { text: '', finish: 'stop', call: callNumber(requests.length), ...given }
    },
  }
}

export function callNumber(number: number): JudgeCall {
  return { judge: 'default', modelId: 'scripted', costUsd: 0.001, latencyMs: number }
}

export function reply(choice: string, reasoning = 'Because.'): string {
  return JSON.stringify({ reasoning, choice })
}
