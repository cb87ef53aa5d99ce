import type { ServiceSummary } from '@growth-engine/collector/contract';
import { useCallback } from 'react';
import { controlApi } from '../api/client';
import { usePolling, type Polled } from './usePolling';

const EVERY_MS = 15_000;

/** The services that the collector knows. */
export const useServices = (): Polled<readonly ServiceSummary[]> =>
  usePolling(
    useCallback((signal: AbortSignal) => controlApi.services(signal), []),
    EVERY_MS
  );

/**
 * Which service is meant: the one that was asked for, the only one, or (undefined) a person has to choose.
 * A variable that is not set comes as `$service`, "All" as `$__all` or as a list.
 */
export function chosenService(asked: string, services: readonly ServiceSummary[]): string | undefined {
  if (services.some(({ service }) => service === asked)) {
    return asked;
  }
  return services.length === 1 ? services[0]?.service : undefined;
}
