export { bodyText, reached } from './body.ts'
export type { BudgetLimits } from './budget.ts'
export { Budget } from './budget.ts'
export type { Allowed } from './egress.ts'
export { allowedHosts, guardedFetch, SocketGuard } from './egress.ts'
export type { EntailerSpec } from './entailerSpec.ts'
export { entailerFingerprint, entailerSchema } from './entailerSpec.ts'
export { expanded, expandedJson } from './expand.ts'
export { connectionFailure, responseFailure, shortened } from './faults.ts'
export { jsonPathSchema, queryJson, requireJsonPath } from './jsonPath.ts'
export type { CachedUsage, CallContext, Model, ModelReply, ModelRequest, Tool, ToolChoice } from './model.ts'
export type { NetworkOptions } from './network.ts'
export { SharedNetwork } from './network.ts'
export { openModel } from './open.ts'
export { openEntailer } from './openEntailer.ts'
export { requester } from './request.ts'
export type { Opened } from './roles.ts'
export { openEmbedder, openJudge } from './roles.ts'
export type { ModelSite } from './site.ts'
export type { ModelAt, ModelSpec, Parameters, Prices, RoleSpec, SdkModel } from './spec.ts'
export {
  isSecretName,
  modelFingerprint,
  modelIdentity,
  modelSchema,
  parametersShape,
  roleParts,
  roleSchema,
  valuedModelSchema,
  valuedRoleSchema,
} from './spec.ts'
export type { Template, TemplateData } from './template.ts'
export { bare, jsonTemplate, template, templateData, valueAt } from './template.ts'
