import { locationService } from '@grafana/runtime';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fakeBackend, problem, signInAs } from '../../testing/backend';
import { ledger, report, service } from '../../testing/documents';
import TargetsPage from './TargetsPage';
import { parseLevel, toTyped } from './units';

const start = () => {
  let targets = { response_time: 0.5, throughput: 1000 / 60, error_rate: 0.005 };
  const backend = fakeBackend({
    'GET /services': () => ({ data: { services: [service()] } }),
    'GET /report': () => ({ data: report() }),
    'GET /targets': () => ({ data: targets }),
    'PUT /targets': (request) => ({ data: (targets = { ...targets, ...(request.data as object) }) }),
    'GET /thresholds': () => ({ data: { cpu: 0.8, memory: 0.8, response_time: 1, error_rate: 0.01 } }),
    'GET /mode': () => ({ data: { mode: 'propose', admission: 'observe' } }),
    'PUT /mode': () => ({ data: { mode: 'apply', admission: 'observe' } }),
    'GET /ledger': () => ({ data: { entries: ledger() } }),
  });
  render(
    <MemoryRouter future={{ v7_relativeSplatPath: true, v7_startTransition: true }}>
      <TargetsPage />
    </MemoryRouter>
  );
  return {
    backend,
    user: userEvent.setup(),
    card: async (name: string) => within(await screen.findByRole('region', { name })),
  };
};

beforeEach(() => {
  signInAs('Editor');
  locationService.push('/');
});

describe('targets and thresholds', () => {
  it('are edited in milliseconds, and only what was changed is sent', async () => {
    const { backend, user, card } = start();
    const targets = await card('Targets');
    const input = await targets.findByLabelText(/Response time/);
    expect(input).toHaveValue('500');
    expect(targets.getByLabelText(/Throughput/)).toHaveValue('1000');
    await user.clear(input);
    await user.type(input, '300');
    await user.click(targets.getByRole('button', { name: 'Save' }));
    expect(await targets.findByText('Saved. Alert rules and panels follow by themselves.')).toBeInTheDocument();
    expect(backend.to('PUT /targets')[0]?.data).toEqual({ response_time: 0.3 });
    expect(
      await targets.findByText(/root \(terminal\) changed targets: response time 500 ms → 80 ms/)
    ).toBeInTheDocument();
  });

  it('name the range for a value that makes no sense, and cannot be saved with it', async () => {
    const { user, card } = start();
    const targets = await card('Targets');
    const input = await targets.findByLabelText(/Response time/);
    await user.clear(input);
    await user.type(input, '-1');
    expect(await targets.findByText('Out of range: 1 ms to 600 s.')).toBeInTheDocument();
    expect(targets.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('show the collector’s refusal and keep what was typed', async () => {
    const { backend, user, card } = start();
    backend.answer({ 'PUT /targets': () => problem('store-unavailable', 'The ledger cannot be written.') });
    const targets = await card('Targets');
    const input = await targets.findByLabelText(/Error rate/);
    await user.clear(input);
    await user.type(input, '2');
    await user.click(targets.getByRole('button', { name: 'Save' }));
    expect(await targets.findByText('The ledger cannot be written.')).toBeInTheDocument();
    expect(input).toHaveValue('2');
  });

  it('let nobody without the role change anything', async () => {
    signInAs('Viewer');
    const { card } = start();
    expect(await screen.findByText('You need the Editor role to change anything here.')).toBeInTheDocument();
    expect(await (await card('Targets')).findByLabelText(/Response time/)).toBeDisabled();
  });

  it('change the mode', async () => {
    const { backend, user, card } = start();
    const mode = await card('Mode');
    await user.click(await mode.findByRole('radio', { name: 'Apply' }));
    await user.click(mode.getByRole('button', { name: 'Save' }));
    expect(await mode.findByText('Saved.')).toBeInTheDocument();
    expect(backend.to('PUT /mode')[0]?.data).toEqual({ mode: 'apply' });
  });
});

describe('typed levels', () => {
  it('survive the way there and back without binary noise', () => {
    expect(toTyped(1000 / 60, 'requests_per_second')).toBe('1000');
    expect(parseLevel('0,5', { unit: 'ratio', min: 0, max: 1 })).toEqual({ value: 0.005 });
  });
});
