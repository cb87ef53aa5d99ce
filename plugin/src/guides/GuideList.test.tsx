import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fakeBackend, problem } from '../testing/backend';
import { guides } from '../testing/documents';
import { GuideList } from './GuideList';

const start = (to = Date.now(), handler = () => ({ data: guides() as unknown, status: 200 })) => {
  setDataSourceSrv({ getList: () => [], getInstanceSettings: () => undefined } as unknown as DataSourceSrv);
  fakeBackend({ 'GET /guides': handler });
  render(
    <MemoryRouter future={{ v7_relativeSplatPath: true, v7_startTransition: true }}>
      <GuideList service="shop" period={{ from: to - 900_000, to }} dataSourceUid={undefined} />
    </MemoryRouter>
  );
  return userEvent.setup();
};

describe('guides', () => {
  it('begin with what happens now, and open it', async () => {
    start();
    await screen.findByText('Requests take 187 ms on average and miss the target of 80 ms.');
    const [first, second] = screen.getAllByRole('region');
    expect(first).toHaveAccessibleName('Slow response times');
    expect(within(first as HTMLElement).getByRole('button', { name: /Slow response times/ })).toHaveAttribute(
      'aria-expanded',
      'true'
    );
    expect(within(second as HTMLElement).getByRole('button', { expanded: false })).toBeInTheDocument();
  });

  it('lead from a likely cause to Optimize for one kind of setting and to its panel', async () => {
    start();
    const solutions = await screen.findByRole('list', { name: 'Solutions: Caches miss too often' });
    expect(within(solutions).getByRole('link', { name: /Optimize time to live/ })).toHaveAttribute(
      'href',
      '/a/growthengine-performance-app/overview?service=shop&kind=ttl'
    );
    expect(within(solutions).getByRole('link', { name: /Cache/ }).getAttribute('href')).toMatch(
      /^\/d\/growth-engine-cache\?var-service=shop&from=\d+&to=\d+&viewPanel=panel-1$/
    );
  });

  it('keep the solutions of a cause that is ruled out behind a button', async () => {
    const user = start();
    await screen.findByText('Requests wait for a database connection');
    expect(screen.queryByText('Let the pool open more connections')).not.toBeInTheDocument();
    await user.click(screen.getAllByRole('button', { name: 'Show solutions' })[0] as HTMLElement);
    expect(screen.getByText('Let the pool open more connections')).toBeInTheDocument();
  });

  it('say that acting happens now when the evidence is of then', async () => {
    start(Date.now() - 3_600_000);
    expect(
      await screen.findByText(/You are looking at the past; Optimize acts on what is measured now/)
    ).toBeInTheDocument();
  });

  it('say why they cannot look', async () => {
    const failure = problem('collector-unreachable', 'The collector is gone.');
    start(Date.now(), () => ({ data: failure.data, status: failure.status ?? 503 }));
    expect(await screen.findByText('The collector is gone.')).toBeInTheDocument();
  });
});
