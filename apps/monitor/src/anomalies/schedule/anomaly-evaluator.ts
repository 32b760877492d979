import { setImmediate } from 'node:timers/promises';
import { type AnomalyWatch, type Finding, WINDOW_SECONDS } from '@log-monitor/access-anomaly';
import { KnownTexts } from '@log-monitor/access-statistics';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { ANOMALY_LOCK } from '../../store/connection/advisory-locks.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Repeated } from '../../time/repeated.js';
import { writeFindings } from '../finding/write-findings.js';
import { readWindows, type Windows, withinMemory } from '../measure/read-windows.js';
import { type DueSource, readDueSources } from '../measure/source-progress.js';
import { readSilences } from '../silence/stored-silence.js';
import { WatchStore } from '../state/watch-store.js';
import { AnomalyMetrics } from './anomaly-metrics.js';

const LOOK_EVERY_MS = 250;
const PAUSE_MS = 1000;
/** What is behind, such as an import, is judged in steps; the pause after each is so many times as long: ingest comes first. */
const PAUSE_TIMES = 12;
/** Windows of one source in one step, and sources. */
const MOST_WINDOWS = 90;
const MOST_SOURCES = 200;
/** Others get their turn on the thread after so long. */
const TURN_MS = 15;

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${ANOMALY_LOCK}) AS taken`;

/**
 * Judges windows of requests as soon as they are over, by event time. One monitor does it at a time; what was found, what was learned and how far it
 * came are written in one transaction, so that everything is found once whatever is killed.
 */
@Injectable()
export class AnomalyEvaluator implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Anomalies');
  readonly #work = new Repeated(LOOK_EVERY_MS, () => this.#run());
  readonly #watches = new WatchStore();
  readonly #texts = new KnownTexts();
  #removeAt = 0;
  #due = 0;
  #failing = false;

  constructor(
    private readonly pool: IngestPool,
    private readonly metrics: AnomalyMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#work.stop();
  }

  /**
   * Judges what is due, or a part of it.
   *
   * @returns how many windows were judged; 0 also while another monitor judges
   * @throws SinkError
   */
  async evaluate(): Promise<number> {
    const began = performance.now();
    const found: string[] = [];
    try {
      const windows = await this.pool.transaction((client) => this.#evaluateIn(client, found));
      this.metrics.note(windows, found, performance.now() - began);
      return windows;
    } catch (error) {
      this.#watches.forget();
      throw error;
    }
  }

  /** Never rejects: what was not judged is judged the next time. */
  async #run(): Promise<void> {
    const began = performance.now();
    if (began < this.#due) return;
    try {
      const isBehind = (await this.evaluate()) >= MOST_WINDOWS;
      const now = performance.now();
      this.#due = now + (isBehind ? PAUSE_TIMES * (now - began) : PAUSE_MS);
      this.#failing = false;
    } catch (error) {
      this.#due = performance.now() + 4 * PAUSE_MS;
      if (!this.#failing) this.#logger.warn(`requests are judged later: ${(error as Error).message}`);
      this.#failing = true;
    }
  }

  async #evaluateIn(client: pg.PoolClient, found: string[]): Promise<number> {
    const lock = await client.query<{ taken: boolean }>(TRY_LOCK);
    if (lock.rows[0]?.taken !== true) return 0;
    const due = (await readDueSources(client)).slice(0, MOST_SOURCES).map(cut);
    if (due.length === 0) return 0;
    const fitting = await withinMemory(client, due);
    const facts = await readWindows(client, fitting, this.#texts);
    const changed = new Map<string, Finding>();
    let windows = 0;
    for (const one of fitting) {
      const watch = await this.#watches.of(client, one);
      windows += await judge(watch, one, facts.get(one.source) as Windows, changed);
    }
    found.push(...(await writeFindings(client, [...changed.values()], await readSilences(client))));
    await this.#watches.write(client, fitting);
    if (performance.now() >= this.#removeAt) {
      await this.#watches.removeJudged(client);
      this.#removeAt = performance.now() + MINUTE_MS;
    }
    return windows;
  }
}

function cut(due: DueSource): DueSource {
  return { ...due, to: Math.min(due.to, due.from + MOST_WINDOWS * WINDOW_SECONDS) };
}

/**
 * @param changed gets what opened, went on or ended
 * @returns how many windows were judged
 */
async function judge(
  watch: AnomalyWatch,
  due: DueSource,
  facts: Windows,
  changed: Map<string, Finding>,
): Promise<number> {
  let turn = performance.now();
  let judged = 0;
  for (let start = due.from; start < due.to; start += WINDOW_SECONDS) {
    if (watch.isAsleep) {
      if (!facts.has(start)) continue;
      watch.wake();
      // What was skipped is not judged again, so that what was learned has to be written now.
      due.learnedAt = null;
    }
    for (const finding of watch.judge(start, facts.get(start))) changed.set(finding.key, finding);
    judged += 1;
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
  return judged;
}
