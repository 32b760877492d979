import { Injectable } from '@nestjs/common';
import type { AlertStatesAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryPool } from '../../query/database/query-pool.js';
import { MINUTE_MS } from '../../time/durations.js';
import type { RuleState } from '../evaluation/rule-states.js';
import type { Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';

const MOST_STATES = 10_000;
/** A window is due a minute after its end; one more is for the evaluation itself. */
const PATIENCE_MS = 3 * MINUTE_MS;

const READ_STATES = `
  SELECT s.rule_id AS "ruleId", r.name AS "ruleName", s.key, s.body AS state, (r.body ->> 'forWindows')::int AS "forWindows"
    FROM alert_state s JOIN alert_rule r ON r.id = s.rule_id
   WHERE (s.body ->> 'firing')::boolean OR (s.body -> 'told' ->> 'open')::boolean OR (s.body ->> 'over')::int > 0
   ORDER BY r.name, s.key LIMIT ${MOST_STATES}`;

const READ_PROGRESS = `
  SELECT evaluated_through AS "evaluatedThrough", clock_timestamp() AS now,
         CASE WHEN lease_until > clock_timestamp() THEN owner END AS evaluator
    FROM alert_progress`;

interface StateRow {
  ruleId: string;
  ruleName: string;
  key: string;
  state: RuleState;
  forWindows: number;
}

/** What is not simply well, and up to where everything was decided. */
@Injectable()
export class StateList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(signal: AbortSignal): Promise<AlertStatesAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        const read = readingSnapshot(snapshot);
        const rows = await read<StateRow>(READ_STATES, []);
        return { states: rows.map(itemOf), ...(await progressOf(read)), ...completenessAt(await snapshot.start) };
      },
      { signal },
    );
  }
}

function itemOf({ ruleId, ruleName, key, state, forWindows }: StateRow): AlertStatesAnswer['states'][number] {
  const { over, under, told } = state;
  // CRITICAL is told of before its window is decided.
  const firing = state.firing || told.open;
  const since = state.firing ? state.since : told.at;
  const name = !firing ? 'pending' : under > 0 ? 'recovering' : 'firing';
  return {
    ruleId,
    ruleName,
    key,
    state: name,
    since: firing && since !== undefined ? new Date(since).toISOString() : null,
    windows: firing ? under : over,
    forWindows,
    told: told.open,
  };
}

async function progressOf(
  read: Read,
): Promise<Pick<AlertStatesAnswer, 'evaluatedThrough' | 'undecidedSince' | 'evaluator'>> {
  type Row = { evaluatedThrough: Date | null; now: Date; evaluator: string | null };
  const [row] = await read<Row>(READ_PROGRESS, []);
  const { evaluatedThrough = null, now = new Date(), evaluator = null } = row ?? {};
  const isBehind = evaluatedThrough !== null && now.getTime() - evaluatedThrough.getTime() > PATIENCE_MS;
  const through = evaluatedThrough?.toISOString() ?? null;
  return { evaluatedThrough: through, undecidedSince: isBehind ? through : null, evaluator };
}
