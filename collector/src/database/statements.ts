import { createHash } from 'node:crypto';
import { normaliseStatement, operationOf, type Operation } from './statement-text.js';

export interface Statement {
  /** 16 hexadecimal digits; the same for every text of the statement, in every process. */
  readonly fingerprint: string;
  /** Literals replaced, at most 2,000 characters. */
  readonly text: string;
  readonly operation: Operation;
}

const MAX_REMEMBERED = 1000;
const MAX_SHOWN = 2000;

export function statementOf(text: string): Statement {
  const normalised = normaliseStatement(text);
  return {
    fingerprint: createHash('sha256').update(normalised).digest('hex').slice(0, 16),
    text: normalised.length > MAX_SHOWN ? `${normalised.slice(0, MAX_SHOWN)}…` : normalised,
    operation: operationOf(normalised),
  };
}

/** Remembers the statements of the texts seen last, so that a text that comes again costs one look-up. */
export class StatementMemory {
  readonly #byText = new Map<string, Statement>();

  of(text: string): Statement {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    if (this.#byText.size >= MAX_REMEMBERED) {
      for (const oldest of this.#byText.keys()) {
        this.#byText.delete(oldest);
        break;
      }
    }
    const statement = statementOf(text);
    this.#byText.set(text, statement);
    return statement;
  }
}
