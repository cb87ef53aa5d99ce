import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { METRICS, systemClock } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { peerProbe } from './peer.js';

const never = new AbortController().signal;
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const port = await listen();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

describe('the peer probe', () => {
  it('measures how long a TCP connect takes', async () => {
    const instruments = createInstruments();
    const port = await listen();
    const probe = peerProbe({ instruments, clock: systemClock, peers: [{ name: 'db', host: 'localhost', port }] });
    expect(await probe.collect(never)).toBe('ok');
    const seconds = probe.latencies().get('db');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
    expect(await collectText(instruments)).toContain(
      `${METRICS.system_network_latency_seconds.name}{peer="db"} ${String(seconds)}\n`
    );
    await probe.close?.();
    expect(await collectText(instruments)).not.toContain('peer="db"');
  });

  it('names the peer that cannot be reached, keeps the others and forgets its old latency', async () => {
    const port = await listen();
    const probe = peerProbe({
      instruments: createInstruments(),
      clock: systemClock,
      peers: [
        { name: 'gone', host: '127.0.0.1', port: await closedPort() },
        { name: 'db', host: '127.0.0.1', port },
      ],
    });
    await expect(probe.collect(never)).rejects.toThrow(/^gone \(127\.0\.0\.1:\d+\) cannot be reached: .*ECONNREFUSED/);
    expect([...probe.latencies().keys()]).toEqual(['db']);
  });

  it('stops at the signal', async () => {
    const scrape = new AbortController();
    // TEST-NET-1 (RFC 5737): nobody answers there.
    const peers = [{ name: 'silent', host: '192.0.2.1', port: 81 }];
    const probe = peerProbe({ instruments: createInstruments(), clock: systemClock, peers });
    const collected = probe.collect(scrape.signal);
    scrape.abort();
    await expect(collected).rejects.toThrow('silent (192.0.2.1:81) cannot be reached');
    await expect(probe.collect(AbortSignal.abort())).rejects.toThrow('no answer in time');
  });

  it('connects to nothing by default', async () => {
    const probe = peerProbe({ instruments: createInstruments(), clock: systemClock, peers: [] });
    expect(await probe.collect(never)).toBe('no-data');
  });
});
