import { Injectable } from '@nestjs/common';
import type { AlertEventItem, AlertEventParameters, AlertEventsAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryError } from '../../query/database/query-error.js';
import { QueryPool } from '../../query/database/query-pool.js';
import type { RequestedRange } from '../../query/range/time-range.js';
import type { AlertEvent } from '../event/alert-event.js';
import { kindsAbout } from '../kind/kind-list.js';
import type { Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';

/** Whether one of the names in a rule's scope means a name; `*` stands for any characters. */
const isMeant = (member: string, name: string): string => `
  EXISTS (SELECT FROM jsonb_array_elements_text(rule.body #> '{scope,${member}}') pattern
           WHERE ${name} LIKE replace(regexp_replace(pattern, '([\\\\%_])', '\\\\\\1', 'g'), '*', '%'))`;

/** Whether an alert is about a name, or of a rule that watches the name among others; any, where none is given. */
const concerns = (group: 'service' | 'host' | 'route', name: string): string => `
  (${name}::text IS NULL OR CASE WHEN rule.body ->> 'groupBy' = '${group}' THEN e.key = ${name}
    ELSE (rule.body #> '{scope,${group}s}' IS NULL OR ${isMeant(`${group}s`, name)}) AND NOT ${isMeant('exceptServices', name)} END)`;

/** The newest first; $5: only those before this one; $7: of rules of these kinds; $8, $9, $10: that concern this service, host and route. */
const READ_EVENTS = `
  SELECT e.body FROM alert_event e
    LEFT JOIN LATERAL (
      SELECT v.body FROM alert_rule_version v WHERE v.rule_id = e.rule_id AND v.body IS NOT NULL ORDER BY v.version DESC LIMIT 1
    ) rule ON true
   WHERE ($1::text IS NULL OR e.rule_id = $1) AND ($2::text IS NULL OR e.key = $2)
     AND ($3::timestamptz IS NULL OR e.at >= $3) AND ($4::timestamptz IS NULL OR e.at < $4)
     AND ($5::uuid IS NULL OR (e.at, e.id) < (SELECT b.at, b.id FROM alert_event b WHERE b.id = $5))
     AND ($7::text[] IS NULL OR rule.body ->> 'kind' = ANY($7)) AND ${concerns('service', '$8')} AND ${concerns('host', '$9')} AND ${concerns('route', '$10')}
   ORDER BY e.at DESC, e.id DESC LIMIT $6`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type EventFilter = Pick<AlertEventParameters, 'ruleId' | 'key' | 'about' | 'service' | 'host' | 'route'> & {
  range: RequestedRange;
  /** Id of the last event of the page before. */
  before: string | undefined;
  limit: number;
};

export async function readEvents(read: Read, filter: EventFilter): Promise<AlertEventItem[]> {
  const { ruleId, key, range, before, limit, about, service, host, route } = filter;
  const values = [
    ...[ruleId ?? null, key ?? null, range.from ?? null, range.to ?? null, before ?? null, limit],
    ...[about === undefined ? null : kindsAbout(about), service ?? null, host ?? null, route ?? null],
  ];
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
