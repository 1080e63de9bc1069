/** Redis runs a script as one step. Where nothing else is said, KEYS[1] is the key, ARGV[1] the value expected in it. */

/** ARGV[2] is the new value, ARGV[3] its expiry in milliseconds. Answers 1 or 0. */
export const REPLACE_IF = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/**
 * KEYS[2] is a hash. ARGV[2] is how many names and values to set follow, the rest are names to remove; one by one, since
 * `unpack` has a limit. Answers 1 or 0.
 */
export const HASH_CHANGE_IF = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local last = 2 + tonumber(ARGV[2])
for i = 3, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[2], ARGV[i]) end
return 1`;

/**
 * KEYS[1] is a hash. ARGV[1] is how many names and values to set follow, the rest are names to remove. Answers 1, or 0
 * where there is no hash.
 */
export const HASH_CHANGE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local last = 1 + tonumber(ARGV[1])
for i = 2, last, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
return 1`;

/** Answers 1 or 0. */
export const DELETE_IF = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;
