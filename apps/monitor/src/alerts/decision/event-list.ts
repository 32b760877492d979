import { Injectable } from '@nestjs/common';
import type { AlertEventItem, AlertEventsAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryError } from '../../query/database/query-error.js';
import { QueryPool } from '../../query/database/query-pool.js';
import type { RequestedRange } from '../../query/range/time-range.js';
import type { AlertEvent } from '../event/alert-event.js';
import type { Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';

/** The newest first; $5 and $6: only those before this one. */
const READ_EVENTS = `
  SELECT body FROM alert_event
   WHERE ($1::text IS NULL OR rule_id = $1) AND ($2::text IS NULL OR key = $2)
     AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
     AND ($5::uuid IS NULL OR (at, id) < (SELECT b.at, b.id FROM alert_event b WHERE b.id = $5))
   ORDER BY at DESC, id DESC LIMIT $6`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface EventFilter {
  ruleId: string | undefined;
  key: string | undefined;
  range: RequestedRange;
  /** Id of the last event of the page before. */
  before: string | undefined;
  limit: number;
}

export async function readEvents(read: Read, filter: EventFilter): Promise<AlertEventItem[]> {
  const { ruleId, key, range, before, limit } = filter;
  const values = [ruleId ?? null, key ?? null, range.from ?? null, range.to ?? null, before ?? null, limit];
  return (await read<{ body: AlertEvent }>(READ_EVENTS, values)).map(({ body }) => itemOf(body));
}

function itemOf({
  id,
  ruleId,
  ruleName,
  key,
  transition,
  severity,
  at,
  window,
  value,
  sentence,
}: AlertEvent): AlertEventItem {
  return { id, ruleId, ruleName, key, transition, severity, at, window: window && { ...window }, value, sentence };
}

/** What people were told. */
@Injectable()
export class EventList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer({
    cursor,
    signal,
    ...filter
  }: Omit<EventFilter, 'before'> & { cursor: string | undefined; signal: AbortSignal }): Promise<AlertEventsAnswer> {
    if (cursor !== undefined && !UUID.test(cursor))
      throw new QueryError('CURSOR_INVALID', 'cursor must be the nextCursor of an earlier page, unchanged', {
        parameter: 'cursor',
      });
    return this.pool.snapshot(
      async (snapshot) => {
        const events = await readEvents(readingSnapshot(snapshot), { ...filter, before: cursor });
        const last = events.length === filter.limit ? events.at(-1) : undefined;
        return { events, count: events.length, nextCursor: last?.id ?? null, ...completenessAt(await snapshot.start) };
      },
      { signal },
    );
  }
}
