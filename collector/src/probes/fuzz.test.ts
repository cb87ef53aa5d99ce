import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../contract/testing/random.js';
import { foreignAsText } from '../instruments/foreign-encoder.js';
import { foreignAsProtobuf } from '../instruments/foreign-protobuf.js';
import { readForeignText } from '../instruments/foreign-text.js';
import { negotiateEncoding, negotiateFormat, scrapeDeadlineMs } from '../instruments/negotiation.js';
import { BadScrapeError, readScrapeRequest } from '../instruments/scrape-selection.js';
import { parseDatabases, parsePools, parseStats } from './pgbouncer/tables.js';
import { parseBytes, parseCgroupMounts, parseCgroupPaths, parseCpuMax, parseStatFile } from './process/cgroup-files.js';
import { parseRedisUrl } from './redis/address.js';
import { parseRedisInfo } from './redis/info.js';
import { readReply, type Reply } from './redis/resp.js';
import { parseCpuStat } from './system/parsers/cpu-stat.js';
import { parseDiskstats } from './system/parsers/diskstats.js';
import { parseMeminfo } from './system/parsers/meminfo.js';
import { parseMounts } from './system/parsers/mounts.js';
import { parseNetDev } from './system/parsers/net-dev.js';
import { parsePressure } from './system/parsers/pressure.js';

const HOSTS = fileURLToPath(new URL('./fixtures/hosts', import.meta.url));
/** So many texts per parser, which takes a second or two in all: the same ones in every run. */
const TEXTS = 600;

const SPLINTERS =
  '|\n|\n\n| |\t|:|,|;|=|-|\\|"|{|}|[]|/|%|+Inf|NaN|max|-1|0|1e308|1e999|0x10|18446744073709551616|9223372036854771712|cpu|sda|kB|total=|some|full|collect[]=|\\040|\\777|\0|é|\u2028|\ud800|# TYPE a counter\n|# HELP a |a{b="c"} 1\n|q=0|q=2'.split(
    '|'
  );

/** A text like those that are known, damaged in a few places. */
function damaged(known: readonly string[], random: () => number): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  const pick = <T>(values: readonly T[]): T | undefined => values[at(values.length - 1)];
  let text = pick(known) ?? '';
  for (let times = at(4); times >= 0; times -= 1) {
    const from = at(text.length);
    const to = Math.min(text.length, from + at(20));
    const kind = at(3);
    if (kind === 0) text = text.slice(0, from) + text.slice(to);
    else if (kind === 1) text = text.slice(0, from) + (pick(SPLINTERS) ?? '') + text.slice(from);
    else if (kind === 2) text = text.slice(0, to) + text.slice(from);
    else text = text.slice(0, from) + (pick(SPLINTERS) ?? '') + text.slice(to);
  }
  return text;
}

/** Every text of that name in the fixture hosts. */
function fixtures(name: RegExp, folder = HOSTS): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return fixtures(name, path);
    return name.test(path) ? [readFileSync(path, 'utf8')] : [];
  });
}

/** Whether a number anywhere in it is none. */
function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (value instanceof Map) return [...value.values()].some(holdsNaN);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNaN);
}

const ACCEPT = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q="0.7"',
];
const FOREIGN = [
  '# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total{kind="a b} 1"} 3 1395066363000\nplain 2.5e-7\n',
  '# TYPE size histogram\nsize_bucket{le="1"} 1\nsize_bucket{le="+Inf"} 2\nsize_sum 5\nsize_count 2\n# EOF\n',
];

const INFO =
  '# Memory\r\nused_memory:1024\r\nmaxmemory:0\r\n# Replication\r\nslave0:ip=127.0.0.1,port=6380,state=online,offset=9,lag=0\r\nmaster_repl_offset:10\r\nmaster_link_status:up\r\ndb0:keys=1,expires=0\r\n';

/** Every answer in the bytes, as a connection takes them. */
function repliesIn(text: string): Reply[] {
  const bytes = Buffer.from(text, 'utf8');
  const replies: Reply[] = [];
  for (let read = readReply(bytes, 0); read !== undefined; read = readReply(bytes, read.next)) replies.push(read.reply);
  return replies;
}

/** A table whose columns and values are lines of a text. */
const rowsIn = (text: string): Record<string, unknown>[] => [
  Object.fromEntries(
    text.split('\n').map((line): [string, string] => [line.split('=')[0] ?? '', line.split('=')[1] ?? ''])
  ),
];

const all = (families: Iterable<string | Uint8Array>): string =>
  [...families].map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1'))).join('');
const readForeign = (text: string, isOpenMetrics: boolean) =>
  readForeignText(text, { isOpenMetrics, take: () => true, collided: () => {}, malformed: () => {} });

const PARSERS: Readonly<
  Record<string, { known: readonly string[]; parse: (text: string) => unknown; declared?: RegExp }>
> = {
  '/proc/stat': { known: fixtures(/proc\/stat$/), parse: parseCpuStat, declared: /^\/proc\/stat has / },
  '/proc/meminfo': { known: fixtures(/meminfo$/), parse: parseMeminfo, declared: /^\/proc\/meminfo has no line/ },
  '/proc/diskstats': { known: fixtures(/diskstats$/), parse: parseDiskstats },
  '/proc/net/dev': { known: fixtures(/net\/dev$/), parse: parseNetDev },
  '/proc/self/mounts': { known: fixtures(/self\/mounts$/), parse: parseMounts },
  '/proc/pressure': { known: fixtures(/pressure\//), parse: parsePressure },
  '/proc/self/mountinfo': { known: fixtures(/mountinfo$/), parse: parseCgroupMounts },
  '/proc/self/cgroup': { known: fixtures(/self\/cgroup$/), parse: parseCgroupPaths },
  'cpu.max': { known: fixtures(/cpu\.max$/), parse: parseCpuMax },
  'memory.max and its like': { known: fixtures(/memory\.(max|current|limit_in_bytes)$/), parse: parseBytes },
  'cpu.stat, memory.stat': { known: fixtures(/\.stat$/), parse: parseStatFile },
  Accept: { known: ACCEPT, parse: negotiateFormat },
  'Accept-Encoding': { known: ['gzip, deflate;q=0.5, *;q=0'], parse: negotiateEncoding },
  'the timeout of a scrape': { known: ['10', '0.5'], parse: scrapeDeadlineMs },
  'the text of another registry': {
    known: FOREIGN,
    parse: (text) => all(foreignAsText(readForeign(text, false), true)),
  },
  'the OpenMetrics of another registry': {
    known: FOREIGN,
    parse: (text) => all(foreignAsProtobuf(readForeign(text, true))),
  },
  'answers of Redis': {
    known: ['+OK\r\n$5\r\nhello\r\n:1\r\n-ERR no\r\n', `$${INFO.length}\r\n${INFO}\r\n`],
    parse: repliesIn,
    declared: /^it sent /,
  },
  'INFO of Redis': { known: [INFO], parse: parseRedisInfo, declared: /^its INFO has no number used_memory/ },
  'the URL of a Redis server': {
    known: ['redis://user:p%40ss@host:6379/0', 'rediss://[::1]:6380'],
    parse: parseRedisUrl,
    declared: /^The address of Redis is not a valid URL/,
  },
  'SHOW POOLS, STATS and DATABASES': {
    known: [
      'database=shop\nuser=app\ncl_active=3\nsv_idle=2\nmaxwait=1\nmaxwait_us=500',
      'database=shop\ntotal_xact_count=7\ntotal_wait_time=15',
      'name=shop\npool_size=20\nmax_connections=0\npaused=1',
    ],
    parse: (text) =>
      [parsePools, parseStats, parseDatabases].map((parse) => {
        try {
          return parse(rowsIn(text));
        } catch (error) {
          if (error instanceof Error && /^SHOW \w+ has no column/.test(error.message)) return [];
          throw error;
        }
      }),
  },
  'the query of a scrape': {
    known: ['/metrics?collect[]=cpu&exclude[]=disk', '/metrics?collect%5B%5D=cpu'],
    parse: (url) => readScrapeRequest(url, { names: () => ['cpu'], metricsOf: () => [], collect: async () => {} }).key,
    declared: /^(collect|exclude)\[\] /,
  },
};

describe.each(Object.entries(PARSERS))('the parser of %s', (_, { known, parse, declared }) => {
  it('takes whatever it is given: an answer without NaN, or the error that it declares', () => {
    expect(known).not.toEqual([]);
    const random = seededRandom(known.join().length);
    for (let index = 0; index < TEXTS; index += 1) {
      const text = damaged(known, random);
      try {
        expect({ text, isSound: !holdsNaN(parse(text)) }).toEqual({ text, isSound: true });
      } catch (error) {
        if (declared === undefined || !(error instanceof Error) || !declared.test(error.message)) throw error;
      }
    }
  });
});

it('a request that is refused is told so with its own kind of error', () => {
  expect(() => readScrapeRequest('/?collect[]=%ff', undefined)).toThrow(BadScrapeError);
});
