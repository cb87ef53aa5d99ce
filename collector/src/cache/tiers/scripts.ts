import { createHash } from 'node:crypto';

/** A Lua script of Redis; one command, so that nothing happens in between. */
export interface Script {
  readonly text: string;
  readonly sha1: string;
}

const script = (text: string): Script => ({ text, sha1: createHash('sha1').update(text).digest('hex') });

/*
 * Values stand as `<generation>:<stale ms>:<envelope>` and carry their whole life as their TTL, so that their age is told by
 * the clock of Redis alone. Who gets the lease of a key loads it; only who still has it may store. Invalidating takes the
 * lease away, so what was read before can never be stored after (Nishtala et al.: Scaling Memcache at Facebook, NSDI 2013).
 */

/**
 * KEYS value, lease, generation. ARGV generation, least freshness in ms, instance, token ('' asks for no lease), lease in ms.
 * `[kind, envelope, left ms, stale ms, damaged, leased at]`. A lease of our own that is still there belongs to nobody: there
 * is one load per key in an instance.
 */
export const READ = script(`
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return {'generation', '', 0, 0, 0, 0} end
local text, left, stale, damaged = '', 0, 0, 0
local stored = redis.pcall('GET', KEYS[1])
if type(stored) == 'table' then
  damaged = 1
elseif stored then
  local generation, ms, rest = string.match(stored, '^([^:]*):(%d+):(.*)$')
  left = redis.call('PTTL', KEYS[1])
  if not generation or left < 0 then
    damaged = 1
  elseif generation == ARGV[1] then
    text, stale = rest, tonumber(ms)
  end
end
if text ~= '' and left - stale > tonumber(ARGV[2]) then return {'value', text, left, stale, damaged, 0} end
if ARGV[4] == '' then return {'none', text, left, stale, damaged, 0} end
local holder = redis.call('GET', KEYS[2])
if holder and string.sub(holder, 1, #ARGV[3]) ~= ARGV[3] then return {'wait', text, left, stale, damaged, 0} end
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
local now = redis.call('TIME')
return {'lease', text, left, stale, damaged, now[1] * 1000 + math.floor(now[2] / 1000)}`);

/** KEYS as above. ARGV generation, token, leased at, life in ms, stale ms, envelope. 1 where it was stored. */
export const STORE = script(`
if redis.call('GET', KEYS[3]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
local now = redis.call('TIME')
local left = tonumber(ARGV[3]) + tonumber(ARGV[4]) - now[1] * 1000 - math.floor(now[2] / 1000)
if left < 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[5] .. ':' .. ARGV[6], 'PX', string.format('%d', left))
return 1`);

/** KEYS lease. ARGV token. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** KEYS value, lease. ARGV channel, message. */
export const INVALIDATE = script(`
redis.call('DEL', KEYS[1], KEYS[2])
return redis.call('PUBLISH', ARGV[1], ARGV[2])`);

/** Invalidates and takes the lease, whoever has it. KEYS value, lease. ARGV channel, message, token, lease in ms. Leased at. */
export const SEIZE = script(`
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
redis.call('PUBLISH', ARGV[1], ARGV[2])
local now = redis.call('TIME')
return now[1] * 1000 + math.floor(now[2] / 1000)`);

/**
 * The generation in which values are valid; a new one where there is none, or where the server has been started since:
 * what it has loaded from its disk may have been invalidated after it was written there. KEYS generation. ARGV run id, new.
 */
export const GENERATION = script(`
local generation = redis.call('GET', KEYS[1])
if generation and string.sub(generation, 1, #ARGV[1] + 1) == ARGV[1] .. '.' then return generation end
redis.call('SET', KEYS[1], ARGV[2])
return ARGV[2]`);

/** Ends a generation: none of its values is valid any more. KEYS generation. ARGV new, channel, message. */
export const CLEAR = script(`
redis.call('SET', KEYS[1], ARGV[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])`);
