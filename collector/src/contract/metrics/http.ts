import { catalogue } from './types.js';

/** Prometheus' usual request edges (semantic conventions), 0.5 and 1 s among them: SPEC.md's target and threshold. */
export const HTTP_DURATION_EDGES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

/** From a few headers to a download, in powers of four: 256 B to 16 MiB. */
export const HTTP_SIZE_EDGES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216] as const;

export const HTTP_METRICS = catalogue({
  http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the arrival of a request to the end of its answer, without rejected and aborted requests.',
    labels: ['service', 'method', 'route', 'status_class'],
    exporter: 'agent',
    reported: true,
    edges: HTTP_DURATION_EDGES,
  },
  http_requests_in_flight: {
    type: 'gauge',
    unit: '',
    help: 'Requests that have arrived and are not yet answered.',
    labels: ['service'],
    exporter: 'agent',
    reported: true,
  },
  http_requests_rejected_total: {
    type: 'counter',
    unit: '',
    help: 'Requests answered with 503 by admission control, by reason.',
    labels: ['service', 'route', 'reason'],
    exporter: 'agent',
    reported: true,
  },
  http_requests_rejectable_total: {
    type: 'counter',
    unit: '',
    help: 'Requests that admission control would have rejected if it enforced its limits, by reason.',
    labels: ['service', 'route', 'reason'],
    exporter: 'agent',
    reported: true,
  },
  http_requests_aborted_total: {
    type: 'counter',
    unit: '',
    help: 'Requests whose client went away before the answer was complete.',
    labels: ['service', 'route'],
    exporter: 'agent',
    reported: true,
  },
  http_request_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    help: 'Size of requests as they crossed the connection, headers included. Kept with the option requestSizes only.',
    labels: ['service', 'method', 'route'],
    exporter: 'agent',
    edges: HTTP_SIZE_EDGES,
  },
  http_response_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    help: 'Size of answers as they crossed the connection, headers included, compressed where they were. Kept with the option requestSizes only.',
    labels: ['service', 'method', 'route'],
    exporter: 'agent',
    edges: HTTP_SIZE_EDGES,
  },
});
