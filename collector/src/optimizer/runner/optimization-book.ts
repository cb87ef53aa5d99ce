import type { Clock, Decision, Plan } from '../../contract/index.js';
import type { OptimizationRecord } from './optimization-record.js';
import { hasBegun, isActive } from './optimization-record.js';

const MAX_RECORDS = 50;
const MAX_PLANS = 100;

/** Plans and optimizations of one service, newest last, bounded. */
export class OptimizationBook {
  readonly #clock: Clock;
  readonly #coolDownMs: number;
  readonly #plans = new Map<string, Plan>();
  #records: OptimizationRecord[] = [];
  readonly #decidedAt = new Map<string, number>();

  constructor(clock: Clock, coolDownMs: number) {
    this.#clock = clock;
    this.#coolDownMs = coolDownMs;
  }

  addPlan(plan: Plan): void {
    this.#plans.set(plan.id, plan);
    for (const id of this.#plans.keys()) {
      if (this.#plans.size <= MAX_PLANS) break;
      this.#plans.delete(id);
    }
  }

  plan(id: string): Plan | undefined {
    return this.#plans.get(id);
  }

  add(record: OptimizationRecord): void {
    // A plan that a trigger left is replaced by its next.
    this.#records = this.#records.filter(({ state, id }) => state !== 'planned' || id === record.id);
    this.#records.push(record);
    this.#records = this.#records.slice(-MAX_RECORDS);
  }

  get records(): readonly OptimizationRecord[] {
    return this.#records;
  }

  record(id: string): OptimizationRecord | undefined {
    return this.#records.find((record) => record.id === id);
  }

  ofPlan(plan: string): OptimizationRecord | undefined {
    return this.#records.find((record) => record.plan === plan);
  }

  get active(): OptimizationRecord | undefined {
    return this.#records.find(isActive);
  }

  /** The one that runs, or the last one that ran. */
  get newest(): OptimizationRecord | undefined {
    return this.active ?? this.#records.findLast(hasBegun);
  }

  /** The plan of a trigger that waits for a person and can still be confirmed. */
  get proposal(): OptimizationRecord | undefined {
    return this.#records.findLast(
      ({ state, plan }) => state === 'planned' && Date.parse(this.#plans.get(plan)?.expiresAt ?? '') > this.#clock.now()
    );
  }

  decided({ setting, at }: Pick<Decision, 'setting' | 'at'>): void {
    this.#decidedAt.set(setting, Math.max(Date.parse(at), this.#decidedAt.get(setting) ?? 0));
  }

  /** ISO 8601: until when triggers leave the setting alone; undefined when they need not. */
  coolDownUntil(setting: string): string | undefined {
    const at = this.#decidedAt.get(setting);
    if (at === undefined || at + this.#coolDownMs <= this.#clock.now()) return undefined;
    return new Date(at + this.#coolDownMs).toISOString();
  }
}
