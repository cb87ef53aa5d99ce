import type { Actor, AuditAction } from '../../contract/index.js';
import { isoNow } from '../service/runtime.js';
import type { Service } from '../service/service.js';

/** Puts what somebody did on the ledger and into the log. */
export async function audit(
  service: Service,
  actor: Actor,
  action: AuditAction,
  before: unknown,
  after: unknown
): Promise<void> {
  const { clock, log, ledger } = service.runtime;
  log.info({ service: service.name, actor: actor.name, action }, `${actor.name}: ${action}`);
  await ledger.append({ kind: 'audit', at: isoNow(clock), service: service.name, actor, action, before, after });
}
