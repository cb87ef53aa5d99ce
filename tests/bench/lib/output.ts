import { cpus, loadavg } from 'node:os';
import type { Estimate } from './statistics.js';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly interval: readonly [number, number] | null;
  readonly peers: Readonly<Record<string, number>>;
  /** Peers that could not be measured, and why. */
  readonly failed?: Readonly<Record<string, string>>;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export const figure = (
  name: string,
  unit: string,
  { value, interval }: Estimate,
  peers: Readonly<Record<string, number>> = {}
): Figure => ({
  name,
  value: rounded(value),
  unit,
  interval: interval.every(Number.isFinite) ? [rounded(interval[0]), rounded(interval[1])] : null,
  peers: Object.fromEntries(Object.entries(peers).map(([peer, of]) => [peer, rounded(of)])),
});

export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ');
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => '─'.repeat(width)).join('───'), ...body.map(line)]
    .map((text) => `  ${text}`)
    .join('\n');
}

export const withInterval = ({ value, interval: [low, high] }: Estimate, digits = 3): string =>
  Number.isNaN(low)
    ? value.toFixed(digits)
    : `${value.toFixed(digits)} [${low.toFixed(digits)}–${high.toFixed(digits)}]`;

/** Where a bench's words go: with `--json` nothing but one object reaches stdout. */
export class Output {
  readonly #json: boolean;
  readonly #figures: Figure[] = [];

  constructor(json: boolean) {
    this.#json = json;
  }

  say(text: string): void {
    (this.#json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  /** What runs on the same machine at the same time decides how wide the intervals are, so it is said. */
  machine(): void {
    const [one = 0] = loadavg();
    this.say(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, load ${one.toFixed(1)}`);
  }

  add(...figures: readonly Figure[]): void {
    this.#figures.push(...figures);
  }

  end(): void {
    for (const { name, value, unit, interval } of this.#figures) {
      this.say(`  ${name} = ${value} ${unit}${interval === null ? '' : ` [${interval[0]}–${interval[1]}]`}`);
    }
    if (this.#json) process.stdout.write(`${JSON.stringify({ figures: this.#figures })}\n`);
  }
}
