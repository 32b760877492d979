import { parentPort, workerData } from 'node:worker_threads';
import { type Fingerprint, fingerprintOf } from '@log-monitor/error-fingerprint';
import type { GroupPreviewAnswer, GroupRuleInput } from '@log-monitor/monitor-api';
import pg from 'pg';
import { compileRules, type UsableRules } from '../../store/groups/compile-rules.js';
import { previewOf } from './preview-answer.js';
import { Regrouper } from './regroup-errors.js';
import { type KnownFingerprint, readFingerprints, readWhole, type StoredError, storedErrors } from './stored-errors.js';
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
const SETTINGS = '-c timezone=UTC -c jit=off';

interface Tallied {
  tally: Tally;
  fingerprints: Map<string, KnownFingerprint>;
  isComplete: boolean;
}

/** Reads errors and says by which fingerprints they would be grouped: apart from the thread that answers and stores. */
class RegroupThread {
  readonly #regrouper: Regrouper;

  constructor(
    readonly task: RegroupTask,
    readonly usable: UsableRules,
  ) {
    this.#regrouper = new Regrouper(usable);
  }

  async reply(question: RegroupQuestion): Promise<RegroupReply> {
    return this.#connected((client) => this.#answer(client, question));
  }

  /** A COPY has a connection of its own: what is not read to its end is not waited for. */
  async #connected<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const { databaseUrl: connectionString } = this.task;
    const client = new pg.Client({ connectionString, application_name: APPLICATION, options: SETTINGS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      void client.end();
    }
  }

  async #answer(client: pg.Client, question: RegroupQuestion): Promise<RegroupReply> {
    if (question.ask === 'moves') return { moves: await this.#moves(client, question) };
    const { rules } = this.task;
    const limitMs = question.ask === 'preview' ? question.limitMs : Number.POSITIVE_INFINITY;
    const startedAt = performance.now();
    const { tally, fingerprints, isComplete } = await this.#connected((apart) =>
      this.#tally(apart, startedAt + limitMs),
    );
    if (question.ask === 'flows') {
      const { flows, errors, isCut } = tally;
      const made = isCut ? [] : await this.#make(client, tally, fingerprints);
      return { flows: { flows, errors, isCut, made } };
    }
    const preview = await previewOf(client, { tally, fingerprints, rules, changedAt: question.changedAt });
    const tookMs = Math.round(performance.now() - startedAt);
    return { preview: { ...preview, isComplete: isComplete && !tally.isCut, tookMs } };
  }

  async #tally(client: pg.Client, until: number): Promise<Tallied> {
    const tally = new Tally();
    const fingerprints = await readFingerprints(client);
    for await (const errors of storedErrors(client, { rules: this.task.rules, fingerprints })) {
      const before = tally.errors;
      for (const error of errors) tally.add(error.fingerprint, this.#regrouper.of(error), error);
      if (Math.floor(before / TELL_EVERY) !== Math.floor(tally.errors / TELL_EVERY)) tell({ progress: tally.errors });
      if (performance.now() > until) return { tally, fingerprints, isComplete: false };
    }
    return { tally, fingerprints, isComplete: true };
  }

  /** The fingerprints that are not known, each from an error that it is to group. */
  async #make(client: pg.Client, tally: Tally, known: ReadonlyMap<string, unknown>): Promise<Fingerprint[]> {
    const samples = new Map<string, Place>();
    for (const { to, samples: of } of tally.flows) {
      if (!known.has(to) && of[0] !== undefined) samples.set(to, of[0]);
    }
    const errors = await readWhole(client, [...samples.values()]);
    return [...samples].flatMap(([hash, { id }]) => {
      const input = errors.get(id);
      const made = input && (this.usable.fingerprintOf(input) ?? fingerprintOf(input));
      return made?.hash.toString() === hash ? made : [];
    });
  }

  async #moves(client: pg.Client, { after, most }: { after: Place; most: number }): Promise<Moves> {
    const fingerprints = await readFingerprints(client);
    const found: Moves = { moves: [], looked: 0, last: undefined };
    const { rules } = this.task;
    for await (const errors of storedErrors(client, { rules, fingerprints, after: { ...after, most } })) {
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
  const task = workerData as RegroupTask;
  const thread = new RegroupThread(task, await compileRules(task.rules));
  parentPort?.on('message', (question: RegroupQuestion) => {
    thread.reply(question).then(tell, (error: unknown) => tell({ failed: (error as Error).message }));
  });
}

await start();
