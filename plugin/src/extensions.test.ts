import { locationService } from '@grafana/runtime';
import { guideOfAlert, guideOfPanel, pathOfAlert } from './extensions';

describe('the menu of an alert rule', () => {
  const rule = {
    name: 'ResponseTimeTargetMissed',
    annotations: {
      runbook_url: 'http://grafana/a/growthengine-performance-app/guides/slow-responses?alert=ResponseTimeTargetMissed',
    },
  };

  it('leads to the guide that its runbook names', () => {
    guideOfAlert.onClick?.(undefined, { context: rule, openModal: () => undefined } as never);
    const { pathname, search } = locationService.getLocation();
    expect(pathname + search).toBe(
      '/a/growthengine-performance-app/guides/slow-responses?alert=ResponseTimeTargetMissed'
    );
  });

  it('leads to all guides where the runbook names none', () => {
    const path = '/a/growthengine-performance-app/guides?alert=Other';
    expect(pathOfAlert({ name: 'Other' })).toBe(path);
    expect(pathOfAlert({ name: 'Other', annotations: { runbook_url: 'https://wiki/guides/unknown' } })).toBe(path);
  });
});

describe('the menu of a panel', () => {
  it('takes service and time range of its dashboard along', () => {
    const context = {
      timeRange: { from: 'now-5m', to: 'now' },
      scopedVars: { service: { text: 'shop', value: 'shop' } },
    };
    expect(guideOfPanel.configure?.(context as never)).toEqual({
      path: '/a/growthengine-performance-app/guides?service=shop&from=now-5m&to=now',
    });
  });
});
