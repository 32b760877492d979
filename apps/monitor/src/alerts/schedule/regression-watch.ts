import type pg from 'pg';
import { MINUTE_MS } from '../../time/durations.js';
import type { Addressed } from '../delivery/alert-outbox.js';
import type { StateChange } from '../evaluation/evaluate-rules.js';
import { tellEarly } from '../evaluation/telling.js';
import { newestOfProblem, problemNames } from '../measure/problem-words.js';
import { reading } from '../measure/reading.js';
import { floorMinute } from '../measure/read-measurements.js';
import { REGRESSED, SERVICES_OF_PROBLEM } from '../measure/take-sample.js';
import { writeStates } from '../state/state-store.js';
import type { EvaluationMemory } from './evaluation-memory.js';
import type { Lease } from './lease.js';
import { makeEvent } from './make-event.js';
import type { MinuteEvaluation } from './minute-evaluation.js';

/** Regressions that nobody was told of. Whoever writes them holds one lock, so that a later one never has a lower number. */
const TAKE = `
  WITH taken AS (
    SELECT group_id, max(id) AS last, count(*)::float8 AS count FROM error_group_event
     WHERE ${REGRESSED} AND id > (SELECT regression_id FROM alert_progress) GROUP BY 1
  ), moved AS (
    UPDATE alert_progress SET regression_id = (SELECT max(last) FROM taken) WHERE EXISTS (SELECT FROM taken)
  )
  SELECT lpad(to_hex(r.group_id), 16, '0') AS problem, r.count, ${SERVICES_OF_PROBLEM} AS services FROM taken r ORDER BY r.last`;

/** Records before the regression was noticed among which its samples are looked for. */
const SAMPLES_MS = 60 * MINUTE_MS;

interface Regressed {
  readonly problem: string;
  readonly count: number;
  readonly services: readonly string[];
}

/** Tells of problems that have regressed as soon as it is noticed, without waiting for the end of a minute. */
export class RegressionWatch {
  constructor(
    private readonly evaluation: MinuteEvaluation,
    private readonly lease: Lease,
  ) {}

  /**
   * @param now milliseconds since 1970, by PostgreSQL's clock
   * @returns changes of states, to be made in memory after the commit
   * @throws LeaseLostError, or the driver's error
   */
  async run(client: pg.PoolClient, memory: EvaluationMemory, now: number): Promise<StateChange[]> {
    const read = reading(client);
    await this.lease.hold(read);
    const regressed = await read<Regressed>(TAKE, []);
    const names = await problemNames(
      read,
      regressed.map(({ problem }) => problem),
    );
    const silence = await this.evaluation.silenceOf(client);
    const changes: StateChange[] = [];
    const events: Addressed[] = [];
    for (const { rule, key, value } of watchedOf(memory, regressed)) {
      const before = memory.states.of(rule.id, key);
      const dependency = rule.dependsOn?.some((id) => memory.states.fires(id)) ?? false;
      const hush = dependency ? 'dependency' : silence(rule, key, before);
      const { told, transition } = tellEarly(rule, before.told, now, floorMinute(now) + MINUTE_MS, hush);
      if (told !== before.told) changes.push({ ruleId: rule.id, key, state: { ...before, told } });
      if (transition === undefined) continue;
      const samples = await newestOfProblem(read, key, { from: now - SAMPLES_MS, to: now + MINUTE_MS });
      const happening = { key, name: names.get(key), transition, decidedAt: now, value, windowEnd: now, samples };
      events.push({ event: makeEvent(rule, happening), channels: rule.channels });
    }
    await writeStates(read, changes);
    await this.evaluation.tell(client, events);
    return changes;
  }
}

function watchedOf({ rules }: EvaluationMemory, regressed: readonly Regressed[]) {
  return rules.wall
    .filter(({ rule }) => rule.kind === 'problem_regression')
    .flatMap((watched) =>
      regressed
        .filter(({ services }) => services.some((name) => watched.watches(name)))
        .map(({ problem, count }) => ({ rule: watched.rule, key: problem, value: count })),
    );
}
