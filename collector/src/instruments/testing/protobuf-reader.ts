/** A field as it stands on the wire: a number, a double, or the bytes of a text or message. */
export interface WireField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/** Fields of one message; enough of Protocol Buffers to read back what ProtobufWriter wrote. */
export function readMessage(bytes: Uint8Array): readonly WireField[] {
  const view = Buffer.from(bytes);
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < view.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ field, value: varint() });
    else if (tag % 8 === 1) {
      fields.push({ field, value: view.readDoubleLE(at) });
      at += 8;
    } else {
      const length = varint();
      fields.push({ field, value: view.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}

/** Messages one after the other, each behind its length. */
export function readDelimited(bytes: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 0x7f) * shift;
      if (byte < 0x80) break;
    }
    messages.push(bytes.subarray(at, at + length));
    at += length;
  }
  return messages;
}

export const all = (fields: readonly WireField[], field: number): readonly (number | Uint8Array)[] =>
  fields.filter((one) => one.field === field).map(({ value }) => value);
export const textOf = (value: number | Uint8Array | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
export const messageOf = (value: number | Uint8Array | undefined): readonly WireField[] =>
  value instanceof Uint8Array ? readMessage(value) : [];
export const numberOf = (value: number | Uint8Array | undefined): number =>
  typeof value === 'number' ? value : Number.NaN;
/** Zigzag, undone. */
export const signed = (value: number | Uint8Array | undefined): number => {
  const number = numberOf(value);
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
};
