import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly data: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
/** 1 January 1980: the same files make the same zip. */
const DOS_DATE = 0x21;

function header(signature: number, size: number, file: ZipFile, packed: Buffer): Buffer {
  const isCentral = signature === CENTRAL;
  const buffer = Buffer.alloc(size);
  const shift = isCentral ? 2 : 0;
  buffer.writeUInt32LE(signature, 0);
  if (isCentral) buffer.writeUInt16LE(0x0314, 4);
  buffer.writeUInt16LE(20, 4 + shift);
  buffer.writeUInt16LE(0x0800, 6 + shift);
  buffer.writeUInt16LE(DEFLATED, 8 + shift);
  buffer.writeUInt16LE(DOS_DATE, 12 + shift);
  buffer.writeUInt32LE(crc32(file.data), 14 + shift);
  buffer.writeUInt32LE(packed.byteLength, 18 + shift);
  buffer.writeUInt32LE(file.data.byteLength, 22 + shift);
  buffer.writeUInt16LE(Buffer.byteLength(file.name), 26 + shift);
  return buffer;
}

/** APPNOTE.TXT 4.3: local headers with data, central directory, end record; names in UTF-8, files deflated. */
export function writeZip(files: readonly ZipFile[]): Buffer {
  const pieces: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = Buffer.from(file.name);
    const packed = deflateRawSync(file.data, { level: 9 });
    const entry = header(CENTRAL, 46, file, packed);
    // -rw-r--r-- of a regular file, in the upper half as Unix has it.
    entry.writeUInt32LE(0o100644 * 2 ** 16, 38);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, name);
    pieces.push(header(LOCAL, 30, file, packed), name, packed);
    offset += 30 + name.byteLength + packed.byteLength;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, directory, end]);
}

/** Files of a zip by name. @throws Error when it is not well-formed or a checksum is wrong. */
export function readZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('It has no end record: it is no zip.');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('Its directory is broken.');
    const [checksum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    if (zip.readUInt32LE(local) !== LOCAL) throw new Error(`${name} is not where the directory says.`);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(begin, begin + size);
    const data = zip.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(packed) : packed;
    if (crc32(data) !== checksum) throw new Error(`${name} has another checksum than the directory says.`);
    files.set(name, data);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}
