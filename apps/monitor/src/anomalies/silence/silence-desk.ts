import { type DetectorName, isSilenced, type SilenceRule, silenceProblem } from '@log-monitor/access-anomaly';
import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { ANOMALY_LOCK } from '../../store/connection/advisory-locks.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { readSilences } from './stored-silence.js';

const MOST = 1000;

/** What is judged and what is silenced never cross. */
const LOCK = `SELECT pg_advisory_xact_lock(${ANOMALY_LOCK})`;
const COLUMNS = 'id::text, rule, comment, created_by AS "createdBy", created_at AS "createdAt"';
const LIST = `SELECT ${COLUMNS} FROM access_anomaly_silence ORDER BY access_anomaly_silence.id DESC`;
const ADD = `INSERT INTO access_anomaly_silence (rule, comment, created_by) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`;
const REMOVE = 'DELETE FROM access_anomaly_silence WHERE id = $1 RETURNING id';
const FINDINGS = `
  SELECT id::text, detector, silenced_by::text AS "silencedBy", host, route, client, network FROM access_anomaly
   WHERE silenced_by IS NULL OR silenced_by = $1::bigint`;
const SET = 'UPDATE access_anomaly SET silenced_by = $2::bigint WHERE id = ANY($1::bigint[])';

/** A rule, with who made it and why. */
export interface KnownSilence {
  readonly id: string;
  readonly rule: SilenceRule;
  readonly comment: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

interface FindingRow {
  id: string;
  detector: DetectorName;
  silencedBy: string | null;
  host: string | null;
  route: string | null;
  client: string | null;
  network: string | null;
}

/** A rule cannot be: what is wrong with it. */
export class SilenceError extends Error {
  readonly code = 'SILENCE_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'SilenceError';
  }
}

/** Rules by which findings are kept back: own scanners and monitors, load tests. They hold for what was found before, too. */
@Injectable()
export class SilenceDesk {
  constructor(private readonly pool: IngestPool) {}

  /** All rules, the newest first. @throws SinkError */
  async list(): Promise<KnownSilence[]> {
    return this.pool.run<KnownSilence & pg.QueryResultRow>(LIST);
  }

  /** @throws SilenceError, SinkError */
  async add(rule: SilenceRule, comment: string, by: string): Promise<KnownSilence> {
    const problem = silenceProblem(rule);
    if (problem !== undefined) throw new SilenceError(problem);
    const added = await this.#underLock(async (client) => {
      if ((await readSilences(client)).length >= MOST) return undefined;
      const { rows } = await client.query<KnownSilence>(ADD, [JSON.stringify(rule), comment, by]);
      const silence = rows[0] as KnownSilence;
      await silenceFound(client, silence.id, [silence]);
      return silence;
    });
    if (added === undefined) throw new SilenceError(`There are ${MOST} rules already; remove one first.`);
    return added;
  }

  /** What it kept back is seen again, unless another rule keeps it back. @returns false when there is none. @throws SinkError */
  async remove(id: string): Promise<boolean> {
    return this.#underLock(async (client) => {
      const { rowCount } = await client.query(REMOVE, [id]);
      if (rowCount !== 1) return false;
      await silenceFound(client, id, await readSilences(client));
      return true;
    });
  }

  async #underLock<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return this.pool.transaction(async (client) => {
      await client.query(LOCK);
      return work(client);
    });
  }
}

/** Decides again about findings that no rule keeps back, or the one that has changed. */
async function silenceFound(
  client: pg.PoolClient,
  changed: string,
  silences: readonly Pick<KnownSilence, 'id' | 'rule'>[],
): Promise<void> {
  const { rows } = await client.query<FindingRow>(FINDINGS, [changed]);
  const byRule = new Map<string | null, string[]>();
  for (const { id, detector, silencedBy, host, route, client: address, network } of rows) {
    const named = Object.entries({ host, route, client: address, network }).filter(([, value]) => value !== null);
    const by = silences.find(({ rule }) => isSilenced([rule], detector, Object.fromEntries(named)))?.id ?? null;
    if (by !== silencedBy) byRule.set(by, [...(byRule.get(by) ?? []), id]);
  }
  for (const [by, ids] of byRule) await client.query(SET, [ids, by]);
}
