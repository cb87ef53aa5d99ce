import type { Locator, Page } from '@playwright/test';

/** A titled part of a page of the app. */
export const card = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: title, exact: true }).first();

/** One target in a compliance view, whichever form its room allows. */
export const complianceOf = (root: Locator, title: string): Locator =>
  root.locator('li, tr').filter({ hasText: title }).first();

/** One guide in a list of guides. */
export const guideOf = (root: Page | Locator, title: string): Locator =>
  root.getByRole('region', { name: title, exact: true }).first();

/** The note below guides: which time the evidence is of, and from where. */
export const evidenceNote = (root: Page | Locator): Locator => root.getByText(/^Evidence of the /).first();
