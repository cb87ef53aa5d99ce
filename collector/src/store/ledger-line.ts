import { createHash } from 'node:crypto';
import type { LedgerEntry } from '../contract/index.js';
import { isLedgerEntry } from './state-schema.js';

/** A line is JSON itself, so that every tool reads it: {"checksum":"<16 hex>","entry":{…}}. */
const BEFORE = '{"checksum":"';
const BETWEEN = '","entry":';
const CHECKSUM_LENGTH = 16;
const ENTRY_AT = BEFORE.length + CHECKSUM_LENGTH + BETWEEN.length;

const checksumOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_LENGTH);

export function lineOf(entry: LedgerEntry): string {
  const text = JSON.stringify(entry);
  return `${BEFORE}${checksumOf(text)}${BETWEEN}${text}}\n`;
}

/** The entry of a line without its line break; undefined where the line is damaged. */
export function entryOf(line: string): LedgerEntry | undefined {
  if (!line.startsWith(BEFORE) || !line.endsWith('}')) return undefined;
  const text = line.slice(ENTRY_AT, -1);
  if (line.slice(BEFORE.length, BEFORE.length + CHECKSUM_LENGTH) !== checksumOf(text)) return undefined;
  const entry: unknown = JSON.parse(text);
  return isLedgerEntry(entry) ? entry : undefined;
}
