import type pg from 'pg';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import type { Addressed } from '../delivery/alert-outbox.js';
import type { StateChange } from '../evaluation/evaluate-rules.js';
import { tellEarly } from '../evaluation/telling.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import { recordsById } from '../measure/read-evidence.js';
import { reading } from '../measure/reading.js';
import { floorMinute, type Read } from '../measure/read-measurements.js';
import { writeStates } from '../state/state-store.js';
import type { EvaluationMemory } from './evaluation-memory.js';
import type { Lease } from './lease.js';
import { makeEvent } from './make-event.js';
import type { MinuteEvaluation } from './minute-evaluation.js';

/** What came to Kafka longer ago is left to the minutes that are caught up on: it is news of an outage, or of a store that is filled again. */
const NEWS_MS = 10 * MINUTE_MS;

const TAKE = `
  WITH taken AS (DELETE FROM alert_critical RETURNING *)
  SELECT t.service_id AS "serviceId", service.name AS service, t.count, t.first_time AS "firstTime", t.sample_ids AS ids, t.sample_times AS times
    FROM taken t JOIN service ON service.id = t.service_id WHERE t.arrived_at > $1 ORDER BY t.id`;

interface Stored {
  readonly serviceId: number;
  readonly service: string;
  readonly count: number;
  readonly firstTime: Date;
  readonly ids: readonly string[];
  readonly times: readonly Date[];
}

/** Several batches of one key. */
type Heap = Pick<Stored, 'count' | 'firstTime' | 'ids' | 'times'>;

/** Tells of CRITICAL records as soon as they are stored, without waiting for the end of their minute. */
export class CriticalWatch {
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
    const stored = await read<Stored>(TAKE, [new Date(now - NEWS_MS)]);
    const silence = await this.evaluation.silenceOf(client);
    const changes: StateChange[] = [];
    const events: Addressed[] = [];
    for (const { rule, key, heap } of heapsOf(memory.rules.event, stored)) {
      const before = memory.states.of(rule.id, key);
      const dependency = rule.dependsOn?.some((id) => memory.states.fires(id)) ?? false;
      const hush = dependency ? 'dependency' : silence(rule, key, before);
      const telling = tellEarly(rule, before.told, now, endOf(heap, now), hush);
      if (telling.told !== before.told)
        changes.push({ ruleId: rule.id, key, state: { ...before, told: telling.told } });
      if (telling.transition === undefined) continue;
      const samples = await samplesOf(read, heap);
      const happening = {
        key,
        transition: telling.transition,
        decidedAt: now,
        value: heap.count,
        windowEnd: now,
        samples,
      };
      events.push({ event: makeEvent(rule, happening), channels: rule.channels });
    }
    await writeStates(read, changes);
    await this.evaluation.tell(client, events);
    return changes;
  }
}

function heapsOf(rules: readonly WatchedRule[], stored: readonly Stored[]) {
  return rules
    .filter(({ rule }) => rule.kind === 'any_critical')
    .flatMap((watched) => {
      const { rule } = watched;
      const heaps = new Map<string, Heap>();
      for (const one of stored.filter(({ service }) => watched.watches(service))) {
        const key = rule.groupBy === undefined ? '' : one.service;
        const heap = heaps.get(key);
        heaps.set(key, heap === undefined ? one : merged(heap, one));
      }
      return [...heaps].map(([key, heap]) => ({ rule, key, heap }));
    });
}

function merged(left: Heap, right: Heap): Heap {
  return {
    count: left.count + right.count,
    firstTime: left.firstTime < right.firstTime ? left.firstTime : right.firstTime,
    ids: [...left.ids, ...right.ids],
    times: [...left.times, ...right.times],
  };
}

/** End of the minute that holds the last of them and is still to be evaluated; a clock that is far ahead does not keep it open for ever. */
function endOf({ times, firstTime }: Heap, now: number): number {
  const last = Math.max(firstTime.getTime(), now, ...times.map((time) => time.getTime()));
  return floorMinute(Math.min(last, now + DAY_MS)) + MINUTE_MS;
}

async function samplesOf(read: Read, { ids, times }: Heap) {
  return recordsById(read, ids.slice(-10), times.slice(-10));
}
