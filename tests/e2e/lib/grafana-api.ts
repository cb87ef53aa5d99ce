import type { Role, StorageState } from './demo.js';

interface Account {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface Rule {
  readonly name: string;
  /** inactive, pending, firing, recovering, … */
  readonly state: string;
  readonly health: string;
}

const TIMEOUT_MS = 20_000;

/** Grafana's own HTTP API, as an administrator uses it. */
export class GrafanaApi {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  /** @throws Error with Grafana's answer when the status is none of `accepted` (default: any 2xx). */
  async call<T>(method: string, path: string, body?: unknown, accepted: readonly number[] = []): Promise<T> {
    const { url, user, password } = this.#account;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok && !accepted.includes(response.status)) {
      throw new Error(`Grafana answered ${method} ${path} with ${response.status}: ${text.slice(0, 300)}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Makes a person with a role, or gives the one who exists that role and password. */
  async person(login: string, password: string, role: Role): Promise<void> {
    await this.call(
      'POST',
      '/api/admin/users',
      { name: login, login, email: `${login}@example.test`, password },
      [412]
    );
    const { id } = await this.call<{ id: number }>('GET', `/api/users/lookup?loginOrEmail=${login}`);
    await this.call('PUT', `/api/admin/users/${id}/password`, { password });
    await this.call('PATCH', `/api/org/users/${id}`, { role });
  }

  async rule(name: string): Promise<Rule> {
    const { data } = await this.call<{ data: { groups: { rules: Rule[] }[] } }>(
      'GET',
      '/api/prometheus/grafana/api/v1/rules'
    );
    const found = data.groups.flatMap(({ rules }) => rules).find((rule) => rule.name === name);
    if (found === undefined) throw new Error(`Grafana has no rule ${name}.`);
    return found;
  }

  /** The rule as it is provisioned, to see that nobody edited it. */
  definition(uid: string): Promise<unknown> {
    return this.call('GET', `/api/v1/provisioning/alert-rules/${uid}`);
  }
}

/** Signs a person in and returns the session. */
export async function signIn(url: string, user: string, password: string): Promise<StorageState> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Grafana did not let ${user} in: ${response.status} ${await response.text()}`);
  return sessionOf(url, response.headers.getSetCookie());
}

/** Cookies of an answer as a session of a browser. */
export function sessionOf(url: string, cookies: readonly string[]): StorageState {
  return {
    cookies: cookies.map((cookie) => {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      return {
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        domain: new URL(url).hostname,
        path: '/',
        expires: -1,
        httpOnly: /httponly/i.test(cookie),
        secure: false,
        sameSite: /samesite=strict/i.test(cookie) ? 'Strict' : 'Lax',
      };
    }),
    origins: [],
  };
}

/** A session as a request sends it. */
export const cookieOf = ({ cookies }: StorageState): string =>
  cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
