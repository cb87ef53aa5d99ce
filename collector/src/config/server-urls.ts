import type { z } from 'zod';
import { urlField } from './fields.js';

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** User and password are percent-encoded, and there is a host. What `urlField` refuses itself passes here. */
const isComplete = (text: string): boolean => {
  if (!URL.canParse(text)) return true;
  const { hostname, username, password } = new URL(text);
  return hostname !== '' && isDecodable(username) && isDecodable(password);
};

/** `redis://` or, with TLS, `rediss://`. INFO is about all databases, so a path says nothing and is let through. */
export const redisUrlField = (): z.ZodString =>
  urlField('the URL of a Redis server', ['redis', 'rediss']).refine(isComplete, {
    error: 'must be redis://user:password@host:port with a host, and special characters of the password as %40',
  });

/** The console is the database `pgbouncer`, which PgBouncer answers itself. */
export const consoleUrlField = (): z.ZodString =>
  urlField('the URL of an admin console', ['postgres', 'postgresql'])
    .refine(isComplete, {
      error: 'must be postgresql://user:password@host:port/pgbouncer with a host, and special characters as %40',
    })
    .refine((text) => !URL.canParse(text) || new URL(text).pathname === '/pgbouncer', {
      error: 'must end in the database of the admin console: postgresql://user:password@host:6432/pgbouncer',
    });
