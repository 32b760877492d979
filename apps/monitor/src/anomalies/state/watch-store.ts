import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { AnomalyWatch, WINDOW_SECONDS, type WatchState } from '@log-monitor/access-anomaly';
import type pg from 'pg';
import { readWindows, withinMemory } from '../measure/read-windows.js';
import type { DueSource } from '../measure/source-progress.js';

const pack = promisify(deflate);
const unpack = promisify(inflate);

/** Seconds of event time after which what was learned is written again. */
const LEARNED_EVERY = 120;

const READ = 'SELECT learned FROM access_anomaly_state WHERE source_id = $1';
const TIME = (value: string): string => `to_timestamp(${value})`;
const MOVE = `
  UPDATE access_anomaly_state s
     SET position = ${TIME('u.position')}, arrived = ${TIME('u.arrived')}, latest = ${TIME('u.latest')}, asleep = u.asleep, warm_up_seconds = u.warm_up
    FROM unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::boolean[], $6::int[]) AS u (source, position, arrived, latest, asleep, warm_up)
   WHERE s.source_id = u.source`;
const LEARN = `
  INSERT INTO access_anomaly_state (source_id, position, learned_at, arrived, latest, asleep, warm_up_seconds, learned)
  VALUES ($1, ${TIME('$2')}, ${TIME('$2')}, ${TIME('$3')}, ${TIME('$4')}, $5, $6, $7)
  ON CONFLICT (source_id) DO UPDATE SET position = excluded.position, learned_at = excluded.learned_at, arrived = excluded.arrived,
    latest = excluded.latest, asleep = excluded.asleep, warm_up_seconds = excluded.warm_up_seconds, learned = excluded.learned`;
/** Facts are kept until what was learned of them is written, and the minute before, which is looked back at. */
const REMOVE_JUDGED = `
  DELETE FROM access_facts f USING access_anomaly_state s
   WHERE f.source_id = s.source_id AND f.last_window < s.learned_at - make_interval(secs => $1)`;

/**
 * What was learned of each source, in memory and in the table. The table has it of some minutes ago, and the windows since then: these are judged again
 * when it is read, which gives what was known before.
 */
export class WatchStore {
  readonly #watches = new Map<number, AnomalyWatch>();

  /** What is known of a source at its position, as the transaction sees it. */
  async of(client: pg.PoolClient, due: DueSource): Promise<AnomalyWatch> {
    const known = this.#watches.get(due.source);
    if (known !== undefined && known.position === (due.position ?? undefined)) return known;
    const watch = due.position === null ? new AnomalyWatch(due.source) : await readWatch(client, due, due.position);
    this.#watches.set(due.source, watch);
    return watch;
  }

  /** Writes how far sources have come, and now and then what was learned of them. */
  async write(client: pg.PoolClient, judged: readonly DueSource[]): Promise<void> {
    const moved: DueSource[] = [];
    for (const due of judged) {
      const { position = 0 } = this.#watches.get(due.source) as AnomalyWatch;
      if (due.learnedAt === null || position - due.learnedAt >= LEARNED_EVERY) await this.#learn(client, due);
      else moved.push(due);
    }
    if (moved.length === 0) return;
    const watches = moved.map(({ source }) => this.#watches.get(source) as AnomalyWatch);
    await client.query(MOVE, [
      watches.map(({ source }) => source),
      watches.map(({ position }) => position),
      moved.map(({ arrived }) => arrived),
      moved.map(({ latest }) => latest),
      watches.map(({ isAsleep }) => isAsleep),
      watches.map(({ warmUpSeconds }) => warmUpSeconds),
    ]);
  }

  /** Removes facts that nobody needs any more. */
  async removeJudged(client: pg.PoolClient): Promise<void> {
    await client.query(REMOVE_JUDGED, [AnomalyWatch.REMEMBERED * WINDOW_SECONDS]);
  }

  /** After a rollback: what is in memory is in no table. */
  forget(): void {
    this.#watches.clear();
  }

  async #learn(client: pg.PoolClient, { source, arrived, latest }: DueSource): Promise<void> {
    const watch = this.#watches.get(source) as AnomalyWatch;
    const learned = await pack(JSON.stringify(watch.state()), { level: 1 });
    await client.query(LEARN, [source, watch.position, arrived, latest, watch.isAsleep, watch.warmUpSeconds, learned]);
  }
}

async function readWatch(client: pg.PoolClient, { source }: DueSource, position: number): Promise<AnomalyWatch> {
  const { rows } = await client.query<{ learned: Buffer }>(READ, [source]);
  const bytes = await unpack(rows[0]?.learned as Buffer);
  const state = JSON.parse(bytes.toString('utf8')) as WatchState;
  const watch = new AnomalyWatch(source);
  watch.restore(state);
  let from = state.position - (AnomalyWatch.REMEMBERED - 1) * WINDOW_SECONDS;
  while (from <= position) {
    const range = { source, from, to: position + WINDOW_SECONDS };
    const [part = range] = await withinMemory(client, [range]);
    const windows = (await readWindows(client, [part])).get(source);
    for (; from < part.to; from += WINDOW_SECONDS) {
      if (from <= state.position) watch.remember(from, windows?.get(from));
      else watch.judge(from, windows?.get(from));
    }
  }
  return watch;
}
