/** Grafana's ids of the units that we use, by what the contract calls them. */
export const UNITS = {
  seconds: 's',
  ratio: 'percentunit',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  requestsPerSecond: 'reqps',
  requestsPerMinute: 'reqpm',
  operationsPerSecond: 'ops',
  perSecond: 'eps',
  perMinute: 'epm',
  packetsPerSecond: 'pps',
  ioPerSecond: 'iops',
  count: 'short',
  exactCount: 'locale',
  yesNo: 'bool_yes_no',
  ago: 'dateTimeFromNow',
  none: 'none',
} as const;
export type Unit = keyof typeof UNITS;
