/** Sectors of /proc/diskstats are 512 bytes on any device (kernel, Documentation/admin-guide/iostats). */
const SECTOR_BYTES = 512;
/** ioTime is an unsigned 32-bit number of milliseconds. */
const WRAP_SECONDS = 2 ** 32 / 1000;
/** RAM, loop, optical and floppy devices, and partitions, whose I/O their disk counts already. */
const LEFT_OUT = /^(?:z?ram\d+|loop\d+|sr\d+|fd\d+|(?:h|s|v|xv)d[a-z]+\d+|(?:nvme\d+n\d+|mmcblk\d+)p\d+)$/;

export interface DiskStat {
  readonly device: string;
  readonly readsCompleted: number;
  readonly writesCompleted: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Time with I/O in flight; wraps after 49.7 days of it. */
  readonly ioTimeSeconds: number;
}

const NUMBER = /^\d+$/;

/** Whole disks only. Lines have 14, 18 (since 4.18) or 20 (since 5.5) fields; the first 14 mean the same in all. */
export function parseDiskstats(text: string): readonly DiskStat[] {
  return text.split('\n').flatMap((line): DiskStat[] => {
    const fields = line.trim().split(/\s+/);
    const [, , device = ''] = fields;
    if (fields.length < 14 || LEFT_OUT.test(device) || !fields.slice(3, 14).every((one) => NUMBER.test(one))) return [];
    const field = (index: number): number => Number(fields[index]);
    return [
      {
        device,
        readsCompleted: field(3),
        readBytes: field(5) * SECTOR_BYTES,
        writesCompleted: field(7),
        writtenBytes: field(9) * SECTOR_BYTES,
        ioTimeSeconds: field(12) / 1000,
      },
    ];
  });
}

/** Share of `durationSeconds` with I/O in flight, 0–1. */
export function ioUtilizationRatio(from: DiskStat, to: DiskStat, durationSeconds: number): number {
  const grown = to.ioTimeSeconds - from.ioTimeSeconds;
  return Math.min(1, (grown < 0 ? grown + WRAP_SECONDS : grown) / durationSeconds);
}
