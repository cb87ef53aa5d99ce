import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours, overrideQuery, unitOf } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const SERVER = ['server'] as const;
const REPLICA = ['server', 'replica'] as const;

const hits = rate(METRICS.redis_keyspace_hits_total, SERVER);
const misses = rate(METRICS.redis_keyspace_misses_total, SERVER);

export const redis: Section = {
  id: 906,
  question: 'How is Redis?',
  folded: true,
  panels: [
    timeSeries({
      id: 110,
      title: 'Redis answers',
      description: {
        shows: 'Time of a PING from the collector, and whether each server could be asked (1) or not (0).',
        good: 'Well below 1 ms in the same network; up at 1.',
        act: 'Slow at one time: a slow command (SLOWLOG GET) or a busy network. Down: the Optimizer dashboard shows the probe.',
      },
      unit: 'seconds',
      queries: queries(
        { expr: gauge('max', METRICS.redis_ping_duration_seconds, SERVER), legend: '{{server}}' },
        { expr: gauge('min', METRICS.redis_up, SERVER), legend: 'up, {{server}}' }
      ),
      overrides: [overrideQuery('B', unitOf('yesNo'), { id: 'custom.axisPlacement', value: 'right' })],
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 111,
      title: 'Redis memory',
      description: {
        shows: 'Memory allocated and resident per server, and what it may use (dashed).',
        good: 'Below the dashed line; resident not far above allocated.',
        act: 'At the line keys are evicted or writes refused: shorter TTLs, or more memory. Resident far above: fragmentation.',
      },
      unit: 'bytes',
      queries: queries(
        { expr: gauge('sum', METRICS.redis_memory_used_bytes, SERVER), legend: '{{server}}' },
        { expr: gauge('sum', METRICS.redis_memory_resident_bytes, SERVER), legend: 'resident, {{server}}' },
        { expr: gauge('sum', METRICS.redis_memory_max_bytes, SERVER), legend: 'most, {{server}}' }
      ),
      overrides: [limitLine('C'), ...overrideColours({ '^most, ': COLOURS.target })],
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 112,
      title: 'Redis hit ratio',
      description: {
        shows: 'Share of look-ups of keys that were there, whoever asked.',
        good: 'High and level for a cache; a queue or a lock has no use for it.',
        act: 'Falling with evictions: more memory. Falling with expiries: longer TTLs.',
      },
      unit: 'ratio',
      queries: queries({ expr: `${hits} / (${hits} + ${misses} > 0)`, legend: '{{server}}' }),
      noValue: NO_DATA.redis,
      min: 0,
      max: 1,
      width: 8,
    }),
    timeSeries({
      id: 113,
      title: 'Keys that left Redis',
      description: {
        shows: 'Keys per second that were removed for want of memory or whose time had run out.',
        good: 'No “evicted”.',
        act: 'Evicted: maxmemory is reached. Give more, keep less, or let keys live shorter.',
      },
      unit: 'operationsPerSecond',
      queries: queries(
        { expr: rate(METRICS.redis_evicted_keys_total, SERVER), legend: 'evicted, {{server}}' },
        { expr: rate(METRICS.redis_expired_keys_total, SERVER), legend: 'expired, {{server}}' }
      ),
      overrides: overrideColours({ '^evicted': COLOURS.bad, '^expired': COLOURS.neutral }),
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 114,
      title: 'Redis commands',
      description: {
        shows: 'Commands per second that each server runs.',
        good: 'As the traffic goes.',
        act: 'More per request than before: a loop over single keys; MGET and pipelines save the round trips.',
      },
      unit: 'operationsPerSecond',
      queries: queries({ expr: rate(METRICS.redis_commands_processed_total, SERVER), legend: '{{server}}' }),
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 115,
      title: 'Keys in Redis',
      description: {
        shows: 'Keys in all databases of each server.',
        good: 'Level under level traffic.',
        act: 'Growing without end: keys without a TTL.',
      },
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.redis_keys, SERVER), legend: '{{server}}' }),
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 116,
      title: 'Clients of Redis',
      description: {
        shows:
          'Connections of clients, those of them that wait in a blocking command, and how many it accepts (dashed).',
        good: 'Well below the dashed line.',
        act: 'Near it: connections that are opened and not closed; share one per process.',
      },
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.redis_connected_clients, SERVER), legend: '{{server}}' },
        { expr: gauge('sum', METRICS.redis_blocked_clients, SERVER), legend: 'blocked, {{server}}' },
        { expr: gauge('sum', METRICS.redis_max_clients, SERVER), legend: 'most, {{server}}' }
      ),
      overrides: [limitLine('C'), ...overrideColours({ '^most, ': COLOURS.target })],
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 117,
      title: 'Refused by Redis',
      description: {
        shows: 'Connections per minute that were refused because maxclients was reached.',
        good: '0.',
        act: 'Find who opens so many; raise maxclients only when they are all needed.',
      },
      unit: 'perMinute',
      queries: queries({
        expr: `60 * ${rate(METRICS.redis_rejected_connections_total, SERVER)}`,
        legend: '{{server}}',
      }),
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 118,
      title: 'Replicas of Redis',
      description: {
        shows: 'Replicas connected to each primary, and of a replica whether its link to the primary is up (1).',
        good: 'As many as there should be, and 1.',
        act: 'Fewer: look at the replica that is missing, and at repl-backlog-size if it keeps leaving.',
      },
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.redis_connected_replicas, SERVER), legend: 'replicas, {{server}}' },
        { expr: gauge('min', METRICS.redis_primary_link_up, SERVER), legend: 'link, {{server}}' }
      ),
      noValue: NO_DATA.redis,
      width: 8,
    }),
    timeSeries({
      id: 119,
      title: 'Replication lag of Redis',
      description: {
        shows: 'Time since each replica acknowledged, as the primary sees it, and since a replica heard its primary.',
        good: '0 or 1 s: both are told in whole seconds.',
        act: 'Rising: the network between them, or a replica that is busy; what it serves is as old.',
      },
      unit: 'seconds',
      queries: queries(
        { expr: gauge('max', METRICS.redis_replica_lag_seconds, REPLICA), legend: '{{replica}} of {{server}}' },
        { expr: gauge('max', METRICS.redis_primary_silence_seconds, SERVER), legend: 'silence, {{server}}' }
      ),
      noValue: NO_DATA.replicas,
      width: 12,
    }),
    timeSeries({
      id: 120,
      title: 'Data not yet replicated',
      description: {
        shows: 'Bytes of the replication stream that each replica has not acknowledged: lost with the primary.',
        good: 'Near 0.',
        act: 'Rising: the replica takes less than the primary writes.',
      },
      unit: 'bytes',
      queries: queries({
        expr: gauge('max', METRICS.redis_replica_lag_bytes, REPLICA),
        legend: '{{replica}} of {{server}}',
      }),
      noValue: NO_DATA.replicas,
      width: 12,
    }),
  ],
};
