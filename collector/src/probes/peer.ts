import { connect } from 'node:net';
import { METRICS, PEER_PROBE, type Clock } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import type { Probe, ProbeOutcome } from './types.js';

export interface Peer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface PeerProbeOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** What the application really talks to; nothing is connected to by default. */
  readonly peers: readonly Peer[];
}

export interface PeerProbe extends Probe {
  /** Seconds of the last TCP connect by peer, without those that could not be reached. */
  latencies(): ReadonlyMap<string, number>;
}

/** Seconds from the first packet to the accepted connection; looking the name up is not counted. */
function connectSeconds({ host, port }: Peer, clock: Clock, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let begin = clock.monotonic();
    const socket = connect({ host, port });
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      finish();
    };
    const abort = (): void => settle(() => reject(new Error('no answer in time')));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('lookup', () => {
      begin = clock.monotonic();
    });
    socket.once('connect', () => settle(() => resolve((clock.monotonic() - begin) / 1000)));
    socket.on('error', (error) => settle(() => reject(error)));
  });
}

const sentenceOf = (reason: unknown): string =>
  reason instanceof Error && reason.message !== '' ? reason.message : String(reason);

/** Network latency to the peers of the application, as the time that a TCP connect takes. */
export function peerProbe({ instruments, clock, peers }: PeerProbeOptions): PeerProbe {
  let latencies: ReadonlyMap<string, number> = new Map();
  const end = instruments.observe(METRICS.system_network_latency_seconds, (emit) => {
    for (const [peer, seconds] of latencies) emit([peer], seconds);
  });

  return {
    name: PEER_PROBE,
    defaultEnabled: true,
    metrics: [METRICS.system_network_latency_seconds],
    async collect(signal): Promise<ProbeOutcome> {
      if (peers.length === 0) return 'no-data';
      const reached = new Map<string, number>();
      const failures: string[] = [];
      await Promise.all(
        peers.map(async (peer) => {
          try {
            reached.set(peer.name, await connectSeconds(peer, clock, signal));
          } catch (error) {
            failures.push(`${peer.name} (${peer.host}:${peer.port}) cannot be reached: ${sentenceOf(error)}`);
          }
        })
      );
      latencies = reached;
      if (failures.length > 0) throw new Error(failures.sort().join('; '));
      return 'ok';
    },
    latencies: () => latencies,
    close() {
      latencies = new Map();
      end();
    },
  };
}
