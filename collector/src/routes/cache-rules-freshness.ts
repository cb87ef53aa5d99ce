import type { OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '../contract/index.js';
import { textOf } from './cache-rules.js';

/** By lower-case name. */
type AnswerHeaders = Readonly<OutgoingHttpHeaders>;

/** RFC 9111, section 1.2.2: what is larger is taken for this. */
const MAX_DELTA_SECONDS = 2 ** 31;

/**
 * How long an answer says that it is fresh from now on, in seconds (RFC 9111, section 4.2): s-maxage before max-age before
 * Expires, less the age that it has already. Undefined where it says nothing; 0 or less: not at all. What cannot be
 * understood is no freshness.
 */
export function explicitFreshSeconds(headers: AnswerHeaders, clock: Clock): number | undefined {
  const { 'cache-control': control, expires } = headers;
  if (control === undefined && expires === undefined) return undefined;
  const nowMs = clock.now();
  const text = control === undefined ? '' : textOf(control);
  const lifetime =
    directive(text, S_MAXAGE) ??
    directive(text, MAX_AGE) ??
    (expires === undefined ? undefined : lifetimeOf(textOf(expires), dateOf(headers, nowMs)));
  return lifetime === undefined ? undefined : lifetime - initialAgeSeconds(headers, clock);
}

/** The age with which an answer arrives (section 4.2.3), 0 where its handler has made it. */
export function initialAgeSeconds({ age, date }: AnswerHeaders, clock: Clock): number {
  if (age === undefined && date === undefined) return 0;
  const said = Math.max(0, Number(age ?? 0)) || 0;
  const apparent = date === undefined ? 0 : (clock.now() - Date.parse(textOf(date))) / 1000;
  return Math.max(said, apparent > 0 ? apparent : 0);
}

const S_MAXAGE = /(?:^|[\s,])s-maxage\s*=\s*"?([^\s,"]*)/i;
const MAX_AGE = /(?:^|[\s,])max-age\s*=\s*"?([^\s,"]*)/i;
const MIN_FRESH = /(?:^|[\s,])min-fresh\s*=\s*"?([^\s,"]*)/i;
const DIGITS = /^\d+$/;

/** Of two the first; 0 where it is no number of seconds. */
function directive(control: string, pattern: RegExp): number | undefined {
  const value = pattern.exec(control)?.[1];
  if (value === undefined) return undefined;
  return DIGITS.test(value) ? Math.min(Number(value), MAX_DELTA_SECONDS) : 0;
}

const lifetimeOf = (expires: string, dateMs: number): number => {
  // Date.parse takes numbers for years; an HTTP date has a colon.
  const ms = expires.includes(':') ? Date.parse(expires) : NaN;
  return Number.isNaN(ms) ? 0 : (ms - dateMs) / 1000;
};

function dateOf({ date }: AnswerHeaders, nowMs: number): number {
  const ms = date === undefined ? NaN : Date.parse(textOf(date));
  return Number.isNaN(ms) ? nowMs : ms;
}

/**
 * Whether a request takes an answer of this age (sections 5.2.1.1 and 5.2.1.3). `max-stale` needs nothing: nothing stale is
 * ever given out.
 */
export function requestAccepts(control: string, ageSeconds: number, freshSeconds: number): boolean {
  const maxAge = directive(control, MAX_AGE);
  if (maxAge !== undefined && ageSeconds > maxAge) return false;
  const minFresh = directive(control, MIN_FRESH);
  return minFresh === undefined || freshSeconds >= minFresh;
}
