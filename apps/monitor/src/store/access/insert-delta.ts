import { KEPT_FACETS } from '@log-monitor/access-statistics';
import type pg from 'pg';
import type { PickedLines } from './pick-access-lines.js';

const COLUMNS = ['earliest', 'latest', 'sources', ...KEPT_FACETS];
const INSERT = `INSERT INTO access_delta (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`;

/**
 * Writes down what a batch adds to the counts: a row that no other transaction touches.
 *
 * @returns the row's number; undefined when there is nothing to add
 */
export async function insertDelta(client: pg.PoolClient, picked: PickedLines): Promise<string | undefined> {
  if (picked.sources.length === 0) return undefined;
  const { tally, earliest, latest, sources } = picked;
  const isEmpty = earliest > latest;
  const { rows } = await client.query<{ id: string }>({
    name: 'insert_access_delta',
    text: INSERT,
    values: [
      isEmpty ? null : new Date(earliest),
      isEmpty ? null : new Date(latest),
      JSON.stringify(sources),
      ...tally.encodeAll(),
    ],
  });
  return rows[0]?.id;
}
