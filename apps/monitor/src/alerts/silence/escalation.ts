import type { Escalation } from '@log-monitor/monitor-api';
import type { AlertEvent, AlertSeverity } from '../event/alert-event.js';

const RANK: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * Whom to tell of an alert that nobody has acknowledged; undefined: nobody yet. The first line of the settings that fits and is due counts.
 *
 * @param openMs how long ago it fired
 */
export function escalationOf(
  { severity }: Pick<AlertEvent, 'severity'>,
  openMs: number,
  lines: readonly Escalation[],
): Escalation['channels'] | undefined {
  return lines.find(({ from, afterMinutes }) => RANK[severity] >= RANK[from] && openMs >= afterMinutes * 60_000)
    ?.channels;
}
