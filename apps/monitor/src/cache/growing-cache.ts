import { LRUCache } from 'lru-cache';

/**
 * A cache that forgets what was used least lately, and takes memory as it fills. lru-cache with `max` takes all of it at once, a megabyte for 50,000
 * entries, and the garbage collector walks over it each time.
 *
 * @param most how many entries it holds
 * @param ttlMs how long an entry is kept at most; unless given, as long as there is room
 */
export function growingCache<Key extends string, Value extends NonNullable<unknown>>(
  most: number,
  ttlMs = 0,
): LRUCache<Key, Value> {
  return new LRUCache({ maxSize: most, sizeCalculation: () => 1, ttl: ttlMs });
}
