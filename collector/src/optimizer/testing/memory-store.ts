import type { LedgerEntry, LedgerQuery, ServiceState, Store } from '../../contract/index.js';
import { ProblemError } from '../../contract/index.js';

/** A store in memory that can be made to fail; `snapshot` is what would be on the disk. */
export class FakeStore implements Store {
  readonly states = new Map<string, string>();
  readonly entries: LedgerEntry[] = [];
  broken = false;

  async services(): Promise<readonly string[]> {
    return [...this.states.keys()];
  }

  async read(service: string): Promise<ServiceState> {
    const text = this.states.get(service);
    return text === undefined
      ? { revision: 0, targets: {}, thresholds: {}, settings: {} }
      : (JSON.parse(text) as ServiceState);
  }

  async write(
    service: string,
    expected: number,
    next: Omit<ServiceState, 'revision'>
  ): Promise<ServiceState | undefined> {
    this.#check();
    const current = await this.read(service);
    if (current.revision !== expected) return undefined;
    this.states.set(service, JSON.stringify({ ...next, revision: expected + 1 }));
    return this.read(service);
  }

  async append(entry: LedgerEntry): Promise<void> {
    this.#check();
    this.entries.push(JSON.parse(JSON.stringify(entry)) as LedgerEntry);
  }

  async ledger({ service, kind, limit = 100 }: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.entries
      .filter(
        (entry) => (service === undefined || entry.service === service) && (kind === undefined || entry.kind === kind)
      )
      .reverse()
      .slice(0, limit);
  }

  async check(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {}

  get decisions() {
    return this.entries.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
  }

  /** A copy, as a process that starts anew finds it. */
  copy(): FakeStore {
    const copy = new FakeStore();
    for (const [service, text] of this.states) copy.states.set(service, text);
    copy.entries.push(...this.entries);
    return copy;
  }

  #check(): void {
    if (this.broken) throw new ProblemError('store-unavailable', 'The disk is full.', 'Make room.');
  }
}
