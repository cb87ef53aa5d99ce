import type { SettingUnit } from '@growth-engine/collector/contract';
import { useCallback } from 'react';
import { controlApi } from '../api/client';
import { usePolling } from './usePolling';

/** What people call a setting, and its unit; the name alone where the service does not know it (any more). */
export type SettingLookup = (name: string) => { readonly title: string; readonly unit?: SettingUnit };

export function useSettingLookup(service: string): SettingLookup {
  const { data } = usePolling(
    useCallback(
      async (signal: AbortSignal) =>
        new Map((await controlApi.settings({ service, signal })).settings.map((setting) => [setting.name, setting])),
      [service]
    ),
    undefined
  );
  return useCallback((name: string) => data?.get(name) ?? { title: name }, [data]);
}
