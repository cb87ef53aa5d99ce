const FIRST_SIZE = 1024;
const WIRE = { varint: 0, fixed64: 1, bytes: 2 } as const;

/** Protocol Buffers as far as metrics need them (protobuf.dev/programming-guides/encoding), into one growing buffer. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written; the memory is used again. */
  clear(): void {
    this.#length = 0;
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, this.#length);
  }

  /** Whole, ≥ 0, up to 2^53. */
  uint(field: number, value: number): void {
    this.varint(field * 8 + WIRE.varint);
    this.varint(value);
  }

  /** Zigzag. */
  sint(field: number, value: number): void {
    this.uint(field, value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Negative ones take ten bytes, as in all of protobuf's unsigned spelling of int64. */
  int64(field: number, value: number): void {
    this.varint(field * 8 + WIRE.varint);
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
    this.#buffer[this.#length++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.varint(field * 8 + WIRE.fixed64);
    this.#room(8);
    this.#buffer.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  string(field: number, text: string): void {
    this.varint(field * 8 + WIRE.bytes);
    const size = Buffer.byteLength(text, 'utf8');
    this.varint(size);
    this.#room(size);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** A message within this one. */
  message(field: number, inner: ProtobufWriter): void {
    this.varint(field * 8 + WIRE.bytes);
    this.varint(inner.#length);
    this.#room(inner.#length);
    inner.#buffer.copy(this.#buffer, this.#length, 0, inner.#length);
    this.#length += inner.#length;
  }

  /** Bytes that stand on the wire already. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  varint(value: number): void {
    this.#room(10);
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#buffer[this.#length++] = (rest % 128) | 0x80;
    this.#buffer[this.#length++] = rest;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
