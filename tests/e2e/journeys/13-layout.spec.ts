import { expect, test } from '../lib/test.js';
import { phasesOfARun } from '../lib/run-documents.js';
import { OptimizePart } from '../pages/optimize-part.js';
import { card } from '../pages/parts.js';

test.describe('what is shown', () => {
  test.beforeEach(({ surfaceName }) => {
    test.skip(surfaceName === 'grafana', 'The same components; there is no need to look twice.');
  });

  test('a run moves nothing while it goes on: neither its changes, nor its buttons, nor what stands below', async ({
    app,
    collector,
  }) => {
    const visit = await app.as('Editor');
    const { page } = visit;
    const real = await collector.report();
    const phases = phasesOfARun();
    let now = phases[0]?.optimization ?? null;
    await page.route(/\/plugin-proxy\/[^?]*\/report/, (route) =>
      route.fulfill({ json: { ...real, optimization: now } })
    );
    await page.route(/\/plugin-proxy\/[^?]*\/optimizations\/o-1/, (route) => route.fulfill({ json: now }));
    await visit.overview();
    const panel = new OptimizePart(card(page, 'Optimize'));
    const seen: string[] = [];
    for (const { optimization, says } of phases) {
      now = optimization;
      await expect(panel.sentence).toHaveText(optimization.sentence);
      await expect(panel.changes.first()).toContainText(says);
      const boxes = await Promise.all(
        [...(await panel.changes.all()), panel.cancel.or(panel.optimize).first(), card(page, 'Routes')].map((each) =>
          each.boundingBox()
        )
      );
      seen.push(boxes.map((box) => `${Math.round(box?.y ?? 0)}+${Math.round(box?.height ?? 0)}`).join(' '));
    }
    expect([...new Set(seen)]).toHaveLength(1);
  });

  for (const width of [1280, 1000, 560]) {
    test(`nothing of the thresholds or of a tag takes a second line, ${width} pixels wide`, async ({ app }) => {
      const visit = await app.as('Viewer', { width });
      await visit.overview();
      const rows = card(visit.page, 'Thresholds').getByRole('listitem');
      await expect(rows).toHaveCount(4);
      const boxes = await Promise.all((await rows.all()).map((row) => row.boundingBox()));
      // The last one has no line below.
      const heights = boxes.slice(0, -1).map((box) => Math.round(box?.height ?? 0));
      expect(new Set(heights).size, `heights ${heights.join(', ')}`).toBe(1);
      await expect(visit.page.getByRole('table', { name: 'Routes' })).toBeVisible();
      expect(await visit.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    });
  }
});
