import type { AlertEvent } from '../event/alert-event.js';
import type { Read } from '../measure/read-measurements.js';

const KEEP_EVENTS = `
  INSERT INTO alert_event (id, rule_id, key, transition, at, body)
  SELECT (e ->> 'id')::uuid, e ->> 'ruleId', e ->> 'key', e ->> 'transition', coalesce(e -> 'window' ->> 'to', e ->> 'at')::timestamptz, e
    FROM unnest($1::jsonb[]) AS e`;

/** Keeps what people are told, in the transaction that decides. */
export async function keepEvents(read: Read, events: readonly AlertEvent[]): Promise<void> {
  if (events.length > 0) await read(KEEP_EVENTS, [events.map((event) => JSON.stringify(event))]);
}
