import type { LLMock as Mock, MockServerOptions } from '@copilotkit/aimock'
import { LLMock } from '@copilotkit/aimock'
import { onTestFinished } from 'vitest'

/** A mock of every provider's server on this machine, up; stopped when the test is over. */
export async function mockServer(prepare: (mock: Mock) => unknown, options: MockServerOptions = {}): Promise<Mock> {
  const mock = new LLMock({ port: 0, ...options })
  prepare(mock)
  await mock.start()
  onTestFinished(() => mock.stop())
  return mock
}
