import type { Locator, Page } from '@playwright/test';

/** The app's configuration page: address, tokens, and the test. */
export class ConfigurationPart {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get url(): Locator {
    return this.field('URL');
  }

  /** A field by its label, to whose name the description belongs too. */
  field(label: string): Locator {
    return this.#page.getByRole('textbox', { name: new RegExp(`^${label}`) });
  }

  /** One line of what the test found. */
  check(name: string): Locator {
    return this.#page
      .getByRole('status')
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^${name}`) });
  }

  /** Types everything anew, saves, and waits for the test that runs then. */
  async save({ url, read, control }: { url: string; read: string; control: string }): Promise<void> {
    await this.url.fill(url);
    for (const [label, token] of [
      ['Read token', read],
      ['Control token', control],
    ] as const) {
      const field = this.field(label);
      if (await field.isDisabled()) {
        // Each stored token has its own Reset; the first is the one of the first that is still stored.
        await this.#page.getByRole('button', { name: 'Reset', exact: true }).first().click();
      }
      await field.fill(token);
    }
    const reloaded = this.#page.waitForEvent('load');
    await this.#page.getByRole('button', { name: 'Save and test' }).click();
    await reloaded;
    await this.check('Collector').waitFor();
  }
}
