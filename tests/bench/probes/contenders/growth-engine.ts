import { silentLog, systemClock } from '@growth-engine/collector/contract';
import { createInstruments } from '../../../../collector/dist/instruments/instruments.js';
import { createProbeRegistry } from '../../../../collector/dist/probes/registry.js';
import { systemProbes } from '../../../../collector/dist/probes/system/index.js';
import { serveCollections } from './measure.js';

const instruments = createInstruments();
const parts = { instruments, clock: systemClock, log: silentLog };
const registry = createProbeRegistry(parts);
for (const probe of systemProbes(parts)) registry.add(probe);
const signal = new AbortController().signal;

serveCollections(async () => {
  await registry.collect(signal);
  let bytes = 0;
  for await (const piece of instruments.render()) bytes += piece.length;
  if (bytes === 0) throw new Error('Nothing was measured.');
}, 0);
