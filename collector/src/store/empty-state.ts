import type { LedgerEntry, LedgerQuery, ServiceState } from '../contract/index.js';

/** A service about which nobody has decided anything. */
export const EMPTY_STATE: ServiceState = { revision: 0, targets: {}, thresholds: {}, settings: {} };

export const DEFAULT_LEDGER_LIMIT = 100;
export const LARGEST_LEDGER_LIMIT = 1000;

export const ledgerLimit = ({ limit = DEFAULT_LEDGER_LIMIT }: LedgerQuery): number =>
  Math.min(Math.max(Math.floor(limit), 0), LARGEST_LEDGER_LIMIT);

/** `before` is exclusive; times are ISO 8601 in UTC, so that text order is time order. */
export const matchesQuery = (entry: LedgerEntry, { service, kind, before }: LedgerQuery): boolean =>
  (service === undefined || entry.service === service) &&
  (kind === undefined || entry.kind === kind) &&
  (before === undefined || entry.at < before);
