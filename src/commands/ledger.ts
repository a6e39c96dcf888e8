import { userInfo } from 'node:os'
import type { Context } from '../core/context.ts'
import { AssayError } from '../core/errors.ts'
import type { Approval, LedgerEntry } from '../core/ledger.ts'
import { contentOf } from '../core/ledger.ts'
import type { Store } from '../core/store.ts'
import { gradingOf } from './side.ts'

/** @throws AssayError where nothing was said; `mend` says what would be a reason */
export function reasonIn(text: string, mend: string): string {
  const reason = text.trim()
  if (reason === '') throw new AssayError({ message: '--reason is empty', mend })
  return reason
}

/** What every entry says of itself beside its reason. */
export async function signature(context: Context, env: Context['env']): Promise<Pick<LedgerEntry, 'id' | 'by' | 'at'>> {
  return { id: context.newId(), by: await whoApproves(context.cwd, env), at: context.now().toISOString() }
}

/**
 * Whether the grades by which an approved run is compared today are those that were approved; grading it again may have changed them.
 * True of approvals from before that was kept.
 */
export async function isApprovedAsItCounts(store: Store, { runId, gradingId, content }: Approval): Promise<boolean> {
  if (content === null) return true
  const counting = await gradingOf(store, await store.getRun(runId))
  if (counting.id === gradingId) return true
  return (await contentOf(store.trials(runId, { gradingId: counting.id }))) === content
}

/** CI's actor, else Git's user, else the login name. */
async function whoApproves(cwd: string, env: Context['env']): Promise<string> {
  const actor = env.GITHUB_ACTOR ?? env.GITLAB_USER_LOGIN
  if (actor !== undefined && actor !== '') return actor
  const { execa } = await import('execa')
  const config = async (key: string) =>
    (await execa('git', ['config', key], { cwd, reject: false })).stdout?.trim() ?? ''
  const [name, email] = await Promise.all([config('user.name'), config('user.email')])
  if (name !== '') return email === '' ? name : `${name} <${email}>`
  return env.USER ?? userInfo().username
}
