import type { AdmissionMode } from './agent-link.js';
import type { Actor, Freeze, LedgerEntry, Mode } from './loop.js';
import type { Targets, Thresholds } from './objectives.js';
import type { SettingOwner, SettingValue } from './settings.js';

export interface StoredSetting {
  readonly value: SettingValue;
  readonly owner: SettingOwner;
  readonly by: Actor;
  readonly at: string;
}

/** What people and the loop have decided about one service; everything absent stands at its configured value. */
export interface ServiceState {
  readonly revision: number;
  readonly targets: Partial<Targets>;
  readonly thresholds: Partial<Thresholds>;
  readonly mode?: Mode;
  readonly admission?: AdmissionMode;
  readonly freeze?: Freeze;
  readonly settings: Readonly<Record<string, StoredSetting>>;
  /**
   * A change that is being tried: written before it is applied, removed when it is decided. Found at a start, it says
   * that we died in between; the setting then goes back to `from`.
   */
  readonly pending?: {
    readonly optimization: string;
    readonly change: string;
    readonly setting: string;
    readonly from: SettingValue;
    readonly to: SettingValue;
    readonly at: string;
  };
}

export interface LedgerQuery {
  readonly service?: string;
  readonly kind?: LedgerEntry['kind'];
  /** Newest first; at most `limit` (default 100, at most 1000). */
  readonly limit?: number;
  readonly before?: string;
}

/**
 * Remembers what people and the loop decided. A write is durable when its promise resolves; it rejects with ProblemError
 * `store-unavailable` and leaves the former state when it cannot be written. One contract test holds every implementation.
 */
export interface Store {
  services(): Promise<readonly string[]>;
  read(service: string): Promise<ServiceState>;
  /** Replaces the state if its revision is still `expected`; returns the new state (revision + 1), else undefined. */
  write(service: string, expected: number, next: Omit<ServiceState, 'revision'>): Promise<ServiceState | undefined>;
  append(entry: LedgerEntry): Promise<void>;
  ledger(query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** Resolves when a write would succeed now; rejects like a write otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}
