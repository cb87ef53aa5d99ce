import { Counter, Histogram, Registry } from 'prom-client';
import { LABEL_NAMES } from '../../lib/label-sets.js';
import { EDGES, LABEL_SETS, serveMeasurements } from './measure.js';

const common = { help: 'Measured.', labelNames: [...LABEL_NAMES], registers: [new Registry()] };
const counter = new Counter({ name: 'app_requests_total', ...common });
const histogram = new Histogram({ name: 'app_seconds', buckets: [...EDGES], ...common });
const counters = LABEL_SETS.map((labels) => counter.labels(...labels));
const histograms = LABEL_SETS.map((labels) => histogram.labels(...labels));
type Labels = (typeof LABEL_SETS)[number];

serveMeasurements({
  counterLabelled: (index) => {
    const [method, route, status_class] = LABEL_SETS[index] as Labels;
    counter.inc({ method, route, status_class });
  },
  counterBound: (index) => counters[index]?.inc(),
  labelled: (index, value) => {
    const [method, route, status_class] = LABEL_SETS[index] as Labels;
    histogram.observe({ method, route, status_class }, value);
  },
  bound: (index, value) => histograms[index]?.observe(value),
});
