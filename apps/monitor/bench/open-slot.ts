import { AccessLogSource } from '@log-monitor/access-log';
import { AccessTally, KEPT_FACETS, MOST_OPEN_VALUES, SLOT_SECONDS } from '@log-monitor/access-statistics';
import pg from 'pg';

/** Ten minutes that are as full as they may be: so many requests of as many clients and paths as are kept apart, to ten hosts and 2,000 routes. */
export const OPEN_REQUESTS = 2 * MOST_OPEN_VALUES;

/** Adds the ten minutes that are open at a moment, as the fold keeps them while they last. @param now milliseconds since 1970 */
export async function seedOpenSlot(databaseUrl: string, now: number): Promise<void> {
  const start = Math.floor(now / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
  const tally = openTally(start, Math.floor(now / 1000));
  const columns = ['slot', 'earliest', 'latest', 'changed_at', ...KEPT_FACETS];
  const times = [start, start, start + SLOT_SECONDS - 1, now / 1000].map((second) => new Date(second * 1000));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO access_delta (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
    [...times, ...KEPT_FACETS.map((name) => tally.encode(name, 'any') ?? null)],
  );
  await client.end();
}

function openTally(start: number, end: number): AccessTally {
  const tally = new AccessTally();
  const source = new AccessLogSource({ format: 'kong', routes: false });
  for (let n = 0; n < OPEN_REQUESTS; n += 1) {
    const path = `/api/part${n % 2000}/${n % MOST_OPEN_VALUES}`;
    const line = `10.${n % 50}.${(n >> 8) % 200}.${n % 251} [28/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" ${n % 20 === 0 ? 502 : 200} ${((5 + (n % 400)) / 1000).toFixed(3)} - "shop-${n % 10}.example" "curl/8.1"`;
    const [read] = source.read(line);
    if (read?.line.kind !== 'access') throw new Error(`not read as a request: ${line}`);
    const time = start + ((end - start) * n) / OPEN_REQUESTS;
    tally.add(1 + (n % 3), time * 1000, { ...read.line, httpRoute: `/api/part${n % 2000}/:id` });
  }
  return tally;
}
