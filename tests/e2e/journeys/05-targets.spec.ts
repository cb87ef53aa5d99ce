import { TARGET_DEFINITIONS } from '@growth-engine/collector/contract';
import { expect, test } from '../lib/test.js';
import { card, complianceOf } from '../pages/parts.js';

const RULE = { name: 'ResponseTimeTargetMissed', uid: 'growth-engine-target-response-time' } as const;
const GENEROUS_MS = '5000';
/** Evaluated every 20 s over a scrape of every 5 s. */
const ALERT_MS = 150_000;
const RAISED = /firing|pending/;

test('a changed response-time target moves the compliance panel and the alert, and no rule is edited', async ({
  app,
  collector,
  grafana,
  operator,
  surfaceName,
}) => {
  test.setTimeout(420_000);
  const inGrafana = surfaceName === 'grafana';
  const { title } = TARGET_DEFINITIONS.response_time;
  const visit = await app.as('Editor');
  const definition = inGrafana ? await grafana.definition(RULE.uid) : undefined;
  await operator.missResponseTime();
  const ruleIs = async (state: RegExp) => {
    if (!inGrafana) return;
    await expect.poll(async () => (await grafana.rule(RULE.name)).state, { timeout: ALERT_MS }).toMatch(state);
  };
  await ruleIs(RAISED);
  const { compliance } = await collector.report();
  const former = compliance.find(({ objective }) => objective === 'response_time')?.target ?? 0;

  const setTarget = async (text: string) => {
    await visit.targets();
    const form = card(visit.page, 'Targets');
    await form.getByLabel(title).fill(text);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText('Saved. Alert rules and panels follow by themselves.')).toBeVisible();
  };
  const panelSays = async (state: 'Met' | 'Missed') => {
    const panels = await visit.panels();
    await expect(complianceOf(panels.compliance, title)).toContainText(state, { timeout: 45_000 });
  };

  try {
    await setTarget(GENEROUS_MS);
    await expect(card(visit.page, 'Targets')).toContainText(/changed targets: response time \d[\d.]* m?s → 5 s/);
    await panelSays('Met');
    // "recovering" is keepFiringFor: no longer above the target, and shown as such.
    await ruleIs(/inactive|normal|recovering/i);
  } finally {
    await setTarget(String(former * 1000));
  }
  await panelSays('Missed');
  await ruleIs(RAISED);
  if (inGrafana) expect(await grafana.definition(RULE.uid)).toEqual(definition);
});
