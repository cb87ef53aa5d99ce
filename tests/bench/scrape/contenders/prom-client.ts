import { Counter, Histogram, Registry } from 'prom-client';
import { LABEL_NAMES } from '../../lib/label-sets.js';
import { EDGES, serveScrapes } from './measure.js';

const registry = new Registry();
const common = { help: 'Measured.', labelNames: [...LABEL_NAMES], registers: [registry] };

await serveScrapes({
  counter: (name) => {
    const counter = new Counter({ name: `app_${name}_total`, ...common });
    return (labels, value) => counter.labels(...labels).inc(value);
  },
  histogram: (name) => {
    const histogram = new Histogram({ name: `app_${name}_seconds`, buckets: [...EDGES], ...common });
    return (labels, value) => histogram.labels(...labels).observe(value);
  },
  render: async () => Buffer.from(await registry.metrics(), 'utf8').byteLength,
});
