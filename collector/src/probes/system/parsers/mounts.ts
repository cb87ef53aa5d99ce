export interface Mount {
  readonly source: string;
  readonly mountpoint: string;
  readonly type: string;
}

/** File systems on local storage. statfs on others can wait for a network, or says nothing about space. */
const LOCAL = new Set(
  'ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs nilfs2 overlay aufs vfat exfat msdos ntfs ntfs3 apfs hfs ufs'.split(
    ' '
  )
);
const LEFT_OUT = /^\/(?:dev|proc|sys|run\/credentials|var\/lib\/(?:docker|containers|kubelet))(?:\/|$)/;

/** Space, tab, newline and backslash stand as octal escapes in /proc/mounts (proc_pid_mounts(5)). */
const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/**
 * Local file systems of /proc/self/mounts, each once: of several mounts of one source (bind mounts of a container) the one
 * with the shortest path speaks for all, and of several mounts on one path the last, which hides the others.
 */
export function parseMounts(text: string): readonly Mount[] {
  const byPath = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [source = '', mountpoint = '', type = ''] = line.split(' ').map(unescape);
    if (mountpoint !== '') byPath.set(mountpoint, { source, mountpoint, type });
  }
  const bySource = new Map<string, Mount>();
  for (const mount of byPath.values()) {
    if (!LOCAL.has(mount.type) || LEFT_OUT.test(mount.mountpoint)) continue;
    // "overlay" is the source of every overlay mount: they are different file systems.
    const key = mount.source.startsWith('/') ? mount.source : `${mount.source} ${mount.mountpoint}`;
    const other = bySource.get(key);
    if (other === undefined || mount.mountpoint.length < other.mountpoint.length) bySource.set(key, mount);
  }
  return [...bySource.values()];
}
