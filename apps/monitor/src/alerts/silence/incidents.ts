import { Injectable } from '@nestjs/common';
import type { Incident } from '@log-monitor/monitor-api';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import type { AlertEvent } from '../event/alert-event.js';

interface IncidentRow {
  id: string;
  event: AlertEvent;
  fired_at: Date;
  resolved_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  comment: string | null;
  snoozed_until: Date | null;
  escalated_at: Date | null;
}

const LIST = `
  SELECT id, event, fired_at, resolved_at, acknowledged_at, acknowledged_by, comment, snoozed_until, escalated_at FROM alert_incident
  WHERE NOT $1 OR resolved_at IS NULL ORDER BY fired_at DESC, id LIMIT $2`;
const SNOOZE = `
  UPDATE alert_incident SET snoozed_until = clock_timestamp() + make_interval(mins => $2) WHERE id = $1 AND resolved_at IS NULL RETURNING id`;

const WAKE = `UPDATE alert_incident SET snoozed_until = NULL WHERE id = $1 AND snoozed_until > clock_timestamp() RETURNING id`;

/** Alerts that fire, and what people do about them. */
@Injectable()
export class Incidents {
  constructor(private readonly pool: IngestPool) {}

  /** Last fired first. */
  async list({ open, limit }: { open: boolean; limit: number }): Promise<Incident[]> {
    return (await this.pool.run<IncidentRow>(LIST, [open, limit])).map(incidentOf);
  }

  /** @returns false when there is no such alert, or it is over */
  async snooze(id: string, minutes: number): Promise<boolean> {
    return (await this.pool.run(SNOOZE, [id, minutes])).length > 0;
  }

  /** Ends a snooze early. @returns false when it is not snoozed */
  async wake(id: string): Promise<boolean> {
    return (await this.pool.run(WAKE, [id])).length > 0;
  }
}

function incidentOf(row: IncidentRow): Incident {
  const { id, event, comment } = row;
  const { ruleId, ruleName, key, severity, sentence } = event;
  return {
    ...{ id, ruleId, ruleName, key, severity, sentence, comment },
    firedAt: row.fired_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_by,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
  };
}
