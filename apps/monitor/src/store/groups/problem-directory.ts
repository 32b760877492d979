import type { Fingerprint } from '@log-monitor/error-fingerprint';
import type pg from 'pg';
import { growingCache } from '../../cache/growing-cache.js';
import type { PlacedError } from './placed-error.js';
import { Grouping } from './grouping.js';
import { NewProblemLimit } from './new-problem-limit.js';
import { otherProblems } from './other-problems.js';

/** Fingerprints kept in memory, a hundred bytes each; more come and go through the database. */
const CACHE_LIMIT = 50_000;
/** One that was asked for within the hour cannot have left with the retention, which is a day at least. */
const KNOWN_FOR_MS = 3_600_000;
/** Of all problems that are kept: far more than anybody looks at. */
const MOST_FINGERPRINTS = 100_000;

/** The rows stay until the transaction ends: the retention passes by what is being used. */
const SELECT_KNOWN = `SELECT hash::text AS hash FROM error_fingerprint WHERE hash = ANY($1::bigint[]) ORDER BY hash FOR KEY SHARE`;
const COUNT_ALL = 'SELECT count(*)::int AS count FROM error_fingerprint';

/** In the order of the hashes: two monitors that find the same problems at once wait for one another in one direction. */
const INSERT_NEW = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::jsonb[])
      AS u (hash, title, culprit, key, version, basis)
  ), made AS (
    INSERT INTO error_group (id, title, culprit) SELECT hash, title, culprit FROM given ORDER BY hash
    ON CONFLICT (id) DO NOTHING
  )
  INSERT INTO error_fingerprint (hash, group_id, title, culprit, key, version, basis)
  SELECT hash, hash, title, culprit, key, version, basis FROM given ORDER BY hash
  ON CONFLICT (hash) DO NOTHING`;

/**
 * Says of each error which problem it is, and writes down those never seen before. A problem that is known costs the database nothing.
 *
 * A service whose every message is new cannot fill the tables: beyond a limit its new problems are one, "other problems".
 */
export class ProblemDirectory {
  /** By hash. Only what is committed is in it. */
  readonly #known = growingCache<string, true>(CACHE_LIMIT, KNOWN_FOR_MS);
  readonly #limit = new NewProblemLimit();
  readonly #grouping = new Grouping();
  #isFull = false;

  /** Gives each of these records its problem, in the transaction that stores them. */
  async assign(client: pg.PoolClient, errors: readonly PlacedError[]): Promise<void> {
    if (errors.length === 0) return;
    await this.#grouping.bringUpToDate(client);
    for (const placed of errors) placed.problem ??= this.#grouping.fingerprintOf(placed.record);
    const unknown = unknownAmong(errors, (hash) => this.#known.has(hash));
    if (unknown.size === 0) return;
    for (const hash of await readKnown(client, unknown.keys())) unknown.delete(hash);
    if (unknown.size === 0) return;
    await this.#readSize(client);
    for (const placed of errors) this.#withinLimit(placed, unknown);
    await insertNew(client, [...unknownAmong(errors, (hash) => this.#known.has(hash)).values()]);
  }

  /** To be called after the commit only: what is remembered must be in the database. */
  committed(stored: readonly PlacedError[]): void {
    for (const { problem } of stored) if (problem !== undefined) this.#known.set(String(problem.hash), true);
  }

  forget(): void {
    this.#known.clear();
  }

  /** A new problem beyond the limit is taken for one of the service's others. */
  #withinLimit(placed: PlacedError, unknown: ReadonlyMap<string, Fingerprint>): void {
    const hash = String((placed.problem as Fingerprint).hash);
    if (!unknown.has(hash)) return;
    const { place, record } = placed;
    if (this.#isFull || !this.#limit.takes(hash, place.serviceId, record.kafkaTime))
      placed.problem = otherProblems(record.service);
  }

  async #readSize(client: pg.PoolClient): Promise<void> {
    const { rows } = await client.query<{ count: number }>(COUNT_ALL);
    this.#isFull = (rows[0]?.count ?? 0) >= MOST_FINGERPRINTS;
  }
}

function unknownAmong(errors: readonly PlacedError[], isKnown: (hash: string) => boolean): Map<string, Fingerprint> {
  const unknown = new Map<string, Fingerprint>();
  for (const { problem } of errors) {
    if (problem === undefined) continue;
    const hash = String(problem.hash);
    if (!unknown.has(hash) && !isKnown(hash)) unknown.set(hash, problem);
  }
  return unknown;
}

async function readKnown(client: pg.PoolClient, hashes: Iterable<string>): Promise<string[]> {
  const { rows } = await client.query<{ hash: string }>({
    name: 'known_fingerprints',
    text: SELECT_KNOWN,
    values: [[...hashes]],
  });
  return rows.map(({ hash }) => hash);
}

async function insertNew(client: pg.PoolClient, problems: readonly Fingerprint[]): Promise<void> {
  await client.query(INSERT_NEW, [
    problems.map(({ hash }) => hash),
    problems.map(({ title }) => title),
    problems.map(({ culprit }) => culprit),
    problems.map(({ key }) => key),
    problems.map(({ version }) => version),
    problems.map(({ basis }) => JSON.stringify(basis)),
  ]);
}
