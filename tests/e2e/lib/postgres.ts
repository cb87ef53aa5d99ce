import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

export interface StoppedPostgres {
  resume(): void;
}

/** The server process and those that it started; what has ended meanwhile is left out. */
function familyOf(postmaster: number): readonly number[] {
  const children = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // pid (name) state parent …
      return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === postmaster;
    } catch {
      // It ended between the listing and the look.
      return false;
    }
  });
  return [postmaster, ...children.map(Number)];
}

const signal = (pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};

/** Stops a server of this machine where it stands: it takes connections and answers nothing, as one that hangs does. */
export async function stopPostgres(databaseUrl: string): Promise<StoppedPostgres> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  const [first = ''] = readFileSync(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8').split('\n');
  const postmaster = Number(first);
  // The server first, so that it starts no process that would be missed.
  signal([postmaster], 'SIGSTOP');
  signal(familyOf(postmaster), 'SIGSTOP');
  const resume = (): void => {
    signal(familyOf(postmaster), 'SIGCONT');
    process.off('exit', resume);
  };
  process.once('exit', resume);
  return { resume };
}
