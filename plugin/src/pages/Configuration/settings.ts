import { API_BASE, APP_ID } from '@growth-engine/collector/contract';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

/** Readable by every Viewer: nothing secret may stand here. */
export interface AppSettings {
  readonly collectorUrl?: string;
}

export type TokenName = 'readToken' | 'controlToken';

export interface SettingsToSave {
  readonly enabled: boolean;
  readonly pinned: boolean;
  readonly jsonData: AppSettings;
  readonly secureJsonData?: Partial<Record<TokenName, string>>;
}

/** The URL without what the proxy adds itself; or what is wrong with it. */
export function parseCollectorUrl(text: string): { readonly url: string } | { readonly problem: string } {
  const trimmed = text.trim();
  if (trimmed === '') {
    return { problem: 'Enter the collector’s URL, for example http://127.0.0.1:19464.' };
  }
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return { problem: 'This is no URL; it has to look like http://127.0.0.1:19464.' };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { problem: 'The URL has to begin with http:// or https://.' };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'Leave user and password out of the URL: every Viewer can read it. Use the tokens below.' };
  }
  if (url.search !== '' || url.hash !== '') {
    return { problem: 'The URL must not have a query (?) or a fragment (#).' };
  }
  const path = url.pathname.replace(/\/+$/, '');
  return { url: `${url.origin}${path.endsWith(API_BASE) ? path.slice(0, -API_BASE.length) : path}` };
}

interface Draft {
  readonly url: string;
  readonly tokens: Readonly<Record<TokenName, string>>;
}

/**
 * What to send: tokens that were typed, and with another URL empty ones for those that were not, since secrets of one
 * collector must not go to another.
 */
export function settingsToSave(
  draft: Draft,
  savedUrl: string,
  meta: Pick<SettingsToSave, 'enabled' | 'pinned'>
): SettingsToSave {
  const secureJsonData: Partial<Record<TokenName, string>> = {};
  for (const name of ['readToken', 'controlToken'] as const) {
    if (draft.tokens[name] !== '' || draft.url !== savedUrl) {
      secureJsonData[name] = draft.tokens[name];
    }
  }
  return {
    ...meta,
    jsonData: { collectorUrl: draft.url },
    ...(Object.keys(secureJsonData).length > 0 && { secureJsonData }),
  };
}

export const saveSettings = (settings: SettingsToSave): Promise<unknown> =>
  lastValueFrom(
    getBackendSrv().fetch({
      url: `/api/plugins/${APP_ID}/settings`,
      method: 'POST',
      data: settings,
      showErrorAlert: false,
      showSuccessAlert: false,
    })
  );
