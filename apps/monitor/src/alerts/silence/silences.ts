import { Injectable } from '@nestjs/common';
import type { Silence, SilenceInput, SilenceMatcher } from '@log-monitor/monitor-api';
import type pg from 'pg';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import type { Suppressions } from './suppression.js';

interface SilenceRow {
  id: string;
  kind: 'mute' | 'maintenance';
  matcher: SilenceMatcher;
  starts_at: Date;
  ends_at: Date;
  comment: string;
  created_by: string;
}

const COLUMNS = 'id, kind, matcher, starts_at, ends_at, comment, created_by';
/** Those that are over stay to be seen for a week. */
const LIST = `
  SELECT ${COLUMNS} FROM alert_silence WHERE ends_at > clock_timestamp() - interval '7 days' ORDER BY ends_at DESC, id LIMIT 1000`;
const INSERT = `
  INSERT INTO alert_silence (kind, matcher, starts_at, ends_at, comment, created_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`;
/** One that has begun stays to be seen, as one that is over; one that has not is gone. */
const END = `
  WITH gone AS (DELETE FROM alert_silence WHERE id = $1 AND starts_at > clock_timestamp() RETURNING id),
    ended AS (
      UPDATE alert_silence SET ends_at = clock_timestamp() WHERE id = $1 AND starts_at < clock_timestamp() AND ends_at > clock_timestamp() RETURNING id
    )
  SELECT id FROM gone UNION ALL SELECT id FROM ended`;
const ACTIVE = `
  SELECT kind, matcher FROM alert_silence WHERE starts_at <= clock_timestamp() AND ends_at > clock_timestamp() ORDER BY starts_at, id`;
const OPEN = `
  SELECT rule_id AS "ruleId", key, acknowledged_at IS NOT NULL AS acknowledged, coalesce(snoozed_until > clock_timestamp(), false) AS snoozed
  FROM alert_incident WHERE resolved_at IS NULL AND (acknowledged_at IS NOT NULL OR snoozed_until > clock_timestamp())`;

/** Mutes and maintenance windows. */
@Injectable()
export class Silences {
  constructor(private readonly pool: IngestPool) {}

  async list(): Promise<Silence[]> {
    return (await this.pool.run<SilenceRow>(LIST)).map(silenceOf);
  }

  async add({ kind, matcher, startsAt, endsAt, comment }: SilenceInput, by: string): Promise<Silence> {
    const values = [kind, JSON.stringify(matcher), startsAt, endsAt, comment, by];
    const [row] = await this.pool.run<SilenceRow>(INSERT, values);
    return silenceOf(row as SilenceRow);
  }

  /** @returns false when there is none, or it is over */
  async end(id: string): Promise<boolean> {
    return (await this.pool.run(END, [id])).length > 0;
  }

  /** What holds now. @param client of the transaction that decides */
  async current(client: Pick<pg.ClientBase, 'query'>): Promise<Suppressions> {
    const { rows: silences } = await client.query<Suppressions['silences'][number]>(ACTIVE);
    const { rows: incidents } = await client.query<Suppressions['incidents'][number]>(OPEN);
    return { silences, incidents };
  }
}

function silenceOf({ id, kind, matcher, starts_at, ends_at, comment, created_by }: SilenceRow): Silence {
  const times = { startsAt: starts_at.toISOString(), endsAt: ends_at.toISOString() };
  return { id, kind, matcher, ...times, comment, createdBy: created_by };
}
