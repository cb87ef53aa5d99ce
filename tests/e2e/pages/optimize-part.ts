import type { Locator } from '@playwright/test';

/** The button and everything that follows from it, in a panel or on the overview page. */
export class OptimizePart {
  constructor(readonly root: Locator) {}

  readonly #button = (name: string | RegExp): Locator => this.root.getByRole('button', { name, exact: true });

  get optimize(): Locator {
    return this.#button('Optimize');
  }
  get confirm(): Locator {
    return this.#button(/^Confirm/);
  }
  get discard(): Locator {
    return this.#button('Discard');
  }
  get cancel(): Locator {
    return this.#button('Cancel');
  }
  get revert(): Locator {
    return this.#button('Revert');
  }
  get close(): Locator {
    return this.#button('Close');
  }
  get unfreeze(): Locator {
    return this.#button('Unfreeze');
  }

  get plan(): Locator {
    return this.root.getByRole('region', { name: 'Plan', exact: true });
  }
  get plannedChanges(): Locator {
    return this.plan.locator('ol').first().locator(':scope > li');
  }
  /** What the engine itself has planned, while nobody has confirmed it. */
  get proposal(): Locator {
    return this.root.getByRole('region', { name: 'Proposal', exact: true });
  }
  get review(): Locator {
    return this.#button('Review the proposal');
  }
  get dismiss(): Locator {
    return this.#button('Dismiss it');
  }
  get optimization(): Locator {
    return this.root.getByRole('region', { name: 'Optimization', exact: true });
  }
  get changes(): Locator {
    return this.optimization.getByRole('list', { name: 'Changes' }).locator(':scope > li');
  }
  /** The sentence on what is happening or what came of it. */
  get sentence(): Locator {
    return this.optimization.getByRole('status').first();
  }
  get refusals(): Locator {
    return this.root.getByRole('region', { name: /would be refused|cannot be confirmed/ });
  }

  async freezeFor(time: '1 hour' | '4 hours' | '1 day' | '1 week'): Promise<void> {
    await this.#button('Freeze').click();
    // The menu hangs at the end of the page, outside the panel.
    await this.root
      .page()
      .getByRole('menuitem', { name: `For ${time}` })
      .click();
  }
}
