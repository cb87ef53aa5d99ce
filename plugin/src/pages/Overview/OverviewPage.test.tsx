import { locationService } from '@grafana/runtime';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fakeBackend, signInAs, type Handlers } from '../../testing/backend';
import { ledger, report, service, settled } from '../../testing/documents';
import OverviewPage from './OverviewPage';

const start = (handlers: Handlers = {}) => {
  const backend = fakeBackend({
    'GET /services': () => ({ data: { services: [service()] } }),
    'GET /report': () => ({ data: report() }),
    'GET /ledger': () => ({ data: { entries: ledger() } }),
    'GET /database/slow-queries': () => ({ data: { slowQueries: [] } }),
    'GET /settings': () => ({
      data: {
        service: 'shop',
        revision: 7,
        settings: [
          { name: 'route.dashboard.ttl', title: 'TTL of route /dashboard', unit: 'seconds' },
          { name: 'pool.main.size', title: 'Size of pool main', unit: 'connections' },
        ],
      },
    }),
    ...handlers,
  });
  render(
    <MemoryRouter future={{ v7_relativeSplatPath: true, v7_startTransition: true }}>
      <OverviewPage />
    </MemoryRouter>
  );
  return { backend, card: async (name: RegExp | string) => within(await screen.findByRole('region', { name })) };
};

beforeEach(() => {
  signInAs('Editor');
  locationService.push('/');
});

describe('the overview', () => {
  it('says what to do when no service has reported', async () => {
    start({ 'GET /services': () => ({ data: { services: [] } }) });
    expect(await screen.findByText('No service has reported yet')).toBeInTheDocument();
    expect(screen.getByText(/Start an application with the Growth Engine agent/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Optimize' })).not.toBeInTheDocument();
  });

  it('says that nothing is measured yet when a service has just begun', async () => {
    const { card } = start({
      'GET /services': () => ({ data: { services: [{ ...service(), instances: [] }] } }),
      'GET /report': () => ({
        data: report({
          windowSeconds: 3,
          compliance: report().compliance.map((row) => ({ ...row, value: null, state: 'no-data' })),
          thresholds: report().thresholds.map((row) => ({ ...row, value: null, exceeded: false })),
          routes: [],
        }),
      }),
      'GET /ledger': () => ({ data: { entries: [] } }),
    });
    expect((await card('Optimize')).getByText('Nothing has been measured yet.')).toBeInTheDocument();
    expect((await card('Thresholds')).getAllByText('No data')).toHaveLength(4);
    expect((await card('Instances')).getByText('No process has reported.')).toBeInTheDocument();
    expect((await card('Routes')).getByText('No request was answered in this time.')).toBeInTheDocument();
    expect((await card('Slow statements')).getByText(/No statement has taken longer/)).toBeInTheDocument();
    expect((await card('History')).getByText('Nothing was decided or changed yet.')).toBeInTheDocument();
    expect((await card('Targets, last 10 s')).getByRole('link', { name: 'Change targets' })).toBeInTheDocument();
  });

  it('shows thresholds, routes by what they cost, and the history in words that people use', async () => {
    const { card } = start({ 'GET /report': () => ({ data: report({ optimization: settled() }) }) });
    const [, memory] = (await card('Thresholds')).getAllByRole('listitem');
    expect(memory).toHaveTextContent('Memory87 % of 80 %Exceeded');
    const routes = (await card('Routes')).getAllByRole('row').map((row) => row.textContent);
    expect(routes[1]).toBe('/dashboard1,420312 ms740 ms0 %31 %');

    const history = await card('History');
    const kept = await history.findByRole('row', { name: /TTL of route \/dashboard: 2 s → 8 s/ });
    expect(kept).toHaveTextContent(/anna.*Kept.*44 % faster/);
    expect(history.getByRole('row', { name: /Size of pool main: 2 connections → 4 connections/ })).toHaveTextContent(
      /Growth Engine.*Inconclusive.*2 % faster/
    );
    expect(history.getByText('changed targets: response time 500 ms → 80 ms')).toBeInTheDocument();
    expect((await card('Optimize')).getByText('One change kept, one reverted.')).toBeInTheDocument();
  });

  it('says what is wrong and what to do when the collector is gone, and shows everything once it is back', async () => {
    const gone = () => ({ status: 502, data: '' });
    const { backend, card } = start({ 'GET /services': gone });
    expect(await screen.findByText('Grafana cannot reach the collector.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open the configuration' })).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Routes' })).not.toBeInTheDocument();

    backend.answer({ 'GET /services': () => ({ data: { services: [service()] } }) });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect((await card('Routes')).getByRole('table')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText('Grafana cannot reach the collector.')).not.toBeInTheDocument());
  });

  it('keeps what the collector said last when it goes away, and says that it is gone', async () => {
    jest.useFakeTimers();
    try {
      const { backend, card } = start();
      expect((await card('Routes')).getByRole('table')).toBeInTheDocument();
      const gone = () => ({ status: 502, data: '' });
      backend.answer({
        'GET /services': gone,
        'GET /report': gone,
        'GET /ledger': gone,
        'GET /database/slow-queries': gone,
      });
      await act(() => jest.advanceTimersByTimeAsync(61_000));
      // For the page, and where the press would be; not once more in every part.
      expect(screen.getAllByText('Grafana cannot reach the collector.')).toHaveLength(2);
      expect((await card('Routes')).getByRole('table')).toBeInTheDocument();
      expect((await card('History')).getByRole('table')).toBeInTheDocument();
    } finally {
      jest.useRealTimers();
    }
  });

  it('shows a Viewer everything, and lets nothing be pressed', async () => {
    signInAs('Viewer');
    const { card } = start();
    const optimize = await card('Optimize');
    expect(await optimize.findByRole('button', { name: 'Optimize' })).toBeDisabled();
    expect(optimize.getByText('You need the Editor role to press Optimize.')).toBeInTheDocument();
    expect((await card('Routes')).getByRole('table')).toBeInTheDocument();
  });
});
