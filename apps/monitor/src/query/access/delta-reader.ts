import {
  AccessTally,
  FACETS,
  type FacetName,
  KEPT_FACETS,
  type KeptFacet,
  type WindowCell,
  windowsOf,
} from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { Span } from './time-buckets.js';

/**
 * Counters that the windows do not have yet, of batches and of the ten minutes that are still open: those of the facet named $1 that may hold anything
 * of [$2, $3).
 */
export const ACCESS_DELTAS: Statement = {
  name: 'access-deltas',
  text: `
SELECT tally
  FROM (
    SELECT CASE $1::text ${KEPT_FACETS.map((name) => `WHEN '${name}' THEN ${name}`).join(' ')} END AS tally
      FROM access_delta
     WHERE (slot IS NULL OR (slot > $2::timestamptz - interval '10 minutes' AND slot < $3))
       AND (latest IS NULL OR latest >= $2) AND (earliest IS NULL OR earliest < $3)
  ) delta
 WHERE tally IS NOT NULL`,
};

/** What the windows of a facet do not have yet, as windows of its finest width. */
export async function readDeltas(snapshot: Snapshot, facet: FacetName, { from, to }: Span): Promise<WindowCell[]> {
  const kept: KeptFacet = facet === 'total' ? 'host' : facet;
  const values = [kept, new Date(from), new Date(to)];
  const rows = await snapshot.rows<{ tally: Buffer }>(ACCESS_DELTAS, values);
  if (rows.length === 0) return [];
  const open = new AccessTally();
  for (const { tally } of rows) open.mergeEncoded(kept, tally);
  return windowsOf(open, facet, FACETS[facet].finest).filter(({ start }) => start * 1000 >= from && start * 1000 < to);
}
