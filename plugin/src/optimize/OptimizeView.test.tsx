import { dateTimeFormat } from '@grafana/data';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fakeBackend, problem, signInAs, type Handlers } from '../testing/backend';
import { measurement, optimization, plan, report, settled } from '../testing/documents';
import { OptimizeView } from './OptimizeView';

const freshPlan = (id = 'p-1') => plan({ id, expiresAt: new Date(Date.now() + 600_000).toISOString() });

const start = (handlers: Handlers = {}, element = <OptimizeView service="shop" />) => {
  const backend = fakeBackend({
    'GET /report': () => ({ data: report() }),
    'POST /plans': () => ({ status: 201, data: freshPlan() }),
    'POST /optimizations': () => ({ status: 202, data: optimization() }),
    'GET /optimizations/o-1': () => ({ data: optimization() }),
    ...handlers,
  });
  const view = render(
    <MemoryRouter future={{ v7_relativeSplatPath: true, v7_startTransition: true }}>{element}</MemoryRouter>
  );
  return { backend, view, user: userEvent.setup() };
};

const press = async (user: ReturnType<typeof userEvent.setup>, name: RegExp | string) =>
  user.click(await screen.findByRole('button', { name }));

beforeEach(() => signInAs('Editor'));

describe('Optimize', () => {
  it('leads from the press over the plan to the measured gain, and back', async () => {
    const { backend, user } = start();
    await press(user, 'Optimize');

    const shown = await screen.findByRole('region', { name: 'Plan' });
    expect(shown).toHaveTextContent('2 changes would help');
    expect(within(shown).getByRole('heading', { name: /2 changes would help/ })).toHaveFocus();
    expect(within(shown).getByText('TTL of route /dashboard')).toBeInTheDocument();
    expect(shown).toHaveTextContent('62 % of the look-ups find an entry that expired');
    expect(within(shown).getAllByRole('img')[0]).toHaveAccessibleName(
      'Expected response time: 38 % faster (19 to 52 % faster)'
    );
    expect(shown).toHaveTextContent('shop-1:9464');
    expect(backend.to('POST /optimizations')).toHaveLength(0);

    await press(user, 'Confirm 2 changes');
    expect(await screen.findByRole('status')).toHaveTextContent('Measuring TTL of route /dashboard.');
    expect(screen.getByRole('region', { name: 'Optimization' })).toHaveTextContent('Pressed by anna');
    expect(screen.getByRole('region', { name: 'Optimization' })).toHaveTextContent('412 requests');
    const [confirmation] = backend.to('POST /optimizations');
    expect(confirmation?.data).toEqual({ planId: 'p-1' });
    expect(confirmation?.headers?.['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/);

    backend.answer({
      'GET /optimizations/o-1': () => ({ data: settled() }),
      'POST /optimizations/o-1/revert': () => ({
        data: settled({ revertible: false, sentence: 'Everything is as it was.' }),
      }),
    });
    expect(await screen.findByText('One change kept, one reverted.', undefined, { timeout: 5000 })).toBeInTheDocument();
    const [kept, reverted] = within(screen.getByRole('list', { name: 'Changes' })).getAllByRole('listitem');
    expect(kept).toHaveTextContent('312 ms → 174 ms44 % faster');
    expect(kept).toHaveTextContent('37 to 51 % faster · 1,840 requests');
    expect(kept).toHaveTextContent('Kept: it helped. Both values side by side, split by cache key');
    expect(reverted).toHaveTextContent('Undone: it showed no gain.');

    backend.answer({
      'GET /optimizations/o-1': () => ({ data: settled({ revertible: false, sentence: 'Everything is as it was.' }) }),
    });
    await press(user, 'Revert');
    expect(await screen.findByText('Everything is as it was.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Revert' })).not.toBeInTheDocument();
  });

  it('uses one key per plan, so that a second click does no harm, and another for the next plan', async () => {
    const { backend, user } = start({ 'POST /optimizations': () => ({ status: 502, data: '' }) });
    await press(user, 'Optimize');
    await press(user, 'Confirm 2 changes');
    expect(await screen.findByText('Grafana cannot reach the collector.')).toBeInTheDocument();
    await press(user, 'Confirm 2 changes');
    await press(user, 'Discard');
    await press(user, 'Optimize');
    await press(user, 'Confirm 2 changes');
    const keys = backend.to('POST /optimizations').map((call) => call.headers?.['Idempotency-Key']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each(['plan-stale', 'plan-expired'] as const)(
    'offers the new plan when the old one is refused as %s',
    async (id) => {
      const { user } = start({
        'POST /optimizations': () =>
          problem(id, 'Setting pool.main.size changed.', { link: '/api/growth-engine/plans/p-2' }),
        'GET /plans/p-2': () => ({ data: { ...freshPlan('p-2'), changes: freshPlan().changes.slice(0, 1) } }),
      });
      await press(user, 'Optimize');
      await press(user, 'Confirm 2 changes');
      expect(await screen.findByText('Setting pool.main.size changed. This is the new plan.')).toBeInTheDocument();
      expect(screen.getByRole('button', { name: 'Confirm this change' })).toBeEnabled();
    }
  );

  it('shows the running optimization when somebody else was faster', async () => {
    const { user } = start({
      'POST /optimizations': () =>
        problem('optimization-running', 'Bob is optimizing shop.', { link: '/api/growth-engine/optimizations/o-9' }),
      'GET /optimizations/o-9': () => ({ data: optimization({ id: 'o-9', actor: { kind: 'terminal', name: 'bob' } }) }),
    });
    await press(user, 'Optimize');
    await press(user, 'Confirm 2 changes');
    expect(await screen.findByText('Bob is optimizing shop.')).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Optimization' })).toHaveTextContent('Pressed by bob (terminal)');
  });

  it('shows live what somebody else has started, and can cancel it', async () => {
    const { backend, user } = start({
      'GET /report': () => ({ data: report({ optimization: optimization() }) }),
      'POST /optimizations/o-1/cancel': () => ({
        data: settled({ state: 'cancelled', revertible: false, sentence: 'Cancelled by anna.', changes: [] }),
      }),
    });
    expect(await screen.findByText(/41 s left/)).toBeInTheDocument();
    backend.answer({
      'GET /report': () => ({ data: report() }),
      'GET /optimizations/o-1': () => ({
        data: settled({ state: 'cancelled', revertible: false, sentence: 'Cancelled by anna.', changes: [] }),
      }),
    });
    await press(user, 'Cancel');
    expect(await screen.findByText('Cancelled by anna.')).toBeInTheDocument();
    expect(await screen.findByRole('button', { name: 'Optimize' })).toBeEnabled();
  });

  describe('what a trigger has proposed', () => {
    const proposal = optimization({
      id: 'o-7',
      trigger: 'threshold',
      actor: { kind: 'engine', name: 'Growth Engine' },
      state: 'planned',
      sentence: '2 changes wait for somebody to confirm.',
      changes: optimization().changes.map(({ change }) => ({ change, state: 'waiting' })),
    });
    const proposed: Handlers = {
      'GET /report': () => ({ data: report({ optimization: settled(), proposal }) }),
      'GET /plans/p-1': () => ({ data: freshPlan() }),
    };

    it('is reviewed and confirmed like a plan that was pressed for', async () => {
      const { backend, user } = start(proposed);
      expect(await screen.findByRole('region', { name: 'Proposal' })).toHaveTextContent(
        '2 changes wait for somebody to confirm.'
      );
      await press(user, 'Review the proposal');
      expect(await screen.findByRole('region', { name: 'Plan' })).toHaveTextContent('2 changes would help');
      await press(user, 'Confirm 2 changes');
      expect(backend.to('POST /optimizations')[0]?.data).toEqual({ planId: 'p-1' });
    });

    it('takes neither the button, nor a plan that somebody reads, nor the last result with its revert', async () => {
      const { backend, user } = start();
      await press(user, 'Optimize');
      expect(await screen.findByRole('button', { name: 'Confirm 2 changes' })).toBeEnabled();
      backend.answer(proposed);
      const reports = backend.to('GET /report').length;
      await waitFor(() => expect(backend.to('GET /report').length).toBeGreaterThan(reports), { timeout: 8000 });
      expect(screen.getByRole('button', { name: 'Confirm 2 changes' })).toBeEnabled();
      await press(user, 'Discard');
      expect(await screen.findByRole('region', { name: 'Proposal' })).toBeInTheDocument();
      expect(screen.getByRole('region', { name: 'Latest optimization' })).toBeInTheDocument();
      expect(screen.getByRole('button', { name: 'Optimize' })).toBeEnabled();
      expect(screen.getByRole('button', { name: 'Revert' })).toBeEnabled();
    }, 15_000);

    it('can be dismissed', async () => {
      const { backend, user } = start({
        ...proposed,
        'POST /optimizations/o-7/cancel': () => ({ data: { ...proposal, state: 'cancelled' } }),
      });
      await screen.findByRole('region', { name: 'Proposal' });
      backend.answer({ 'GET /report': () => ({ data: report() }) });
      await press(user, 'Dismiss it');
      await waitFor(() => expect(screen.queryByRole('region', { name: 'Proposal' })).not.toBeInTheDocument());
      expect(backend.to('POST /optimizations/o-7/cancel')).toHaveLength(1);
    });
  });

  it('says how many requests are missing instead of an interval that says nothing', async () => {
    const [trying, waiting] = optimization().changes;
    if (trying === undefined || waiting === undefined) {
      throw new Error('The optimization has two changes.');
    }
    const live = measurement({ n: 12, blocks: 1, low: 0, high: 10 });
    const thin = optimization({ changes: [{ ...trying, live }, waiting] });
    start({
      'GET /report': () => ({ data: report({ optimization: thin }) }),
      'GET /optimizations/o-1': () => ({ data: thin }),
    });
    const [first, second] = within(await screen.findByRole('list', { name: 'Changes' })).getAllByRole('listitem');
    expect(first).toHaveTextContent('Not enough requests yet: 12 of about 60');
    expect(first).not.toHaveTextContent('%');
    expect(second).toHaveTextContent('Expected response time15 % faster');
  });

  describe('when a run ends by itself', () => {
    const running = () => ({ data: report({ optimization: optimization() }) });
    const end = (backend: ReturnType<typeof fakeBackend>) =>
      backend.answer({
        'GET /report': () => ({ data: report({ optimization: settled() }) }),
        'GET /optimizations/o-1': () => ({ data: settled() }),
      });

    it('says so aloud, and takes the focus to the result where the button that had it is gone', async () => {
      const { backend } = start({ 'GET /report': running });
      const cancel = await screen.findByRole('button', { name: 'Cancel' });
      cancel.focus();
      end(backend);
      await screen.findByRole('button', { name: 'Optimize' });
      expect(cancel).not.toBeInTheDocument();
      expect(screen.getByRole('heading', { name: 'One change kept, one reverted.' })).toHaveFocus();
      expect(screen.getByRole('status')).toHaveTextContent('One change kept, one reverted.');
    });

    it('leaves the focus alone where it is elsewhere', async () => {
      const { backend } = start({ 'GET /report': running });
      const freeze = await screen.findByRole('button', { name: 'Freeze' });
      freeze.focus();
      end(backend);
      await screen.findByRole('button', { name: 'Optimize' });
      expect(freeze).toHaveFocus();
    });
  });

  it('names the setting of a refusal by its title, and its time in the zone of who reads', async () => {
    const until = new Date(Date.now() + 120_000).toISOString();
    start({
      'GET /report': () => ({
        data: report({
          refusals: [
            {
              guard: 'cool-down',
              setting: 'pool.main.size',
              sentence: `pool.main.size cools down until ${until}.`,
              nextStep: 'Wait.',
            },
          ],
        }),
      }),
      'GET /settings': () => ({
        data: { service: 'shop', revision: 1, settings: [{ name: 'pool.main.size', title: 'Size of pool main' }] },
      }),
    });
    const at = dateTimeFormat(until, { format: 'HH:mm:ss' });
    expect(await screen.findByText(new RegExp(`Size of pool main cools down until ${at}`))).toBeInTheDocument();
  });

  it('shows each refusal with its sentence and the next step, and offers no confirmation', async () => {
    const refusal = {
      guard: 'database-down',
      sentence: 'The database does not answer.',
      nextStep: 'Bring PostgreSQL back first.',
    } as const;
    const { user } = start({
      'GET /report': () => ({ data: report({ refusals: [refusal] }) }),
      'POST /plans': () => ({ data: { ...freshPlan(), changes: [], refusals: [refusal] } }),
    });
    expect(await screen.findByRole('region', { name: 'Optimize would be refused now' })).toHaveTextContent(
      'Bring PostgreSQL back first.'
    );
    await press(user, 'Optimize');
    expect(await screen.findByRole('region', { name: 'This plan cannot be confirmed now' })).toHaveTextContent(
      'The database does not answer.'
    );
    expect(screen.queryByRole('button', { name: /Confirm/ })).not.toBeInTheDocument();
  });

  it('freezes and unfreezes', async () => {
    const frozen = {
      until: new Date(Date.now() + 3600_000).toISOString(),
      by: { kind: 'grafana', name: 'anna' },
    } as const;
    const { backend, user } = start({ 'PUT /freeze': () => ({ data: {} }), 'DELETE /freeze': () => ({ data: {} }) });
    await press(user, 'Freeze');
    backend.answer({ 'GET /report': () => ({ data: report({ freeze: frozen }) }) });
    await user.click(await screen.findByRole('menuitem', { name: 'For 4 hours' }));
    expect(backend.to('PUT /freeze')[0]?.data).toEqual({ seconds: 14_400 });
    expect(await screen.findByText(/^Frozen until .* by anna$/)).toBeInTheDocument();
    backend.answer({ 'GET /report': () => ({ data: report() }) });
    await press(user, 'Unfreeze');
    expect(await screen.findByRole('button', { name: 'Freeze' })).toBeEnabled();
  });

  it('shows a Viewer everything, and why the button cannot be pressed', async () => {
    signInAs('Viewer');
    start({ 'GET /report': () => ({ data: report({ optimization: settled() }) }) });
    expect(await screen.findByText('You need the Editor role to press Optimize.')).toBeInTheDocument();
    expect(await screen.findByText('One change kept, one reverted.')).toBeInTheDocument();
    for (const name of ['Optimize', 'Revert', 'Freeze']) {
      expect(screen.getByRole('button', { name })).toBeDisabled();
    }
  });

  it('limits the press to settings of one kind where a guide asked for that', async () => {
    const { backend, user } = start(
      {
        'GET /settings': () => ({
          data: {
            service: 'shop',
            revision: 1,
            settings: [
              { name: 'route.dashboard.ttl', kind: 'ttl' },
              { name: 'pool.main.size', kind: 'pool_size' },
            ],
          },
        }),
      },
      <OptimizeView service="shop" kind="ttl" />
    );
    await press(user, 'Optimize');
    await screen.findByRole('region', { name: 'Plan' });
    expect(backend.to('POST /plans')[0]?.data).toEqual({ service: 'shop', scope: ['route.dashboard.ttl'] });
  });

  it('says what the collector says when it cannot write, and recovers', async () => {
    const { backend, user } = start({
      'GET /report': () => problem('store-unavailable', 'The ledger cannot be written.'),
    });
    expect(await screen.findByText('The ledger cannot be written.')).toBeInTheDocument();
    backend.answer({ 'GET /report': () => ({ data: report() }) });
    await press(user, 'Try again');
    await waitFor(() => expect(screen.queryByText('The ledger cannot be written.')).not.toBeInTheDocument());
  });

  it('asks no more once it is gone', async () => {
    jest.useFakeTimers();
    try {
      const { backend, view } = start();
      await act(async () => jest.advanceTimersByTime(100));
      view.unmount();
      const before = backend.calls.length;
      await act(async () => jest.advanceTimersByTime(60_000));
      expect(backend.calls).toHaveLength(before);
    } finally {
      jest.useRealTimers();
    }
  });
});
