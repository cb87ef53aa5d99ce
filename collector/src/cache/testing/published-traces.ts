import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTraceFile } from '../simulation/trace-file.js';
import { parseTrace, type Trace, type TraceFormat } from '../simulation/trace.js';

/** Traces with published hit ratios; where they are not at hand nothing can be held against them. */
export const TRACES_DIR =
  process.env['TRACES_DIR'] ?? fileURLToPath(new URL('../../../../../shared/traces', import.meta.url));
const README = join(TRACES_DIR, 'README.md');

/** One line of the table of published hit ratios, in percent by policy. */
export interface PublishedRow {
  readonly trace: string;
  readonly capacity: number;
  readonly percent: Readonly<Record<string, number>>;
}

/** The text that describes the traces; undefined where they are not at hand. */
export const readReadme = (): string | undefined => (existsSync(README) ? readFileSync(README, 'utf8') : undefined);

export function publishedRows(readme: string): readonly PublishedRow[] {
  const [head = [], ...body] = readme
    .split('\n')
    .filter((line) => /^\| ?(trace|cache2k_|lirs_)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    );
  return body.map((cells) => ({
    trace: cells[0] ?? '',
    capacity: Number(cells[1]),
    percent: Object.fromEntries(head.map((column, index) => [column, Number(cells[index])])),
  }));
}

/** Loops and scans just above the capacity: whoever keeps all of it hits all, whoever keeps the latest hits nothing. */
export const isLoop = (trace: string): boolean => trace === 'lirs_loop' || trace === 'lirs_scan';

export async function readPublishedTrace(trace: string): Promise<Trace> {
  const { file, format } = fileOf(trace);
  return parseTrace(await readTraceFile(join(TRACES_DIR, file)), format);
}

const fileOf = (trace: string): { readonly file: string; readonly format: TraceFormat } =>
  trace === 'oltp'
    ? { file: 'arc-oltp.gz', format: 'arc' }
    : trace === 'cache2k_web07'
      ? { file: 'cache2k-web07.trace.xz', format: 'int32be' }
      : { file: `${trace.replace('lirs_', 'lirs-')}.trace.gz`, format: 'text' };
