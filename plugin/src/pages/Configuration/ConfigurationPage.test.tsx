import { locationService } from '@grafana/runtime';
import { APP_ID } from '@growth-engine/collector/contract';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fakeBackend, problem, signInAs, type Handlers } from '../../testing/backend';
import { health, service } from '../../testing/documents';
import ConfigurationPage, { type ConfigurationPageProps } from './ConfigurationPage';

const SAVED_URL = 'http://127.0.0.1:19464';

interface Saved {
  readonly url?: string;
  readonly hasTokens?: boolean;
  readonly query?: Record<string, string>;
}

const start = (handlers: Handlers = {}, { url = SAVED_URL, hasTokens = true, query = {} }: Saved = {}) => {
  const backend = fakeBackend({
    'GET /health': () => ({ data: health() }),
    'GET /services': () => ({ data: { services: [service()] } }),
    'POST /plans': () => problem('not-found', 'There is no service "-".'),
    [`POST /api/plugins/${APP_ID}/settings`]: () => ({ data: { message: 'Plugin settings updated' } }),
    ...handlers,
  });
  const reload = jest.fn();
  const meta = {
    id: APP_ID,
    info: { version: '0.1.0' },
    enabled: true,
    pinned: true,
    jsonData: url === '' ? {} : { collectorUrl: url },
    secureJsonFields: { readToken: hasTokens, controlToken: hasTokens },
  };
  const plugin = { meta } as unknown as ConfigurationPageProps['plugin'];
  const view = render(
    <MemoryRouter future={{ v7_relativeSplatPath: true, v7_startTransition: true }}>
      <ConfigurationPage plugin={plugin} query={query} reload={reload} />
    </MemoryRouter>
  );
  return { backend, reload, view, user: userEvent.setup({ advanceTimers: (ms) => jest.advanceTimersByTime(ms) }) };
};

/** The lines of what the test found, e.g. `Collector Fine …`. */
const found = async (): Promise<readonly string[]> => {
  const lines = await screen.findAllByRole('listitem');
  return lines.map((line) => line.textContent ?? '');
};
const press = (user: ReturnType<typeof userEvent.setup>, name: string) =>
  user.click(screen.getByRole('button', { name }));
const field = (name: RegExp) => screen.getByLabelText(name);

beforeEach(() => {
  signInAs('Admin');
  locationService.push('/');
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('the test button', () => {
  it('says that all is well, and leads to the overview', async () => {
    const { user } = start();
    await press(user, 'Test');
    expect((await found()).every((line) => line.includes('Fine'))).toBe(true);
    expect(screen.getByRole('link', { name: 'Open the overview' })).toBeInTheDocument();
  });

  it.each<[string, Handlers, number, string]>([
    [
      'a URL where nobody listens',
      { 'GET /health': () => ({ status: 502, data: '' }) },
      0,
      'CollectorFailedGrafana cannot reach the collector.',
    ],
    [
      'a URL of something else',
      { 'GET /health': () => ({ data: '<html>' }) },
      0,
      'CollectorFailedWhat answered is not a Growth Engine collector.',
    ],
    [
      'a wrong read token',
      { 'GET /services': () => problem('unauthenticated', 'Unknown token.') },
      1,
      'Read tokenFailedThe collector refuses the read token.',
    ],
    [
      'a wrong control token',
      { 'POST /plans': () => problem('unauthenticated', 'Unknown token.') },
      2,
      'Control token and identityFailedThe collector refuses the control token.',
    ],
    [
      'another version',
      { 'GET /health': () => ({ data: { ...health(), version: '0.2.0' } }) },
      0,
      'CollectorLookIt answers: healthy, but it is version 0.2.0 and this app is version 0.1.0.',
    ],
  ])('tells %s from everything else', async (_, handlers, line, text) => {
    const { user } = start(handlers);
    await press(user, 'Test');
    expect((await found())[line]).toContain(text);
    expect(screen.queryByText(/All is well/)).not.toBeInTheDocument();
  });

  it('gives up on a collector that hangs, and can be pressed again', async () => {
    const { user } = start({ 'GET /health': () => ({ hangs: true }) });
    await press(user, 'Test');
    expect(screen.getByRole('button', { name: 'Testing …' })).toBeDisabled();
    await act(() => jest.advanceTimersByTimeAsync(10_000));
    expect((await found())[0]).toContain('CollectorFailedNothing was answered within 10 s.');
    expect(screen.getByRole('button', { name: 'Test' })).toBeEnabled();
  });

  it('runs by itself after saving', async () => {
    start({}, { query: { test: '1' } });
    expect(await screen.findByText(/All is well/)).toBeInTheDocument();
  });

  it('waits for the first URL', () => {
    start({}, { url: '', hasTokens: false });
    expect(screen.getByRole('button', { name: 'Test' })).toBeDisabled();
    expect(screen.getByText('Enter a URL first.')).toBeInTheDocument();
  });
});

describe('saving', () => {
  it('sends what was typed and nothing else, and reads the page anew', async () => {
    const { backend, reload, user } = start();
    await user.click(screen.getAllByRole('button', { name: 'Reset' })[0] as HTMLElement);
    await user.type(field(/^Read token/), ' secret ');
    expect(screen.getByText('Save first: the test uses what is saved.')).toBeInTheDocument();
    await press(user, 'Save and test');
    expect(reload).toHaveBeenCalledTimes(1);
    expect(backend.to(`POST /api/plugins/${APP_ID}/settings`)[0]?.data).toEqual({
      enabled: true,
      pinned: true,
      jsonData: { collectorUrl: SAVED_URL },
      secureJsonData: { readToken: 'secret' },
    });
  });

  it('warns that another URL clears both tokens, and clears them', async () => {
    const { backend, user } = start();
    await user.clear(field(/^URL/));
    await user.type(field(/^URL/), 'http://other:19464');
    expect(screen.getByText('Another URL clears both tokens')).toBeInTheDocument();
    await press(user, 'Save and test');
    expect(backend.to(`POST /api/plugins/${APP_ID}/settings`)[0]?.data).toMatchObject({
      jsonData: { collectorUrl: 'http://other:19464' },
      secureJsonData: { readToken: '', controlToken: '' },
    });
  });

  it('says what is wrong with a URL, and saves nothing', async () => {
    const { backend, user } = start();
    await user.clear(field(/^URL/));
    await user.type(field(/^URL/), 'collector');
    await user.tab();
    expect(screen.getByText(/This is no URL/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save and test' })).toBeDisabled();
    expect(backend.to(`POST /api/plugins/${APP_ID}/settings`)).toHaveLength(0);
  });

  it('keeps what was typed when Grafana does not save it', async () => {
    const { reload, user } = start({
      [`POST /api/plugins/${APP_ID}/settings`]: () => ({ status: 500, data: { message: 'database is locked' } }),
    });
    await user.clear(field(/^URL/));
    await user.type(field(/^URL/), 'http://other:19464');
    await press(user, 'Save and test');
    expect(await screen.findByText(/The answer had the status 500 \(database is locked\)/)).toBeInTheDocument();
    expect(field(/^URL/)).toHaveValue('http://other:19464');
    expect(reload).not.toHaveBeenCalled();
  });
});

describe.each(['Viewer', 'Editor'] as const)('a %s', (role) => {
  it('sees where the collector is, can test, and can change nothing', async () => {
    signInAs(role);
    const { user } = start(
      role === 'Viewer' ? { 'POST /plans': () => ({ status: 403, data: { message: 'access denied' } }) } : {}
    );
    expect(screen.getByText('You need the Admin role to change anything here.')).toBeInTheDocument();
    expect(field(/^URL/)).toBeDisabled();
    expect(field(/^URL/)).toHaveValue(SAVED_URL);
    expect(screen.getByRole('button', { name: 'Save and test' })).toBeDisabled();
    await press(user, 'Test');
    const control = (await found())[2];
    expect(control).toContain(role === 'Viewer' ? 'Not tried: your role may not change anything.' : 'Fine');
  });
});
