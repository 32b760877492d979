import type { Notification } from '@log-monitor/monitor-api';

export interface AttemptRow {
  number: number;
  started_at: string;
  ended_at: string | null;
  outcome: Notification['attempts'][number]['outcome'];
  detail: string | null;
  monitor: string;
}

/** SQL of the last attempts of a message, oldest first, as JSON. @param messageId SQL of its id */
export const ATTEMPTS_OF = (messageId: string): string => `
    (SELECT json_agg(a ORDER BY a.number) FROM (
       SELECT number, started_at, ended_at, outcome, detail, monitor FROM alert_attempt WHERE message_id = ${messageId} ORDER BY number DESC LIMIT 50
     ) a)`;

export function attemptsOf(rows: readonly AttemptRow[] | null): Notification['attempts'] {
  return (rows ?? []).map(({ number, started_at, ended_at, outcome, detail, monitor }) => ({
    ...{ number, outcome, detail, monitor },
    startedAt: new Date(started_at).toISOString(),
    endedAt: ended_at === null ? null : new Date(ended_at).toISOString(),
  }));
}
