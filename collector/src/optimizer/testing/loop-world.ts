import type { Actor, Optimization, Plan } from '../../contract/index.js';
import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS, silentLog } from '../../contract/index.js';
import type { LoopControl } from '../control.js';
import { createControl } from '../control.js';
import type { ControlOptions, LoopDefaults } from '../options.js';
import { DEMO_TIMING } from '../timing.js';
import { FakeStore } from './memory-store.js';
import { seededRandom } from '../../contract/testing/random.js';
import type { SimulatedAgentOptions } from './simulated-agent.js';
import { SimulatedAgent } from './simulated-agent.js';
import type { ShopModel } from './simulated-shop.js';
import { SHOP_MODEL } from './simulated-shop.js';
import { VirtualClock } from './virtual-clock.js';

export const ANNA: Actor = { kind: 'grafana', name: 'anna', role: 'Editor' };

export interface WorldOptions {
  readonly model?: Partial<ShopModel>;
  readonly seed?: number;
  readonly control?: Partial<Omit<ControlOptions, 'defaults'>>;
  readonly defaults?: Partial<LoopDefaults>;
}

/** A collector and its agents in virtual time. */
export class LoopWorld {
  readonly clock = new VirtualClock();
  readonly agents: SimulatedAgent[] = [];
  store = new FakeStore();
  control: LoopControl;
  readonly #options: WorldOptions;
  readonly #random;

  private constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 7);
    this.control = undefined as unknown as LoopControl;
  }

  /** A world whose agents have been measured for a minute. */
  static async create(options: WorldOptions = {}, instances = 1): Promise<LoopWorld> {
    const world = new LoopWorld(options);
    await world.startCollector();
    for (let n = 1; n <= instances; n++) world.addAgent({ instance: `shop-${n}` });
    await world.clock.advance(62_000);
    return world;
  }

  async startCollector(): Promise<void> {
    this.control = await createControl({
      store: this.store,
      clock: this.clock,
      random: this.#random,
      log: silentLog,
      version: '1.0.0',
      timing: DEMO_TIMING,
      ...this.#options.control,
      defaults: {
        targets: DEFAULT_TARGETS,
        thresholds: DEFAULT_THRESHOLDS,
        mode: 'propose',
        admission: 'observe',
        ...this.#options.defaults,
      },
    });
  }

  /** The collector dies without a word and comes up with what is on the disk. */
  async crashCollector(): Promise<void> {
    this.store = this.store.copy();
    await this.startCollector();
  }

  addAgent(options: Partial<SimulatedAgentOptions> & { readonly instance: string }): SimulatedAgent {
    const agent = new SimulatedAgent({
      control: () => this.control,
      clock: this.clock,
      random: this.#random,
      requestsPerSecond: 25,
      model: { ...SHOP_MODEL, ...this.#options.model },
      ...options,
    }).start();
    this.agents.push(agent);
    return agent;
  }

  async press(...scope: string[]): Promise<{ plan: Plan; optimization: Optimization }> {
    const plan = await this.control.createPlan('shop', scope, ANNA);
    const { optimization } = await this.control.confirm(plan.id, ANNA);
    return { plan, optimization };
  }

  /** Presses and waits for the end. */
  async pressed(...scope: string[]): Promise<Optimization> {
    const { optimization } = await this.press(...scope);
    return this.finished(optimization.id);
  }

  async finished(id: string, ms = 300_000): Promise<Optimization> {
    await this.clock.until(() => !['applying', 'observing'].includes(this.control.optimization(id).state), ms);
    return this.control.optimization(id);
  }

  async setting(name: string): Promise<number | string | undefined> {
    return (await this.control.settings('shop')).settings.find((setting) => setting.name === name)?.value;
  }
}
