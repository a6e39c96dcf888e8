import type { Environment } from '../../src/core/environment.ts'
import type { Model, ModelAt, ModelReply, ModelRequest, ModelSite, SharedNetwork } from '../../src/models/index.ts'
import { openModel } from '../../src/models/index.ts'
import { callContext, networkOf } from '../support/network.ts'

/** Where a model is opened in a test; packages are found from Assay itself. */
export function siteOf(network: SharedNetwork = networkOf(), env: Environment = {}): ModelSite {
  return { root: '/nowhere', env, network }
}

/** A model behind an OpenAI-compatible server. */
export function modelOn(url: string, over: Partial<ModelAt> = {}, site: ModelSite = siteOf()): Promise<Model> {
  return openModel({ baseUrl: `${url}/v1`, name: 'some-model', ...over }, site)
}

export function question(content = 'How long?', over: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: 'user', content }], parameters: {}, ...over }
}

export function asked(model: Model, request: ModelRequest = question()): Promise<ModelReply> {
  return model.generate(request, callContext())
}
