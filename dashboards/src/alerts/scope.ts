/** Window of every rate in a rule. */
export const WINDOW = '5m';

/** Services of one name in two clusters are two services. */
export const PER_SERVICE = ['cluster', 'namespace', 'service'] as const;
export const PER_PROCESS = [...PER_SERVICE, 'job', 'instance'] as const;
