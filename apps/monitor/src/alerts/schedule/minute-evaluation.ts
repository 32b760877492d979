import type pg from 'pg';
import type { Addressed, AlertOutbox } from '../delivery/alert-outbox.js';
import { keepEvents } from '../decision/event-log.js';
import type { Clock } from '../decision/write-decisions.js';
import { type Decision, evaluateRules, type Silence, type StateChange } from '../evaluation/evaluate-rules.js';
import { countLate } from '../measure/count-late.js';
import { problemNames } from '../measure/problem-words.js';
import { reading } from '../measure/reading.js';
import type { Read } from '../measure/read-measurements.js';
import { readLastVersion } from '../rule/rule-rows.js';
import { suppressionOf } from '../silence/suppression.js';
import type { Silences } from '../silence/silences.js';
import { writeStates } from '../state/state-store.js';
import type { EvaluationMemory } from './evaluation-memory.js';
import { evidence } from './evidence.js';
import { kindOf } from '../kind/kind-list.js';
import { makeEvent } from './make-event.js';
import type { Lease } from './lease.js';

/** A minute in which more begins or ends than this is told without records. */
const MOST_WITH_EVIDENCE = 50;

export interface Minute {
  readonly clock: Clock;
  /** The minute evaluated before; null: none. */
  readonly after: number | null;
  readonly at: number;
  readonly dueAt: number;
  /** Milliseconds since 1970, by PostgreSQL's clock. */
  readonly now: number;
}

/** Evaluates one minute in one transaction: states, decisions, events and what is to be sent are committed together, or not at all. */
export class MinuteEvaluation {
  constructor(
    private readonly silences: Silences,
    private readonly outbox: AlertOutbox,
    private readonly lease: Lease,
  ) {}

  /**
   * @returns changes of states, to be made in memory after the commit
   * @throws LeaseLostError, or the driver's error; the memory is of no more use then
   */
  async run(client: pg.PoolClient, memory: EvaluationMemory, minute: Minute): Promise<StateChange[]> {
    const read = reading(client);
    const { clock, at } = minute;
    await this.lease.moveOn(read, clock, minute.after, at);
    const rules = memory.rules[clock];
    const measurements = await (clock === 'event' ? memory.measureLogs(read, at) : memory.measureSamples(read, at));
    const { decisions, changes } = evaluateRules(rules, measurements, memory.states, await this.silenceOf(client));
    const retired = await this.#retire(read, memory, minute);
    const events = [...(await this.#eventsOf(read, memory, minute, decisions)), ...retired.events];
    await memory.decisions.write(read, at, clock, minute.dueAt, decisions);
    await writeStates(read, [...changes, ...retired.changes]);
    await this.tell(client, events);
    if (clock === 'event') await countLate(read, at);
    return [...changes, ...retired.changes];
  }

  /** What holds now of mutes, maintenance, snoozes and acknowledgements. */
  async silenceOf(client: pg.PoolClient): Promise<Silence> {
    const current = await this.silences.current(client);
    return ({ id, severity, labels, owner }, key) =>
      suppressionOf({ ruleId: id, key, severity, labels, owner }, current) ?? 'none';
  }

  /** Keeps events and puts them where they are sent from. */
  async tell(client: pg.PoolClient, events: readonly Addressed[]): Promise<void> {
    await keepEvents(
      reading(client),
      events.map(({ event }) => event),
    );
    await this.outbox.put(client, events);
  }

  async #eventsOf(read: Read, memory: EvaluationMemory, { clock, at, now }: Minute, decisions: readonly Decision[]) {
    const events: Addressed[] = [];
    const watched = new Map(memory.rules[clock].map((one) => [one.rule.id, one]));
    const names = await namesOf(read, decisions);
    for (const { rule, key, value, transition } of decisions) {
      if (transition === undefined) continue;
      const isShown =
        transition === 'fired' &&
        (clock === 'event' || kindOf(rule).about === 'problems') &&
        events.length < MOST_WITH_EVIDENCE;
      const one = isShown ? watched.get(rule.id) : undefined;
      const samples = one === undefined ? [] : await evidence(read, one, memory.services, { key, at });
      const name = names.get(key);
      const event = makeEvent(rule, { key, name, transition, decidedAt: now, value, windowEnd: at, samples });
      events.push({ event, channels: rule.channels });
    }
    return events;
  }

  /** What was told of rules that are no longer evaluated is over: nobody would ever say so otherwise. */
  async #retire(read: Read, { states, rules }: EvaluationMemory, { at, now }: Minute) {
    const evaluated = new Set([...rules.event, ...rules.wall].map(({ rule }) => rule.id));
    const gone = states.without(evaluated);
    const events: Addressed[] = [];
    for (const { ruleId, key, state } of gone) {
      const rule = state.told.open ? await readLastVersion(read, ruleId) : undefined;
      if (rule === undefined) continue;
      const sentence = 'The rule was switched off or deleted, or it cannot be read any more.';
      const happening = {
        key,
        transition: 'resolved',
        decidedAt: now,
        value: null,
        windowEnd: at,
        samples: [],
        sentence,
      } as const;
      events.push({ event: makeEvent(rule, happening), channels: rule.channels });
    }
    return { events, changes: gone.map(({ ruleId, key }): StateChange => ({ ruleId, key, state: undefined })) };
  }
}

/** What people call the problems that something is told of. */
async function namesOf(read: Read, decisions: readonly Decision[]): Promise<ReadonlyMap<string, string>> {
  const told = decisions.filter(
    ({ rule, transition }) => transition !== undefined && kindOf(rule).about === 'problems',
  );
  return problemNames(
    read,
    told.map(({ key }) => key),
  );
}
