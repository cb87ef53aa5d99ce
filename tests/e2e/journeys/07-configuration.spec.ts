import { expect, test } from '../lib/test.js';
import { ConfigurationPart } from '../pages/configuration-part.js';

/** Nothing listens there. */
const NOBODY = 'http://127.0.0.1:9';

test('the configuration page says precisely what is wrong, and when nothing is', async ({ app, demo, watch }) => {
  test.setTimeout(180_000);
  watch.expect(
    { status: 502, url: /\/plugin-proxy\// },
    { status: 401, url: /\/plugin-proxy\// },
    { status: 404, url: /\/plans$/ }
  );
  const visit = await app.as('Admin');
  const { read, control } = demo.tokens;
  const { page } = visit;
  const part = new ConfigurationPart(page);

  try {
    await test.step('a malformed URL', async () => {
      await visit.configuration();
      await part.url.fill('collector, port 19464');
      await part.url.blur();
      await expect(page.getByText('This is no URL; it has to look like http://127.0.0.1:19464.')).toBeVisible();
      await part.url.fill('ftp://127.0.0.1:19464');
      await expect(page.getByText('The URL has to begin with http:// or https://.')).toBeVisible();
    });
    await test.step('a collector that is not there; another URL clears both tokens', async () => {
      await part.url.fill(NOBODY);
      await expect(page.getByText('Another URL clears both tokens')).toBeVisible();
      await part.save({ url: NOBODY, read, control });
      await expect(part.check('Collector')).toContainText('Failed');
      await expect(part.check('Collector')).toContainText('Grafana cannot reach the collector.');
      await expect(part.check('Read token')).toContainText('Not tried');
    });
    await test.step('a wrong read token', async () => {
      await part.save({ url: demo.collector, read: 'not-the-token', control });
      await expect(part.check('Collector')).toContainText('Fine');
      await expect(part.check('Read token')).toContainText('The collector refuses the read token.');
      await expect(part.check('Control token')).toContainText('Fine');
    });
    await test.step('a wrong control token', async () => {
      await part.save({ url: demo.collector, read, control: 'not-the-token' });
      await expect(part.check('Read token')).toContainText('Fine');
      await expect(part.check('Control token')).toContainText('The collector refuses the control token.');
    });
  } finally {
    await visit.configuration();
    await part.save({ url: demo.collector, read, control });
  }
  for (const name of ['Collector', 'Read token', 'Control token']) {
    await expect(part.check(name)).toContainText('Fine');
  }
  await expect(page.getByText('All is well.')).toBeVisible();
  await page.reload();
  await expect(part.field('Read token')).not.toHaveValue(read);
});
