import type { Decision, OptimizationState } from '../contract/index.js';
import { METRICS, MODES, OPTIMIZATION_STATES, OUTCOMES, TRIGGERS } from '../contract/index.js';
import type { Family, Instruments } from '../instruments/types.js';
import { RULES } from './rules/index.js';

/** What the series of one service are read from when they are collected. */
export interface SeriesSource {
  readonly name: string;
  readonly mode: string;
  readonly freeze: unknown;
  readonly fleet: { readonly sessions: readonly { readonly instance: string; readonly connected: boolean }[] };
}

/** The loop's own series. Without instruments it does nothing. */
export class LoopSeries {
  readonly #instruments: Instruments | undefined;
  readonly #sources: SeriesSource[] = [];
  readonly #states = new Map<string, OptimizationState>();
  readonly #stop: (() => void)[] = [];
  /** A registry that adds `service` to everything takes the other labels only: embedded, it is the agent's. */
  #addsService = false;

  constructor(instruments: Instruments | undefined) {
    this.#instruments = instruments;
  }

  /** Makes the series of a service exist, counters at 0. */
  add(source: SeriesSource): void {
    if (this.#instruments === undefined) return;
    this.#sources.push(source);
    const decisions = this.#instruments.counter(METRICS.decisions_total);
    for (const { id } of RULES) {
      for (const outcome of OUTCOMES) {
        for (const trigger of TRIGGERS) this.#bind(decisions, source.name, id, outcome, trigger);
      }
    }
    if (this.#sources.length === 1) this.#observe(this.#instruments);
  }

  decided({ service, rule, outcome, trigger, setting, measured, at }: Decision): void {
    if (this.#instruments === undefined) return;
    this.#bind(this.#instruments.counter(METRICS.decisions_total), service, rule, outcome, trigger).inc();
    this.#bind(this.#instruments.gauge(METRICS.decision_timestamp_seconds), service, setting, outcome).set(
      Date.parse(at) / 1000
    );
    if (measured !== undefined && outcome !== 'inconclusive') {
      this.#bind(this.#instruments.histogram(METRICS.decision_after_before_ratio), service, rule).observe(
        measured.ratio
      );
    }
  }

  /** Sets the time of decisions of a former life, so that annotations outlive a restart. */
  remember({ service, setting, outcome, at }: Decision): void {
    if (this.#instruments === undefined) return;
    this.#bind(this.#instruments.gauge(METRICS.decision_timestamp_seconds), service, setting, outcome).set(
      Date.parse(at) / 1000
    );
  }

  state(service: string, state: OptimizationState): void {
    this.#states.set(service, state);
  }

  close(): void {
    for (const stop of this.#stop.splice(0)) stop();
  }

  #bind<Bound>(family: Family<Bound>, service: string, ...rest: readonly string[]): Bound {
    if (!this.#addsService) {
      try {
        return family.bind(service, ...rest);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        this.#addsService = true;
      }
    }
    return family.bind(...rest);
  }

  #observe(instruments: Instruments): void {
    const labels = (service: string, ...rest: readonly string[]): readonly string[] =>
      this.#addsService ? rest : [service, ...rest];
    const each = (run: (source: SeriesSource) => void): void => this.#sources.forEach(run);
    this.#stop.push(
      instruments.observe(METRICS.optimization_state, (emit) =>
        each(({ name }) => {
          for (const state of OPTIMIZATION_STATES) {
            emit(labels(name, state), this.#states.get(name) === state ? 1 : 0);
          }
        })
      ),
      instruments.observe(METRICS.mode_info, (emit) =>
        each(({ name, mode }) => {
          for (const known of MODES) if (known === mode) emit(labels(name, known), 1);
        })
      ),
      instruments.observe(METRICS.frozen, (emit) =>
        each(({ name, freeze }) => emit(labels(name), freeze === undefined ? 0 : 1))
      ),
      instruments.observe(METRICS.agent_connected, (emit) =>
        each(({ name, fleet }) => {
          for (const { instance, connected } of fleet.sessions) emit(labels(name, instance), connected ? 1 : 0);
        })
      )
    );
  }
}
