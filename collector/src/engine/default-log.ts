import { pino } from 'pino';
import type { Log } from '../contract/index.js';

/** JSON lines on stderr; GROWTH_ENGINE_LOG_LEVEL sets the level (default `warn` inside an application). */
export function createDefaultLog(level = process.env['GROWTH_ENGINE_LOG_LEVEL'] ?? 'warn'): Log {
  return pino({ name: 'growth-engine', level }, pino.destination({ fd: 2, sync: true }));
}
