import type { Completeness } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';

/** What is stored and not yet counted: no record of it came to Kafka before this. */
export const UNCOUNTED_ERRORS: Statement = {
  name: 'uncounted-errors',
  text: 'SELECT min(arrived_from) AS since FROM error_delta',
  plan: 'once',
};

/** How complete counts of problems are: they follow the records by a moment. */
export async function groupCompleteness(snapshot: Snapshot): Promise<Completeness> {
  const [start, [uncounted]] = await Promise.all([
    snapshot.start,
    snapshot.rows<{ since: Date | null }>(UNCOUNTED_ERRORS),
  ]);
  const { completeThrough, lag } = completenessAt(start);
  const since = uncounted?.since?.toISOString() ?? null;
  if (since === null || completeThrough === null || completeThrough < since) return { completeThrough, lag };
  return { completeThrough: since, lag };
}
