import { parseArgs } from 'node:util';
import { systemClock } from '@growth-engine/collector/contract';
import { createLoad, type LoadSummary } from './load.js';
import { DEFAULT_RATE } from './mix.js';

const REPORT_EVERY_MS = 10_000;

const USAGE = `tsx collector/demo/load/main.ts --target URL [--target URL …] [--rate N] [--seed N]

  --target   base URL of a shop; several are served in turn
  --rate     requests per second (default ${DEFAULT_RATE})
  --seed     the same seed gives the same requests (default 1)
`;

const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(1)} ms`;

function line(summary: LoadSummary): string {
  const routes = Object.entries(summary.routes).map(([route, own]) => `${route} ${milliseconds(own.meanSeconds)}`);
  return (
    `${(summary.count / summary.durationSeconds).toFixed(1)} requests/s, mean ${milliseconds(summary.meanSeconds)}, ` +
    `p95 ${milliseconds(summary.p95Seconds)}, ${summary.errors} errors (${routes.join(', ')})`
  );
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`--${name} must be a number above 0, not "${text}".`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string', default: String(DEFAULT_RATE) },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const clock = systemClock;
  const load = createLoad({
    targets: values.target.map((target) => new URL(target).href),
    ratePerSecond: positive('rate', values.rate),
    seed: positive('seed', values.seed),
    clock,
  });
  load.start();
  const report = setInterval(
    () => console.log(line(load.summary(clock.monotonic() - REPORT_EVERY_MS))),
    REPORT_EVERY_MS
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  clearInterval(report);
  console.log(`In all: ${line(await load.stop())}`);
}

try {
  await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
