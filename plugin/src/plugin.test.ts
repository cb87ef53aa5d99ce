import { ACTIONS, API_BASE, APP_ID, ENDPOINTS, PANEL_IDS } from '@growth-engine/collector/contract';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { matchRoute, permissionsOf } from '../host/route-table.mjs';
import { guideOfAlert, guideOfPanel } from './extensions';
import { ENDPOINT_ABILITIES, type ClientEndpoint } from './permissions';
import pluginJson from './plugin.json';

const endpoints = Object.keys(ENDPOINT_ABILITIES) as ClientEndpoint[];
const samplePath = (endpoint: ClientEndpoint): string => ENDPOINTS[endpoint].path.slice(1).replace(/:\w+/g, 'x.y');
interface PanelJson {
  readonly id: string;
  readonly info: { readonly links: ReadonlyArray<{ readonly url: string }> };
  readonly dependencies: { readonly grafanaDependency: string };
}
const readPanel = (file: string): PanelJson => JSON.parse(readFileSync(path.join(__dirname, file), 'utf8'));

describe('plugin.json', () => {
  it('has the ids of the contract', () => {
    expect(pluginJson.id).toBe(APP_ID);
    const panels = pluginJson.includes.filter(({ type }) => type === 'panel').map((include) => readPanel(include.path));
    expect(panels.map(({ id }) => id).sort()).toEqual(Object.values(PANEL_IDS).sort());
    for (const panel of panels) {
      expect(panel.dependencies.grafanaDependency).toBe(pluginJson.dependencies.grafanaDependency);
    }
  });

  it.each(endpoints)('leads %s to the collector with its own action and token', (endpoint) => {
    const { method, token } = ENDPOINTS[endpoint];
    const match = matchRoute(pluginJson.routes, method, samplePath(endpoint));
    expect(match?.route.reqAction).toBe(ACTIONS[ENDPOINT_ABILITIES[endpoint]]);
    const upstream = `${match?.route.url}${match?.rest ? `/${match.rest}` : ''}`;
    expect(upstream).toBe(`{{ .JsonData.collectorUrl }}${API_BASE}/${samplePath(endpoint)}`);
    const expected =
      token === 'none' ? [] : [{ name: 'Authorization', content: `Bearer {{ .SecureJsonData.${token}Token }}` }];
    expect(match?.route.headers ?? []).toEqual(expected);
  });

  it('leaves no route open: each has one verb, one action, and serves an endpoint', () => {
    const used = new Set(
      endpoints.map(
        (endpoint) => matchRoute(pluginJson.routes, ENDPOINTS[endpoint].method, samplePath(endpoint))?.route
      )
    );
    for (const route of pluginJson.routes) {
      expect(route.method).toMatch(/^(GET|PUT|POST|DELETE)$/);
      expect(Object.values<string>(ACTIONS)).toContain(route.reqAction);
      expect(used.has(route)).toBe(true);
    }
  });

  it('has no route for agents', () => {
    expect(matchRoute(pluginJson.routes, 'POST', 'agents/shop-1/report')).toBeUndefined();
  });

  it('lets Viewers read, and Editors act too', () => {
    expect(Object.keys(permissionsOf(pluginJson.roles, 'Viewer'))).toEqual([ACTIONS.read]);
    expect(Object.keys(permissionsOf(pluginJson.roles, 'Editor')).sort()).toEqual(Object.values(ACTIONS).sort());
  });

  it('shows pictures that exist, and points at nothing but what exists', () => {
    const manifests = [
      pluginJson,
      ...pluginJson.includes.flatMap(({ type, path: file }) => (type === 'panel' && file ? [readPanel(file)] : [])),
    ];
    expect(pluginJson.info.screenshots.length).toBeGreaterThan(0);
    for (const { path: file } of pluginJson.info.screenshots) {
      const picture = readFileSync(path.join(__dirname, file));
      expect(picture.subarray(1, 4).toString()).toBe('PNG');
      expect(picture.byteLength).toBeLessThan(200_000);
    }
    for (const { info } of manifests) {
      expect(info.links.map(({ url }) => url)).toEqual(['https://www.apache.org/licenses/LICENSE-2.0']);
    }
  });

  it('declares the links that the module adds, word for word', () => {
    const added = [guideOfPanel, guideOfAlert].map(({ targets, title, description }) => ({
      targets,
      title,
      description,
    }));
    expect(pluginJson.extensions.addedLinks).toEqual(added);
  });
});
