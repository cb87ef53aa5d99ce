import { createInstruments } from '../../../../collector/dist/instruments/instruments.js';
import type { BoundCounter, BoundHistogram } from '../../../../collector/dist/instruments/types.js';
import { LABEL_NAMES } from '../../lib/label-sets.js';
import { EDGES, LABEL_SETS, serveMeasurements } from './measure.js';

const base = { unit: 'seconds', help: 'Measured.', labels: LABEL_NAMES, exporter: 'agent' } as const;
const instruments = createInstruments();
const counter = instruments.counter({ ...base, name: 'app_requests_total', type: 'counter', unit: '' });
const histogram = instruments.histogram({ ...base, name: 'app_seconds', type: 'histogram', edges: EDGES });
const counters = LABEL_SETS.map((labels) => counter.bind(...labels));
const histograms = LABEL_SETS.map((labels) => histogram.bind(...labels));

serveMeasurements({
  counterLabelled: (index) => {
    const [method, route, status] = LABEL_SETS[index] as (typeof LABEL_SETS)[number];
    counter.bind(method, route, status).inc();
  },
  counterBound: (index) => (counters[index] as BoundCounter).inc(),
  labelled: (index, value) => {
    const [method, route, status] = LABEL_SETS[index] as (typeof LABEL_SETS)[number];
    histogram.bind(method, route, status).observe(value);
  },
  bound: (index, value) => (histograms[index] as BoundHistogram).observe(value),
});
