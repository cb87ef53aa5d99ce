export interface NetworkDevice {
  readonly device: string;
  readonly receiveBytes: number;
  readonly receivePackets: number;
  readonly receiveErrors: number;
  readonly transmitBytes: number;
  readonly transmitPackets: number;
  readonly transmitErrors: number;
}

/** Loopback, and one end of every container's cable: their number has no bound. */
const LEFT_OUT = /^(?:lo|veth.*)$/;

/** /proc/net/dev; old kernels print no space between the colon and the first number. */
export function parseNetDev(text: string): readonly NetworkDevice[] {
  return text.split('\n').flatMap((line): NetworkDevice[] => {
    // An alias holds colons of its own (`eth0:1`): the last colon ends the name.
    const [, device = '', rest] = /^\s*(\S+):\s*(\d[\d\s]*)$/.exec(line) ?? [];
    const fields = rest?.trim().split(/\s+/).map(Number) ?? [];
    if (fields.length < 16 || LEFT_OUT.test(device)) return [];
    const field = (index: number): number => fields[index] ?? 0;
    return [
      {
        device,
        receiveBytes: field(0),
        receivePackets: field(1),
        receiveErrors: field(2),
        transmitBytes: field(8),
        transmitPackets: field(9),
        transmitErrors: field(10),
      },
    ];
  });
}
