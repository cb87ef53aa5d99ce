import type { Labels } from './labels.js';

/** What sort of thing a setting is; rules propose by kind, never by the thing behind it. */
export const SETTING_KINDS = [
  'ttl',
  'capacity',
  'pool_size',
  'concurrency_limit',
  'timeout',
  'memory_limit',
  'eviction_policy',
] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

export type SettingUnit = 'seconds' | 'entries' | 'connections' | 'requests' | 'bytes' | 'name';

/** A number, or a name out of `choices`. */
export type SettingValue = number | string;

export type SettingOwner = 'engine' | 'person';

/**
 * How one process can run two values side by side: `keys` splits cache keys by hash, `blocks` alternates short blocks
 * of time, `whole` cannot (the value holds for the whole process: other instances or before/after are the control).
 */
export type SplitMethod = 'keys' | 'blocks' | 'whole';

/** One thing that the engine may turn. Names are dotted: `cache.products.ttl`, `route.dashboard.ttl`, `pool.main.size`. */
export interface SettingDescriptor {
  readonly name: string;
  readonly title: string;
  readonly kind: SettingKind;
  readonly unit: SettingUnit;
  readonly min: number;
  readonly max: number;
  /** Why `max` is where it is, for people: "maxStalenessSeconds of route dashboard". */
  readonly maxReason?: string;
  /** What all instances together may reach, where there is such a limit: a server's connections. */
  readonly sharedMax?: number;
  readonly choices?: readonly string[];
  readonly default: SettingValue;
  readonly integer: boolean;
  /** Labels under which the metrics of the thing behind it stand: `{cache: "products"}`, `{pool: "main"}`. */
  readonly subject: Labels;
  /** Route templates whose answers it bears on; empty means all. */
  readonly routes: readonly string[];
  readonly split: SplitMethod;
  /** How long after a change measurements still show the old value, in milliseconds (cache warm-up, connecting). */
  readonly settleMs: number;
  /** What measures it keeps it right by itself, so that no rule proposes it. */
  readonly adapts?: true;
}

export interface SettingState extends SettingDescriptor {
  readonly value: SettingValue;
  readonly owner: SettingOwner;
  /** The process moves it by itself in mode `apply`: the optimizer leaves it alone then, so that one party moves it at a time. */
  readonly chosen?: true;
}

/** Largest step of one change: factors for a press, a share for the automatic triggers (DESIGN.md, "How it acts"). */
export const STEP_LIMITS = {
  pressed: {
    ttl: 4,
    capacity: 4,
    pool_size: 2,
    concurrency_limit: 2,
    timeout: 2,
    memory_limit: 2,
  } satisfies Record<Exclude<SettingKind, 'eviction_policy'>, number>,
  automatic: 1.25,
} as const;

/** How settings are named; `prefix` is what cachePrefix or routePrefix gives. */
export const SETTING_NAMES = {
  cachePrefix: (cache: string) => `cache.${cache}`,
  routePrefix: (routeId: string) => `route.${routeId}`,
  ttl: (prefix: string) => `${prefix}.ttl`,
  capacity: (prefix: string) => `${prefix}.capacity`,
  admissionConcurrency: 'admission.concurrency',
  requestTimeout: 'request.timeout',
} as const;

/** The value as a number. @throws RangeError that names setting, value and bounds; for settings that are numbers. */
export function checkSettingValue(descriptor: SettingDescriptor, value: SettingValue): number {
  const { name, min, max, integer, unit } = descriptor;
  if (typeof value !== 'number' || !(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
    const kind = integer ? 'a whole number' : 'a number';
    throw new RangeError(`${name}: ${value} is not ${kind} of ${unit} from ${min} to ${max}.`);
  }
  return value;
}
