import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../lib/checks.js';
import { ROOT } from '../lib/paths.js';
import { runTool } from './tools.js';

const FOLDER = join(ROOT, 'provisioning/prometheus');
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(FOLDER, folder, file));

/** What stands in provisioning/prometheus. */
export async function checkFiles(checks: Checks, promtool: string): Promise<void> {
  checks.heading('Files');
  await checks.check('the rules pass promtool check rules with every lint', async () => {
    const said = await runTool(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...yamlIn('rules')]);
    return /\d+ rules/.exec(said)?.[0];
  });
  for (const file of yamlIn('tests')) {
    await checks.check(`the rules behave as ${file.slice(ROOT.length + 1)} says`, async () => {
      await runTool(promtool, ['test', 'rules', file]);
      return undefined;
    });
  }
  await checks.check('the configuration passes promtool check config', async () => {
    await runTool(promtool, ['check', 'config', '--lint=all', '--lint-fatal', join(FOLDER, 'prometheus.yml')]);
    return undefined;
  });
}
