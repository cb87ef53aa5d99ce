import { get } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricDefinition } from '@growth-engine/collector/contract';
import { createMetricsHandler } from '../../../../collector/dist/instruments/handler.js';
import { createInstruments } from '../../../../collector/dist/instruments/instruments.js';
import { LABEL_NAMES } from '../../lib/label-sets.js';
import { EDGES, serveScrapes } from './measure.js';

const instruments = createInstruments();
const definition = (name: string, type: 'counter' | 'histogram'): MetricDefinition => ({
  name: `app_${name}_${type === 'counter' ? 'total' : 'seconds'}`,
  type,
  unit: type === 'counter' ? '' : 'seconds',
  help: 'Measured.',
  labels: LABEL_NAMES,
  exporter: 'agent',
  ...(type === 'histogram' ? { edges: EDGES } : {}),
});

async function render(): Promise<number> {
  let bytes = 0;
  for await (const piece of instruments.expose('text', new AbortController().signal)) {
    bytes += typeof piece === 'string' ? Buffer.from(piece, 'utf8').byteLength : piece.byteLength;
  }
  return bytes;
}

/** The length of the body that a scraper gets which asks for gzip. */
function gzip(): Promise<number> {
  const server = createServer(createMetricsHandler({ instruments }));
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      get({ port, host: '127.0.0.1', headers: { 'Accept-Encoding': 'gzip' }, agent: false }, (response) => {
        let length = 0;
        response.on('data', (chunk: Buffer) => (length += chunk.byteLength));
        response.on('end', () => {
          server.close();
          resolve(length);
        });
      }).on('error', reject);
    });
  });
}

await serveScrapes({
  counter: (name) => {
    const family = instruments.counter(definition(name, 'counter'));
    return (labels, value) => family.bind(...labels).inc(value);
  },
  histogram: (name) => {
    const family = instruments.histogram(definition(name, 'histogram'));
    return (labels, value) => family.bind(...labels).observe(value);
  },
  render,
  gzip,
});
