/** Grafana's ids of the units that we use, by what the contract calls them. */
export const UNITS = {
  seconds: 's',
  ratio: 'percentunit',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  requestsPerSecond: 'reqps',
  operationsPerSecond: 'ops',
  perSecond: 'eps',
  packetsPerSecond: 'pps',
  ioPerSecond: 'iops',
  count: 'short',
  exactCount: 'locale',
  yesNo: 'bool_yes_no',
  ago: 'dateTimeFromNow',
  none: 'none',
} as const;
export type Unit = keyof typeof UNITS;
