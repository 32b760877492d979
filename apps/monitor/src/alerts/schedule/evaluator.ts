import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { Repeated } from '../../time/repeated.js';
import { noteWaiting } from '../decision/write-decisions.js';
import { AlertOutbox } from '../delivery/alert-outbox.js';
import type { StateChange } from '../evaluation/evaluate-rules.js';
import { reading } from '../measure/reading.js';
import type { Read } from '../measure/read-measurements.js';
import { installRules } from '../rule/install-rules.js';
import { SetAsideRules } from '../rule/set-aside-rules.js';
import { Silences } from '../silence/silences.js';
import { CriticalWatch } from './critical-watch.js';
import { nextEventMinute, wallMinute } from './due-minutes.js';
import { EvaluationMemory } from './evaluation-memory.js';
import { Lease, type Progress, readProgress, RENEW_MS } from './lease.js';
import { MinuteEvaluation } from './minute-evaluation.js';
import { RegressionWatch } from './regression-watch.js';

/** Between two looks at what is due. */
const LOOK_EVERY_MS = 400;

/**
 * Evaluates all rules, each minute once: of several monitors the one that holds the lease does, and another takes over when it ends or is not heard for six
 * seconds. Whatever is killed at whatever moment, what was decided and what is sent agree.
 */
@Injectable()
export class Evaluator implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Alerts');
  readonly #look = new Repeated(LOOK_EVERY_MS, () => this.#run());
  readonly #lease = new Lease();
  readonly #evaluation: MinuteEvaluation;
  readonly #criticals: CriticalWatch;
  readonly #regressions: RegressionWatch;
  readonly #read: Read = async <Row>(sql: string, values: readonly unknown[]) =>
    (await this.pool.run(sql, values)) as Row[];
  #memory: EvaluationMemory | undefined;
  #leased = false;
  #leasedAt = Number.NEGATIVE_INFINITY;
  #waitingFor: number | undefined;
  #failing = false;
  #installed = false;
  /** What is caught up on can take minutes: the end comes between two of them. */
  #stopped = false;

  constructor(
    private readonly pool: IngestPool,
    silences: Silences,
    outbox: AlertOutbox,
    private readonly setAside: SetAsideRules,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'identity' | 'alerts'>,
  ) {
    this.#evaluation = new MinuteEvaluation(silences, outbox, this.#lease);
    this.#criticals = new CriticalWatch(this.#evaluation, this.#lease);
    this.#regressions = new RegressionWatch(this.#evaluation, this.#lease);
  }

  onApplicationBootstrap(): void {
    this.#look.startLater();
  }

  /** Another monitor need not wait until the lease is over. */
  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    await this.#look.stop();
    if (this.#leased) await this.#lease.giveBack(this.#read).catch(() => undefined);
  }

  /** Never rejects: what could not be done is done at the next look, from what the tables say. */
  async #run(): Promise<void> {
    try {
      await this.#install();
      if (!(await this.#hold())) return;
      await this.#evaluateDue();
      this.#failing = false;
    } catch (error) {
      this.#memory = undefined;
      this.#leasedAt = Number.NEGATIVE_INFINITY;
      if (!this.#failing) this.#logger.warn(`alerts are evaluated later: ${(error as Error).message}`);
      this.#failing = true;
    }
  }

  /** Brings default rules and those of the file into the table. */
  async #install(): Promise<void> {
    if (this.#installed) return;
    await this.pool.transaction((client) => installRules(reading(client), this.configuration.alerts.rules));
    this.#installed = true;
  }

  async #hold(): Promise<boolean> {
    if (performance.now() - this.#leasedAt < RENEW_MS) return this.#leased;
    const taken = await this.#lease.take(this.#read);
    this.#leasedAt = performance.now();
    this.#leased = taken !== 'refused';
    // Another may have decided meanwhile: what it left is read again.
    if (taken !== 'kept') this.#memory = undefined;
    return this.#leased;
  }

  /**
   * Evaluates everything that is due at this moment.
   *
   * @throws LeaseLostError, SinkError
   */
  async #evaluateDue(): Promise<void> {
    while (!this.#stopped) {
      const progress = await readProgress(this.#read);
      this.#memory ??= await EvaluationMemory.read(this.#read, this.configuration.identity.service);
      const setAside = await this.#memory.useRules(this.#read, progress.rulesVersion);
      if (setAside !== undefined) this.setAside.note(setAside);
      if (progress.hasCritical)
        await this.#decide((client, memory) => this.#criticals.run(client, memory, progress.now));
      if (progress.hasRegressed)
        await this.#decide((client, memory) => this.#regressions.run(client, memory, progress.now));
      await this.#evaluateWall(progress);
      if (!(await this.#evaluateEvent(progress))) return;
      if (!(await this.#hold())) return;
    }
  }

  async #evaluateWall(progress: Progress): Promise<void> {
    const at = wallMinute(progress);
    if (at === undefined) return;
    const minute = { clock: 'wall', after: progress.sampledThrough, at, dueAt: at, now: progress.now } as const;
    await this.#decide((client, memory) => this.#evaluation.run(client, memory, minute));
  }

  /** @returns whether a minute was evaluated, so that the next may be due as well */
  async #evaluateEvent(progress: Progress): Promise<boolean> {
    const due = nextEventMinute(progress);
    if (due.kind === 'none') return false;
    const { at, dueAt } = due;
    if (due.kind === 'waiting') {
      if (at !== this.#waitingFor) await noteWaiting(this.#read, at, dueAt, waitingWords(progress));
      this.#waitingFor = at;
      return false;
    }
    const minute = { clock: 'event', after: progress.evaluatedThrough, at, dueAt, now: progress.now } as const;
    await this.#decide((client, memory) => this.#evaluation.run(client, memory, minute));
    return true;
  }

  async #decide(work: (client: pg.PoolClient, memory: EvaluationMemory) => Promise<StateChange[]>): Promise<void> {
    const memory = this.#memory as EvaluationMemory;
    const changes = await this.pool.transaction((client) => work(client, memory));
    for (const { ruleId, key, state } of changes) memory.states.set(ruleId, key, state);
  }
}

function waitingWords({ completeThrough }: Progress): string {
  if (completeThrough === null) return 'nothing is known to be stored completely yet';
  return `what came to Kafka after ${new Date(completeThrough).toISOString()} was not stored yet`;
}
