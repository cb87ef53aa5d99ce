import { locationService } from '@grafana/runtime';
import React, { useLayoutEffect, useState, type ReactNode } from 'react';
import { NavigationType, Router as PlainRouter } from 'react-router';

/** Of the history package, version 4, which comes without types. */
interface HistoryLocation {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly state?: unknown;
  readonly key?: string;
}
interface HistoryPath {
  readonly pathname?: string;
  readonly search?: string;
  readonly hash?: string;
  readonly state?: unknown;
}
interface History {
  readonly action: keyof typeof ACTIONS;
  readonly location: HistoryLocation;
  listen(heard: (location: HistoryLocation, action: keyof typeof ACTIONS) => void): () => void;
  createHref(location: HistoryPath): string;
  go(delta: number): void;
  push(to: string | HistoryPath, state?: unknown): void;
  replace(to: string | HistoryPath, state?: unknown): void;
}

const ACTIONS = { POP: NavigationType.Pop, PUSH: NavigationType.Push, REPLACE: NavigationType.Replace } as const;

/** Lets React Router follow Grafana's location service, and the other way round. */
export function Router({ children }: { readonly children: ReactNode }) {
  const history: History = locationService.getHistory();
  const [state, setState] = useState({ action: history.action, location: history.location });
  useLayoutEffect(() => history.listen((location, action) => setState({ action, location })), [history]);
  const { pathname, search, hash, state: passed, key } = state.location;
  return (
    <PlainRouter
      location={{ pathname, search, hash, state: passed, key: key ?? 'default' }}
      navigationType={ACTIONS[state.action]}
      navigator={{
        createHref: (to) => history.createHref(typeof to === 'string' ? { pathname: to } : to),
        go: (delta) => history.go(delta),
        push: (to, passing) =>
          typeof to === 'string' ? history.push(to, passing) : history.push({ ...to, state: passing }),
        replace: (to, passing) =>
          typeof to === 'string' ? history.replace(to, passing) : history.replace({ ...to, state: passing }),
      }}
    >
      {children}
    </PlainRouter>
  );
}
