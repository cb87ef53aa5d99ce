import { randomBytes, timingSafeEqual } from 'node:crypto';

const COOKIE = 'growthengine_host';
const LINK_LASTS_MS = 24 * 3600_000;
/** Enough for a person's browsers; more would be somebody who collects links. */
const MOST_SESSIONS = 32;

const secret = () => randomBytes(24).toString('base64url');

const same = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * Sessions that begin with a link which works once.
 * @param {import('./server.d.mts').HostRole} role of a new session
 * @param {() => number} now epoch milliseconds
 */
export function createSessions(role, now) {
  /** @type {Map<string, number>} link → when it ends to work */
  const links = new Map();
  /** @type {Map<string, { role: import('./server.d.mts').HostRole }>} */
  const sessions = new Map();

  return {
    /** A new link's token. */
    invite(token = secret()) {
      links.set(token, now() + LINK_LASTS_MS);
      return token;
    },
    /** The cookie for a link, which is spent; undefined for one that is unknown, used or too old. */
    redeem(token) {
      const known = [...links.keys()].find((each) => same(each, token));
      if (known === undefined) {
        return undefined;
      }
      const endsAt = links.get(known) ?? 0;
      links.delete(known);
      if (endsAt < now()) {
        return undefined;
      }
      const id = secret();
      sessions.set(id, { role });
      for (const oldest of sessions.keys()) {
        if (sessions.size <= MOST_SESSIONS) {
          break;
        }
        sessions.delete(oldest);
      }
      return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict`;
    },
    /** @param {string | undefined} cookies the request's Cookie header */
    find(cookies) {
      for (const part of (cookies ?? '').split(';')) {
        const [name, value = ''] = part.trim().split('=');
        if (name === COOKIE && sessions.has(value)) {
          return sessions.get(value);
        }
      }
      return undefined;
    },
  };
}
