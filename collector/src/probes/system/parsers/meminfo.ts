/** Bytes. */
export interface MemoryInfo {
  readonly totalBytes: number;
  /** What programs can get without swapping; page cache counts as available. */
  readonly availableBytes: number;
}

/** @throws Error when the text is not that of /proc/meminfo. */
export function parseMeminfo(text: string): MemoryInfo {
  const bytesOf = (field: string): number | undefined => {
    const kibibytes = new RegExp(`^${field}: +(\\d+)`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  const totalBytes = bytesOf('MemTotal');
  if (totalBytes === undefined) throw new Error('/proc/meminfo has no line "MemTotal"');
  // MemAvailable is there since 3.14; before that, free memory and caches are the usual estimate.
  const estimate = (bytesOf('MemFree') ?? 0) + (bytesOf('Buffers') ?? 0) + (bytesOf('Cached') ?? 0);
  return { totalBytes, availableBytes: bytesOf('MemAvailable') ?? estimate };
}

export const memoryUsageRatio = ({ totalBytes, availableBytes }: MemoryInfo): number => 1 - availableBytes / totalBytes;
