import { Injectable } from '@nestjs/common';
import type { ReportsAnswer } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { ChannelList } from '../channel/channel-list.js';
import { ATTEMPTS_OF, type AttemptRow, attemptsOf } from '../delivery/attempt-rows.js';
import { intervalName, nextDue, planOf } from './report-schedule.js';

/** Messages, not their contents, which hold every figure. */
const REPORTS = `
  SELECT m.id, m.channel, m.state, m.created_at, m.content #>> '{report,interval}' AS interval, m.content #>> '{report,from}' AS "from",
    m.content #>> '{report,to}' AS "to", ${ATTEMPTS_OF('m.id')} AS attempts
  FROM alert_message m WHERE m.kind = 'report' ORDER BY m.id DESC LIMIT 100`;
const LAST = 'SELECT max(due_at) AS due_at FROM alert_report';

interface ReportRow {
  id: string;
  channel: string;
  state: ReportsAnswer['reports'][number]['state'];
  created_at: Date;
  interval: string;
  from: string;
  to: string;
  attempts: AttemptRow[] | null;
}

/** When reports come, and what has become of those that were made. */
@Injectable()
export class ReportList {
  constructor(
    private readonly configuration: Configuration,
    private readonly pool: IngestPool,
    private readonly channels: ChannelList,
  ) {}

  /** @throws SinkError */
  async answer(now: Date): Promise<ReportsAnswer> {
    const rows = await this.pool.run<ReportRow>(REPORTS);
    return { schedules: await this.#schedules(now), reports: rows.map(reportOf) };
  }

  async #schedules(now: Date): Promise<ReportsAnswer['schedules']> {
    const plan = planOf(this.configuration);
    if (plan === undefined) return [];
    const [last] = await this.pool.run<{ due_at: Date | null }>(LAST);
    return [
      {
        interval: intervalName(plan.interval),
        timeZone: plan.timeZone,
        nextDueAt: nextDue(plan, now).toISOString(),
        lastDueAt: last?.due_at?.toISOString() ?? null,
        channels: [...this.channels.names],
      },
    ];
  }
}

function reportOf({ id, created_at, attempts, ...row }: ReportRow): ReportsAnswer['reports'][number] {
  return { messageId: id, createdAt: created_at.toISOString(), attempts: attemptsOf(attempts), ...row };
}
