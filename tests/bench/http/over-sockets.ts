import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { tsArgs } from '../../lib/paths.js';
import type { Output } from '../lib/output.js';
import { interleavedRounds } from '../lib/rounds.js';
import { bootstrap, halfWidth, mean, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import { addsNothing, isOurs, isPeer, PAIR, PEERS, REQUIRED } from './contenders.js';
import type { PeerName, ServerName } from './contenders.js';
import { KeepAliveClient } from './keep-alive-client.js';
import type { Counts } from './servers/engine-counts.js';

/** Narrow enough: half of the interval is at most this share of the value. */
export const WANTED = 0.02;
const WARM_UP_REQUESTS = 6_000;
const STARTS_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 120_000;

export interface SocketsOptions {
  /** Sets of fresh processes with everybody in them; then sets of the pair alone, until the interval is narrow. */
  readonly sets: number;
  /** Rounds of a set. */
  readonly rounds: number;
  /** No set is begun after so many seconds. */
  readonly seconds: number;
  readonly requests: number;
  readonly connections: number;
}

type Round = Readonly<Partial<Record<ServerName, number>>>;

interface Server {
  readonly child: Child;
  readonly client: KeepAliveClient;
}

function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${what} took more than ${ms / 1000} s.`)), ms);
    work.then(done, fail).finally(() => clearTimeout(timer));
  });
}

/** CPU time per request over sockets: servers in processes of their own, several sets of them, measured in turn. */
export class OverSockets {
  readonly #options: SocketsOptions;
  readonly #env: Readonly<Record<string, string>>;
  readonly #cleanup: Cleanup;
  readonly #sets: (readonly Round[])[] = [];
  readonly #failures = new Map<PeerName, string>();
  readonly #storedShares = new Map<ServerName, number>();

  constructor(options: SocketsOptions, env: Readonly<Record<string, string>>, cleanup: Cleanup) {
    this.#options = options;
    this.#env = env;
    this.#cleanup = cleanup;
  }

  get setCount(): number {
    return this.#sets.length;
  }

  get rounds(): readonly Round[] {
    return this.#sets.flat();
  }

  /** Why a peer could not be measured, one line; undefined where it was. */
  failureOf(name: ServerName): string | undefined {
    return isPeer(name) ? this.#failures.get(name) : undefined;
  }

  /** The share of answers that were stored in the last set, from the first request on. */
  storedShareOf(name: ServerName): number {
    return this.#storedShares.get(name) ?? NaN;
  }

  microseconds(name: ServerName): number {
    return median(this.rounds.flatMap((round) => round[name] ?? []));
  }

  /**
   * Paired by round; of a set the median, of those the mean. Two processes of one program differ by some percent as long as
   * they live, so whole sets are drawn anew for the interval.
   */
  ratio(of: ServerName, to: ServerName = 'bare'): Estimate {
    const ratios = this.#sets.flatMap((set) => {
      const pairs = set.flatMap(({ [of]: one, [to]: other }) =>
        one === undefined || other === undefined ? [] : [one / other]
      );
      return pairs.length === 0 ? [] : [median(pairs)];
    });
    return bootstrap(ratios, mean);
  }

  /** Until the interval is narrow, or until the time is over; says which. */
  async measure(output: Output): Promise<string> {
    const { sets, rounds, requests, seconds } = this.#options;
    output.say(
      `measuring ${sets} sets of fresh processes, ${rounds} rounds of ${requests} requests each, and more of the first two until their interval is narrower than ±${WANTED * 100} %, for ${seconds} s at most …`
    );
    const begin = performance.now();
    const left = (): number => seconds - (performance.now() - begin) / 1000;
    while (this.setCount < sets || !this.#isNarrow()) {
      if (this.setCount > 0 && left() <= 0) break;
      await this.#measureSet(this.setCount < sets ? [...REQUIRED, ...PEERS] : PAIR);
      const ratio = this.ratio('growth-engine');
      output.say(`  set ${this.setCount}: ${ratio.value.toFixed(3)} × bare so far, ${this.#width()}`);
    }
    const reached = this.#isNarrow() ? 'narrow enough' : `the ${seconds} s were over`;
    return `${this.#width()} after ${this.setCount} sets: ${reached}`;
  }

  #width(): string {
    const half = halfWidth(this.ratio('growth-engine'));
    return Number.isNaN(half) ? 'no interval yet' : `±${(half * 100).toFixed(1)} %`;
  }

  #isNarrow(): boolean {
    return halfWidth(this.ratio('growth-engine')) < WANTED;
  }

  /** The result, or undefined where a peer has failed, which is noted. */
  async #unlessPeerFails<T>(
    name: ServerName,
    what: string,
    ms: number,
    work: () => Promise<T>
  ): Promise<T | undefined> {
    try {
      return await within(ms, `${name}: ${what}`, work());
    } catch (error) {
      if (!isPeer(name)) throw error;
      const text = error instanceof Error ? error.message : String(error);
      // What a process said when it ended stands behind the sentence that it did.
      const [cause] = /^\w*Error: .*$/m.exec(text) ?? [];
      this.#failures.set(name, [text.split('\n')[0], ...(cause === undefined ? [] : [cause])].join(' '));
      return undefined;
    }
  }

  async #start(name: ServerName): Promise<Server> {
    const args = tsArgs(`tests/bench/http/servers/${name}.ts`);
    const child = await Child.start({ name, args, env: this.#env, ipc: true }, this.#cleanup);
    const client = await KeepAliveClient.open(await child.ask<number>({ do: 'port' }), this.#options.connections);
    this.#cleanup.add(() => client.close());
    return { child, client };
  }

  /** One process per server, measured round by round: CPU microseconds per request. */
  async #measureSet(names: readonly ServerName[]): Promise<void> {
    const { requests, rounds: maxRounds } = this.#options;
    const servers = new Map<ServerName, Server>();
    await Promise.all(
      names.map(async (name) => {
        if (this.failureOf(name) !== undefined) return;
        const server = await this.#unlessPeerFails(name, 'its start', STARTS_WITHIN_MS, () => this.#start(name));
        if (server !== undefined) servers.set(name, server);
      })
    );
    const cpuOf = async (name: ServerName, count: number): Promise<number> => {
      const server = servers.get(name);
      if (server === undefined || this.failureOf(name) !== undefined) return NaN;
      const cpu = await this.#unlessPeerFails(name, `${count} requests`, ANSWERS_WITHIN_MS, async () => {
        const before = await server.child.ask<number>({ do: 'cpu' });
        await server.client.send(count);
        return ((await server.child.ask<number>({ do: 'cpu' })) - before) / count;
      });
      return cpu ?? NaN;
    };
    for (const name of names) await cpuOf(name, WARM_UP_REQUESTS);
    const rounds = await interleavedRounds({
      contenders: names,
      measure: (name) => cpuOf(name, requests),
      maxRounds,
      maxSeconds: Infinity,
    });
    const measured = names.filter((name) => servers.has(name) && this.failureOf(name) === undefined);
    await this.#check(servers, measured);
    this.#sets.push(rounds.map((round) => Object.fromEntries(measured.map((name) => [name, round[name]])) as Round));
    for (const { child, client } of servers.values()) {
      client.close();
      await child.stop();
    }
  }

  /** Both sides did the same: the same answers, and every request of ours was tracked, missed the cache and was dealt with. */
  async #check(servers: ReadonlyMap<ServerName, Server>, names: readonly ServerName[]): Promise<void> {
    const answerOf = (name: ServerName): string =>
      (servers.get(name)?.client.lastAnswer ?? '').replace(/\r\ndate: [^\r]*/i, '');
    for (const name of names) {
      if (addsNothing(name) && answerOf(name) !== answerOf('bare'))
        throw new Error(`${name} answers otherwise than bare Express:\n${answerOf(name)}\n\n${answerOf('bare')}`);
      const server = servers.get(name);
      if (server === undefined || !isOurs(name)) continue;
      const counts = await server.child.ask<Counts>({ do: 'counts' });
      const { sent } = server.client;
      const { tracked, missed, stored, rejected } = counts;
      if (tracked !== sent || missed !== sent || stored + rejected !== sent)
        throw new Error(`Of ${sent} requests to ${name} not each was dealt with: ${JSON.stringify(counts)}.`);
      this.#storedShares.set(name, stored / sent);
    }
  }
}
