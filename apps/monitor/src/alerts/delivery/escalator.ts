import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { Repeated } from '../../time/repeated.js';
import type { AlertEvent } from '../event/alert-event.js';
import { AlertSettings } from '../silence/alert-settings.js';
import { escalationOf } from '../silence/escalation.js';
import { AlertOutbox } from './alert-outbox.js';

const LOOK_EVERY_MS = 10_000;

/** The gravest first: each is escalated at least as soon as one that is less grave, so that none waits for others that are not due. */
const UNHEARD = `
  SELECT id, event, fired_at FROM alert_incident
  WHERE resolved_at IS NULL AND acknowledged_at IS NULL AND escalated_at IS NULL AND (snoozed_until IS NULL OR snoozed_until < clock_timestamp())
    AND fired_at > clock_timestamp() - interval '8 days'
  ORDER BY array_position('{critical,warning,info}', event->>'severity'), fired_at LIMIT 1000 FOR UPDATE SKIP LOCKED`;
const ESCALATED = 'UPDATE alert_incident SET escalated_at = clock_timestamp() WHERE id = $1';

interface IncidentRow {
  id: string;
  event: AlertEvent;
  fired_at: Date;
}

/** Tells others of an alert that nobody has acknowledged in time, once. */
@Injectable()
export class Escalator implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Alerts');
  readonly #look = new Repeated(LOOK_EVERY_MS, () => this.#lookSafely());

  constructor(
    private readonly pool: IngestPool,
    private readonly settings: AlertSettings,
    private readonly outbox: AlertOutbox,
  ) {}

  onApplicationBootstrap(): void {
    this.#look.startLater();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#look.stop();
  }

  /**
   * @returns how many were told
   * @throws SinkError
   */
  async look(): Promise<number> {
    const { escalation } = await this.settings.read();
    if (escalation.length === 0) return 0;
    return this.pool.transaction(async (client) => {
      const { rows } = await client.query<IncidentRow>(UNHEARD);
      const now = this.pool.clock.now();
      let told = 0;
      for (const { id, event, fired_at } of rows) {
        const channels = escalationOf(event, now - fired_at.getTime(), escalation);
        if (channels === undefined) continue;
        const escalated = {
          ...event,
          id: randomUUID(),
          transition: 'escalated',
          at: new Date(now).toISOString(),
        } as const;
        await this.outbox.put(client, [{ event: escalated, channels }]);
        await client.query(ESCALATED, [id]);
        told += 1;
      }
      return told;
    });
  }

  async #lookSafely(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.#logger.warn(`escalation waits: ${(error as Error).message}`);
    }
  }
}
