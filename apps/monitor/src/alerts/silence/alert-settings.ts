import { Injectable } from '@nestjs/common';
import { alertSettings, type AlertSettingsValue } from '@log-monitor/monitor-api';
import { IngestPool } from '../../store/connection/ingest-pool.js';

const READ = 'SELECT value FROM alert_setting';
const WRITE = `
  INSERT INTO alert_setting (value) VALUES ($1) ON CONFLICT (one) DO UPDATE SET value = excluded.value`;

interface Reader {
  query(sql: string): Promise<{ rows: unknown[] }>;
}

/** Quiet hours, escalation and the cap, as people have set them; defaults until then. */
@Injectable()
export class AlertSettings {
  constructor(private readonly pool: IngestPool) {}

  /** @param client of a transaction that decides by them */
  async read(client?: Reader): Promise<AlertSettingsValue> {
    const rows = client === undefined ? await this.pool.run(READ) : (await client.query(READ)).rows;
    return alertSettings.parse((rows[0] as { value: unknown } | undefined)?.value ?? {});
  }

  async write(value: AlertSettingsValue): Promise<void> {
    await this.pool.run(WRITE, [JSON.stringify(value)]);
  }
}
