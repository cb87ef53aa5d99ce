import { DASHBOARDS } from '@growth-engine/collector/contract';
import type { DashboardId } from '@growth-engine/collector/contract';
import { foldedRows, panelsOf } from '../lib/dashboards.js';
import type { Panel } from '../lib/dashboards.js';
import { expect, test } from '../lib/test.js';
import { DASHBOARD_HEIGHT, GrafanaVisit } from '../pages/grafana-surface.js';

/** What may stay empty in the first minutes, each with the reason. */
const MAY_BE_EMPTY: Readonly<Partial<Record<DashboardId, Readonly<Record<string, string>>>>> = {
  application: {
    'Rejected requests': 'a route has this counter from its first rejected request on',
    'Aborted requests': 'a route has this counter from its first aborted request on',
  },
  optimizer: {
    'Response time after ÷ before': 'nobody has pressed yet',
    'Latest decisions': 'nobody has pressed yet',
    'Decisions by rule': 'nobody has pressed yet',
    'How the settings moved': 'nobody has pressed yet, so none moved',
    'Observations without a series of their own': 'nothing is left out while all is well',
  },
};

/** Rows about what the demo does not have, by the question they ask: each of their panels says what to do to have it. */
const NOT_IN_THE_DEMO: ReadonlySet<string> = new Set([
  'Would another policy or size hit more?',
  'How long do answers stay true?',
  'Do instances share what they load?',
  'How is Redis?',
  'Does PgBouncer keep up?',
]);

const NO_DATA = 'No data';
/** From the start of the demo; what fills later would be empty when people look first. */
const FILLED_WITHIN_MS = 120_000;

/** A sentence in place of nothing. */
const saysWhy = ({ fieldConfig }: Panel): boolean => /^No [A-Z]?\w+/.test(fieldConfig?.defaults?.noValue ?? '');

/** Why panels are not as they should be, by title. */
async function complaints(visit: GrafanaVisit, id: DashboardId): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const { title, fieldConfig } of panelsOf(id).panels) {
    const framed = visit.panel(title);
    const panel = framed.locator.first();
    if ((await panel.count()) === 0) {
      found[title] = 'is not there';
      continue;
    }
    const text = await panel.innerText();
    const noValue = fieldConfig?.defaults?.noValue ?? NO_DATA;
    // "0" instead of nothing is an answer.
    const isSentence = Number.isNaN(Number(noValue));
    if ((await framed.getErrorIcon().count()) > 0) found[title] = 'shows an error';
    else if ((await panel.getByLabel('Panel loading bar').count()) > 0) found[title] = 'is loading';
    // Some panels only draw, and write nothing.
    else if (text.replace(title, '').trim() === '' && (await panel.locator('canvas').count()) === 0) {
      found[title] = 'is blank';
    } else if ((isSentence && text.includes(noValue)) || text.includes(NO_DATA)) found[title] = 'is empty';
  }
  return found;
}

for (const id of Object.keys(DASHBOARDS) as DashboardId[]) {
  test(`${DASHBOARDS[id].title}: every panel draws its data within two minutes of the start, none shows an error`, async ({
    app,
  }) => {
    test.setTimeout(FILLED_WITHIN_MS + 60_000);
    const visit = await app.as('Viewer', { width: 1600, height: DASHBOARD_HEIGHT });
    if (!(visit instanceof GrafanaVisit)) throw new Error('Dashboards need Grafana.');
    await visit.dashboard(id);
    await expect(visit.page.getByText(DASHBOARDS[id].title.split(' / ').at(-1) ?? '').first()).toBeVisible();
    await visit.unfold(foldedRows(id));
    const absent = panelsOf(id).rows.filter(({ title }) => NOT_IN_THE_DEMO.has(title));
    const toldWhy = absent.flatMap(({ panels = [] }) => panels.map((panel) => [panel.title, saysWhy(panel)] as const));
    expect(toldWhy.filter(([, why]) => !why)).toEqual([]);
    const allowed: Readonly<Record<string, unknown>> = { ...MAY_BE_EMPTY[id], ...Object.fromEntries(toldWhy) };
    const titles = panelsOf(id).panels.map(({ title }) => title);
    expect(
      Object.keys(allowed).filter((title) => !titles.includes(title)),
      'panels that may be empty and do not exist'
    ).toEqual([]);
    await expect
      .poll(
        async () =>
          Object.entries(await complaints(visit, id))
            .filter(([title, complaint]) => !(complaint === 'is empty' && title in allowed))
            .map(([title, complaint]) => `${title} ${complaint}`),
        { timeout: FILLED_WITHIN_MS, intervals: [2_000] }
      )
      .toEqual([]);
  });
}
