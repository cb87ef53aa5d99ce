import type { EvictionPolicy } from '../../contract/index.js';

/** An eviction policy as its definition reads, without any thought for speed. A slot's number is its key, too. */
export interface NaiveEvictor {
  add(slot: number, frequency: number): void;
  touch(slot: number): void;
  remove(slot: number): void;
  evict(): number;
  /** The first victim first. */
  order(): number[];
}

/** What W-TinyLFU does depends on estimates, so it has no naive twin. */
export type PlainPolicy = Exclude<EvictionPolicy, 'w-tinylfu'>;

export function naiveEvictor(policy: PlainPolicy, capacity: number): NaiveEvictor {
  switch (policy) {
    case 'lru':
      return new Sorted((one, other) => one.touchedAt - other.touchedAt);
    case 'fifo':
      return new Sorted((one, other) => one.addedAt - other.addedAt);
    case 'lfu':
      return new Sorted((one, other) => one.uses - other.uses || one.touchedAt - other.touchedAt);
    case 'sieve':
      return new NaiveSieve();
    case 's3-fifo':
      return new NaiveS3Fifo(capacity);
  }
}

interface Entry {
  slot: number;
  uses: number;
  touchedAt: number;
  addedAt: number;
}

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('asked for what is not there');
  return value;
};

class Sorted implements NaiveEvictor {
  #entries: Entry[] = [];
  #time = 0;
  constructor(readonly by: (one: Entry, other: Entry) => number) {}

  add(slot: number, uses: number): void {
    const now = this.#time++;
    this.#entries.push({ slot, uses, touchedAt: now, addedAt: now });
  }
  touch(slot: number): void {
    const entry = present(this.#entries.find((one) => one.slot === slot));
    entry.uses++;
    entry.touchedAt = this.#time++;
  }
  remove(slot: number): void {
    this.#entries = this.#entries.filter((one) => one.slot !== slot);
  }
  evict(): number {
    const victim = this.order()[0] ?? -1;
    this.remove(victim);
    return victim;
  }
  order(): number[] {
    return [...this.#entries].sort(this.by).map(({ slot }) => slot);
  }
}

class NaiveSieve implements NaiveEvictor {
  /** Oldest first. */
  #entries: { slot: number; visited: boolean }[] = [];
  #hand = 0;

  add(slot: number, frequency: number): void {
    this.#entries.push({ slot, visited: frequency > 1 });
  }
  touch(slot: number): void {
    present(this.#entries.find((one) => one.slot === slot)).visited = true;
  }
  remove(slot: number): void {
    const index = this.#entries.findIndex((one) => one.slot === slot);
    this.#entries.splice(index, 1);
    if (index < this.#hand) this.#hand--;
    if (this.#hand >= this.#entries.length) this.#hand = 0;
  }
  evict(): number {
    if (this.#entries.length === 0) return -1;
    for (;;) {
      const entry = present(this.#entries[this.#hand]);
      if (!entry.visited) {
        this.remove(entry.slot);
        return entry.slot;
      }
      entry.visited = false;
      this.#hand = (this.#hand + 1) % this.#entries.length;
    }
  }
  order(): number[] {
    return this.#entries.map(({ slot }) => slot);
  }
}

class NaiveS3Fifo implements NaiveEvictor {
  #small: number[] = [];
  #main: number[] = [];
  #ghost: number[] = [];
  #frequency = new Map<number, number>();
  constructor(readonly capacity: number) {}

  add(slot: number, frequency: number): void {
    const returned = this.#ghost.includes(slot);
    if (frequency === 1) this.#ghost = this.#ghost.filter((one) => one !== slot);
    (returned || frequency > 1 ? this.#main : this.#small).push(slot);
    this.#frequency.set(slot, Math.min(3, Math.max(0, frequency - 2)));
  }
  touch(slot: number): void {
    this.#frequency.set(slot, Math.min(3, present(this.#frequency.get(slot)) + 1));
  }
  remove(slot: number): void {
    this.#small = this.#small.filter((one) => one !== slot);
    this.#main = this.#main.filter((one) => one !== slot);
  }
  evict(): number {
    const small = Math.max(1, Math.floor(this.capacity / 10));
    for (;;) {
      if (this.#main.length > this.capacity - small || this.#small.length === 0) {
        const slot = this.#main.shift();
        if (slot === undefined) return -1;
        const frequency = present(this.#frequency.get(slot));
        if (frequency === 0) return slot;
        this.#frequency.set(slot, frequency - 1);
        this.#main.push(slot);
        continue;
      }
      const slot = present(this.#small.shift());
      if (present(this.#frequency.get(slot)) < 2) {
        this.#ghost.push(slot);
        if (this.#ghost.length > Math.max(1, Math.floor(this.capacity * 0.9))) this.#ghost.shift();
        return slot;
      }
      this.#frequency.set(slot, 0);
      this.#main.push(slot);
    }
  }
  order(): number[] {
    return [...this.#small, ...this.#main];
  }
}
