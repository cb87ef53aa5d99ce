import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

interface Seen {
  /** Of the spans that the instrumentation made of requests to `/items/:id`, in order. */
  readonly traces: readonly string[];
  /** Trace that was active in the handler, by answer; from the cache for a hit. */
  readonly handled: readonly string[];
  readonly cached: readonly (string | null)[];
  readonly counts: readonly string[];
  readonly exemplars: readonly string[];
  readonly inFlight: string;
}

async function runTracedServer(): Promise<Seen> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./testing/traced-server.ts', import.meta.url))],
    { timeout: 50_000 }
  );
  return JSON.parse(stdout) as Seen;
}

describe('the middleware beside the http instrumentation of OpenTelemetry', () => {
  it('counts each request once, makes no span of its own, and leads from exemplars to the spans', async () => {
    const { traces, handled, cached, counts, exemplars, inFlight } = await runTracedServer();
    expect(new Set(traces).size).toBe(3);
    expect(cached).toEqual([null, 'hit', null]);
    // A hit is the answer of the request that was stored; the context of the others reached their handlers.
    expect(handled).toEqual([traces[0], traces[0], traces[2]]);
    expect(counts).toEqual([expect.stringMatching(/\{.*method="GET",route="\/items\/:id",status_class="2xx"\} 3$/)]);
    expect(exemplars.length).toBeGreaterThan(0);
    for (const id of exemplars) expect(traces).toContain(id);
    // The scrape itself.
    expect(inFlight).toBe('1');
  });
});
