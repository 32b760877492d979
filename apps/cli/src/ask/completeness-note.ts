import type { Completeness, LedgerTotals } from '@log-monitor/monitor-api';

/** What every answer says about itself. */
export type Answer = Completeness & { ledger?: LedgerTotals };

/** One line when the answer is not the whole truth; undefined when it is. */
export function completenessNote({ completeThrough, lag, ledger }: Answer): string | undefined {
  const parts: string[] = [];
  if (lag.records === null)
    parts.push('how much is still to come is not known: the monitor does not reach Kafka, or has not begun to read');
  else if (lag.records > 0)
    parts.push(`${lag.records} records are not stored yet (${Math.round(lag.seconds ?? 0)} s behind)`);
  if (ledger && ledger.missing > 0) parts.push(`${ledger.missing} records are missing`);
  if (ledger && ledger.dropped > 0) parts.push(`${ledger.dropped} were dropped by the services themselves`);
  if (parts.length === 0) return undefined;
  return `Complete through ${completeThrough ?? '(unknown)'}; ${parts.join('; ')}.`;
}
