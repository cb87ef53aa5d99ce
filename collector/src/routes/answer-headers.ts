import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** By lower-case name, as `getHeaders` gives them. */
export type AnswerHeaders = Readonly<OutgoingHttpHeaders>;

const NONE: AnswerHeaders = Object.freeze(Object.create(null) as OutgoingHttpHeaders);

/**
 * Headers of one answer after another of the same kind. To make an object of them costs more than to see that they are what
 * they were: while they are, the object stays the same, and so does whatever was concluded from it.
 */
export class RecurringHeaders {
  readonly #changing: ReadonlySet<string>;
  #names: readonly string[] = [];
  #values: (OutgoingHttpHeader | undefined)[] = [];
  #headers: OutgoingHttpHeaders = {};

  /**
   * `changing`: headers that differ from answer to answer. Those are put into the present object, so that it is to be read
   * at once and not kept.
   */
  constructor(changing: readonly string[] = []) {
    this.#changing = new Set(changing);
  }

  of(response: ServerResponse): AnswerHeaders {
    const names = response.getHeaderNames();
    const { length } = names;
    if (length === 0) return NONE;
    if (length !== this.#names.length) return this.#renew(response, names);
    for (let index = 0; index < length; index++) {
      const name = names[index] as string;
      if (name !== this.#names[index]) return this.#renew(response, names);
      const value = response.getHeader(name);
      if (value === this.#values[index]) continue;
      if (!this.#changing.has(name)) return this.#renew(response, names);
      this.#values[index] = value;
      this.#headers[name] = value;
    }
    return this.#headers;
  }

  #renew(response: ServerResponse, names: readonly string[]): AnswerHeaders {
    this.#names = names;
    this.#headers = response.getHeaders();
    this.#values = names.map((name) => this.#headers[name]);
    return this.#headers;
  }
}
