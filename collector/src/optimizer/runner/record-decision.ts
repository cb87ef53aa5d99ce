import type { Decision, LedgerEntry } from '../../contract/index.js';
import type { Service } from '../service/service.js';
import type { OptimizationBook } from './optimization-book.js';

/** Puts a decision on the ledger, into the series and into the log. */
export async function recordDecision(service: Service, book: OptimizationBook, decision: Decision): Promise<void> {
  const { log, series, ledger } = service.runtime;
  const { setting, from, to, outcome, reason, rule, measured, actor, at } = decision;
  book.decided(decision);
  series.decided(decision);
  log.info(
    { service: service.name, setting, from, to, outcome, reason, rule, ratio: measured?.ratio, actor: actor.name },
    decision.sentence
  );
  const entry: LedgerEntry = { kind: 'decision', at, service: service.name, decision };
  await ledger.append(entry);
}
