import { parentPort, workerData } from 'node:worker_threads';
import { type Fingerprint, fingerprintOf } from '@log-monitor/error-fingerprint';
import type { GroupPreviewAnswer, GroupRuleInput } from '@log-monitor/monitor-api';
import pg from 'pg';
import { compileRules, type UsableRules } from '../../store/groups/compile-rules.js';
import { previewOf } from './preview-answer.js';
import { Regrouper } from './regroup-errors.js';
import { type Reading, readFingerprints, readWhole, type StoredError, storedErrors } from './stored-errors.js';
import type { Place } from './place.js';
import { type Flow, Tally } from './tally.js';

/** What the thread works with. */
export interface RegroupTask {
  databaseUrl: string;
  rules: readonly GroupRuleInput[];
}

export type RegroupQuestion =
  | { ask: 'preview'; limitMs: number; changedAt: string }
  | { ask: 'flows' }
  | { ask: 'moves'; after: Place; most: number };

/** An error that is to have another fingerprint. */
export interface Move extends Place {
  from: string | null;
  to: string;
}

export interface Moves {
  moves: Move[];
  /** How many errors were looked at; fewer than were asked for: these were the last. */
  looked: number;
  /** The last one of them. */
  last: Place | undefined;
}

export interface Flows {
  flows: Flow[];
  errors: number;
  isCut: boolean;
  /** Fingerprints that were never seen before. */
  made: Fingerprint[];
}

/** An answer, progress on the way to it, or why there is none. */
export type RegroupReply =
  { preview: GroupPreviewAnswer } | { flows: Flows } | { moves: Moves } | { progress: number } | { failed: string };

const TELL_EVERY = 50_000;
const APPLICATION = 'log-monitor regroup';

/** Reads errors and says by which fingerprints they would be grouped: apart from the thread that answers and stores. */
class RegroupThread {
  readonly #regrouper: Regrouper;

  constructor(
    readonly rules: RegroupTask['rules'],
    readonly usable: UsableRules,
    readonly client: pg.Client,
  ) {
    this.#regrouper = new Regrouper(usable);
  }

  async answer(question: RegroupQuestion): Promise<RegroupReply> {
    if (question.ask === 'moves') return { moves: await this.#moves(question) };
    const limitMs = question.ask === 'preview' ? question.limitMs : Number.POSITIVE_INFINITY;
    const startedAt = performance.now();
    const fingerprints = await readFingerprints(this.client);
    const { tally, isComplete } = await this.#tally({ rules: this.rules, fingerprints }, startedAt + limitMs);
    if (question.ask === 'flows') {
      const { flows, errors, isCut } = tally;
      const made = isCut ? [] : await this.#make(tally, fingerprints);
      return { flows: { flows: [...flows.values()], errors, isCut, made } };
    }
    const preview = await previewOf(this.client, {
      tally,
      fingerprints,
      rules: this.rules,
      changedAt: question.changedAt,
    });
    const tookMs = Math.round(performance.now() - startedAt);
    return { preview: { ...preview, isComplete: isComplete && !tally.isCut, tookMs } };
  }

  async #tally(reading: Reading, until: number): Promise<{ tally: Tally; isComplete: boolean }> {
    const tally = new Tally();
    for await (const errors of storedErrors(this.client, reading)) {
      const before = tally.errors;
      for (const error of errors) tally.add(error.fingerprint, this.#regrouper.of(error), error);
      if (Math.floor(before / TELL_EVERY) !== Math.floor(tally.errors / TELL_EVERY)) tell({ progress: tally.errors });
      if (performance.now() > until) return { tally, isComplete: false };
    }
    return { tally, isComplete: true };
  }

  /** The fingerprints that are not known, each from an error that it is to group. */
  async #make(tally: Tally, known: ReadonlyMap<string, unknown>): Promise<Fingerprint[]> {
    const samples = new Map<string, Place>();
    for (const { to, samples: of } of tally.flows.values()) {
      if (!known.has(to) && of[0] !== undefined) samples.set(to, of[0]);
    }
    const errors = await readWhole(this.client, [...samples.values()]);
    return [...samples].flatMap(([hash, { id }]) => {
      const input = errors.get(id);
      const made = input && (this.usable.fingerprintOf(input) ?? fingerprintOf(input));
      return made?.hash.toString() === hash ? made : [];
    });
  }

  async #moves({ after, most }: { after: Place; most: number }): Promise<Moves> {
    const fingerprints = await readFingerprints(this.client);
    const found: Moves = { moves: [], looked: 0, last: undefined };
    for await (const errors of storedErrors(this.client, {
      rules: this.rules,
      fingerprints,
      after: { ...after, most },
    })) {
      for (const error of errors) this.#look(found, error);
    }
    return found;
  }

  #look(found: Moves, error: StoredError): void {
    const { id, time, fingerprint: from } = error;
    const { hash: to } = this.#regrouper.of(error);
    if (from !== to) found.moves.push({ id, time, from, to });
    found.last = { id, time };
    found.looked += 1;
  }
}

function tell(reply: RegroupReply): void {
  parentPort?.postMessage(reply);
}

async function start(): Promise<void> {
  const { databaseUrl, rules } = workerData as RegroupTask;
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: APPLICATION,
    options: '-c timezone=UTC -c jit=off',
  });
  client.on('error', () => undefined);
  await client.connect();
  const thread = new RegroupThread(rules, await compileRules(rules), client);
  parentPort?.on('message', (question: RegroupQuestion) => {
    thread.answer(question).then(tell, (error: unknown) => tell({ failed: (error as Error).message }));
  });
}

await start();
