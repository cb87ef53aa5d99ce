import type { Actor } from '@growth-engine/collector/contract';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { startPlantedApp } from '../lib/planted-app.js';
import { until } from '../lib/wait.js';

const PERSON: Actor = { kind: 'terminal', name: 'faults' };
const SENTENCE = 'with a full disk nothing is applied, and it is said so';

/** A file system of 256 kB, or the reason why there is none. */
function tinyDisk(cleanup: Cleanup): { readonly dir: string } | { readonly reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'only root may mount a small file system' };
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dir], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(dir, { recursive: true, force: true });
    return { reason: `a small file system cannot be mounted here (${(mounted.stderr || 'no mount').trim()})` };
  }
  cleanup.add(() => {
    spawnSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
  });
  return { dir };
}

function fill(file: string): void {
  for (const size of [16_384, 1_024, 64, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

export async function diskFaults(checks: Checks, cleanup: Cleanup): Promise<void> {
  const disk = tinyDisk(cleanup);
  if ('reason' in disk) {
    checks.skip(SENTENCE, disk.reason);
    return;
  }
  await checks.check(SENTENCE, async () => {
    const { engine } = await startPlantedApp(cleanup, { stateDir: join(disk.dir, 'state') });
    const control = await engine.control();
    const planWith = (is: (guards: readonly string[]) => boolean) =>
      until('such a plan', 25_000, async () => {
        const plan = await control.createPlan(engine.service, [], PERSON);
        return plan.changes.length > 0 && is(plan.refusals.map(({ guard }) => guard)) ? plan : undefined;
      });
    const plan = await planWith((guards) => guards.length === 0);
    const before = JSON.stringify(
      (await control.settings(engine.service)).settings.map(({ name, value }) => [name, value])
    );
    const filler = join(disk.dir, 'filler');
    fill(filler);
    const said = await control.confirm(plan.id, PERSON).then(
      async ({ optimization }) => {
        const over = await until('its end', 15_000, () => {
          const now = control.optimization(optimization.id);
          return now.state === 'failed' || now.state === 'refused' ? now : undefined;
        });
        return over.sentence;
      },
      (error: unknown) => (error instanceof Error ? error.message : String(error))
    );
    const after = JSON.stringify(
      (await control.settings(engine.service)).settings.map(({ name, value }) => [name, value])
    );
    ensure(after === before, `Something was applied: ${before} → ${after}`);
    ensure(/ledger|written|disk|space|store/i.test(said), `It does not say why: ${said}`);
    rmSync(filler);
    await planWith((guards) => guards.length === 0);
    return said;
  });
}
