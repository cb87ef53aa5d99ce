import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { tsArgs } from '../lib/paths.js';
import { parseExposition } from '../lib/exposition.js';
import type { Sample } from '../lib/exposition.js';

export interface LoadApp {
  readonly url: string;
  readonly child: Child;
}

export async function startApp(admission: 'enforce' | 'observe', cleanup: Cleanup): Promise<LoadApp> {
  const child = await Child.start(
    {
      name: `app (${admission})`,
      args: ['--expose-gc', ...tsArgs('tests/load/app.ts')],
      env: { ADMISSION: admission },
      ipc: true,
    },
    cleanup
  );
  return { url: `http://127.0.0.1:${await child.ask<number>({ do: 'port' })}`, child };
}

export async function scrape(url: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(15_000) });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}.`);
  return parseExposition(await response.text());
}

export interface Probes {
  /** Answers so far, and the slowest in milliseconds. */
  stop(): Promise<{ readonly asked: number; readonly failed: readonly string[]; readonly slowestMs: number }>;
}

/** Asks for health and metrics four times a second until it is stopped. */
export function probe(url: string): Probes {
  const failed: string[] = [];
  let asked = 0;
  let slowestMs = 0;
  const underWay = new Set<Promise<void>>();
  const ask = async (path: string): Promise<void> => {
    const begin = performance.now();
    asked += 1;
    try {
      const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(15_000) });
      await response.arrayBuffer();
      if (response.status !== 200) failed.push(`${path} answered ${response.status}`);
    } catch (error) {
      failed.push(`${path}: ${String(error)}`);
    }
    slowestMs = Math.max(slowestMs, performance.now() - begin);
  };
  const timer = setInterval(() => {
    for (const path of ['/metrics', '/healthz']) {
      const answer = ask(path).finally(() => underWay.delete(answer));
      underWay.add(answer);
    }
  }, 250);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return { asked, failed, slowestMs };
    },
  };
}
