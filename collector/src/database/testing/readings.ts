import type { Instruments } from '../../instruments/types.js';

/** The exposition as series without its service → value: `growth_engine_db_pool_connections{pool="main",state="used"}` → 5. */
export async function readings(instruments: Instruments): Promise<ReadonlyMap<string, number>> {
  let text = '';
  for await (const slice of instruments.render()) text += slice;
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at).replace(/service="[^"]*",?/, ''), Number(line.slice(at + 1))];
    })
  );
}

/** What was logged, for tests. */
export class RecordingLog {
  readonly warnings: { readonly fields: Readonly<Record<string, unknown>>; readonly message: string }[] = [];
  readonly debug = (): void => {};
  readonly info = (): void => {};
  readonly error = (): void => {};
  readonly warn = (fields: object, message: string): void => {
    this.warnings.push({ fields: { ...fields }, message });
  };
}

/** Time that stands still until it is told to go on. */
export class StillClock {
  ms = 1_000_000;
  readonly now = (): number => this.ms;
  readonly monotonic = (): number => this.ms;
  readonly after = (): (() => void) => () => {};
}

/** Waits until `holds`, looking every 5 ms; rejects with what was waited for after `withinMs`. */
export async function until(what: string, holds: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
