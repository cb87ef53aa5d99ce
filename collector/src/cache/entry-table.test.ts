import { describe, expect, it } from '@jest/globals';
import { EntryTable } from './entry-table.js';
import { NONE } from './records.js';

const fill = (table: EntryTable<string | number, number>, keys: readonly (string | number)[]): void => {
  keys.forEach((key, index) => {
    if (table.full) table.grow(table.length * 2);
    table.take(key, index);
  });
};
const values = (table: EntryTable<string | number, number>, keys: readonly (string | number)[]): unknown[] =>
  keys.map((key) => (table.find(key) === NONE ? undefined : table.read(table.find(key))));
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `key:${index}`);

describe('a table of entries', () => {
  it('finds every key again after it has outgrown its Map', () => {
    const table = new EntryTable<string | number, number>(4096, 1);
    const keys = names(40_000);
    fill(table, keys.slice(0, 4096));
    expect(table.hashes).toBe(false);
    fill(table, keys.slice(4096));
    expect(table.hashes).toBe(true);
    expect(table.size).toBe(40_000);
    expect(keys.every((key) => table.keyOf(table.find(key)) === key)).toBe(true);
  });

  it('finds the same under hash chains, text and numbers told apart, free slots left out', () => {
    const table = new EntryTable<string | number, number>(16, 1);
    fill(table, ['1', 'two', 'three']);
    table.release(table.find('two'));
    table.useChains();
    fill(table, [1]);
    expect(values(table, ['1', 'two', 'three', 1])).toEqual([0, undefined, 2, 0]);
    table.release(table.find('1'));
    expect(values(table, ['1', 1])).toEqual([undefined, 0]);
    table.clear();
    expect([table.find(1), table.size, table.hashes]).toEqual([NONE, 0, false]);
  });

  it.each([false, true])('gives a slot to another key (under chains: %s)', (chains) => {
    const table = new EntryTable<string | number, number>(2, 1);
    fill(table, ['a', 'b']);
    if (chains) table.useChains();
    const slot = table.find('a');
    table.reuse(slot, 'c', 7);
    expect(values(table, ['a', 'b', 'c'])).toEqual([undefined, 1, 7]);
    expect([table.size, table.find('c')]).toEqual([2, slot]);
  });

  it('has the same hash for a key, stored or not, under either index', () => {
    const table = new EntryTable<string | number, number>(2, 1);
    fill(table, ['a']);
    const hash = table.hashOf(table.find('a'));
    expect(table.hashOfKey('a')).toBe(hash);
    table.useChains();
    expect(table.hashOfKey('a')).toBe(hash);
    expect(table.hashOf(table.find('a'))).toBe(hash);
  });
});
