import type { SilenceRule } from '@log-monitor/access-anomaly';
import type pg from 'pg';

const READ = 'SELECT id::text, rule FROM access_anomaly_silence ORDER BY id';

/** A rule by which findings are kept back. */
export interface StoredSilence {
  /** Its number. */
  readonly id: string;
  readonly rule: SilenceRule;
}

/** All rules, the oldest first. */
export async function readSilences(client: Pick<pg.ClientBase, 'query'>): Promise<StoredSilence[]> {
  return (await client.query<StoredSilence>(READ)).rows;
}
