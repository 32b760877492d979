import type { Statement } from '../database/statement.js';
import { PLACE_ATTRIBUTES } from './said-places.js';

/** An error with what a cause is made of. */
export interface CauseErrorRow {
  id: string;
  time: Date;
  service: string;
  host: string;
  error_type: string | null;
  /** Its beginning. */
  message: string;
  request_id: string | null;
  trace_id: string | null;
  /** Paths and routes that its attributes name. */
  places: string[];
  group_id: string | null;
  group_title: string | null;
}

const SAID_PLACES = PLACE_ATTRIBUTES.map((name) => `r.attributes ->> '${name}'`).join(', ');

function causeErrors(name: string, { only = '', condition, order }: Readonly<Record<string, string>>): Statement {
  return {
    name,
    text: `
WITH page AS MATERIALIZED (
  SELECT ${only} r.id, r.time, r.service_id, r.source_id, r.error_type, left(r.message, 200) AS message, r.request_id, r.trace_id, r.fingerprint,
         array_remove(ARRAY[${SAID_PLACES}], NULL) AS places
    FROM error_record r
   WHERE r.time >= $1 AND r.time < $2 ${condition}
   ORDER BY ${order}
)
SELECT page.id, page.time, service.name AS service, host.name AS host, page.error_type, page.message, page.request_id, page.trace_id, page.places,
       lpad(to_hex(problem.id), 16, '0') AS group_id, problem.title AS group_title
  FROM page
  JOIN source ON source.id = page.source_id
  JOIN service ON service.id = page.service_id
  JOIN host ON host.id = source.host_id
  LEFT JOIN error_fingerprint ON error_fingerprint.hash = page.fingerprint
  LEFT JOIN error_group problem ON problem.id = error_fingerprint.group_id`,
  };
}

const earliestOf = (id: string) => ({
  only: `DISTINCT ON (r.${id})`,
  condition: `AND r.${id} = ANY($3::text[])`,
  order: `r.${id}, r.time, r.id`,
});

/** Of [$1, $2): the earliest error of each of the request ids $3, of each of the trace ids $3, and the newest errors, $3 at most. */
export const CAUSE_ERRORS = {
  request_id: causeErrors('earliest-errors-of-requests', earliestOf('request_id')),
  trace_id: causeErrors('earliest-errors-of-traces', earliestOf('trace_id')),
  time: causeErrors('newest-errors-of-range', { condition: '', order: 'r.time DESC LIMIT $3' }),
};
