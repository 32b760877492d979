import type { AlertRule } from '@log-monitor/monitor-api';

/** For kinds about the monitor as a whole. */
export function onlyItself(kind: string, { scope, groupBy }: Pick<AlertRule, 'scope' | 'groupBy'>): string | undefined {
  const narrowed = Object.keys(scope).length > 0 || groupBy !== undefined;
  return narrowed ? `${kind} has neither scope nor groupBy: it is about the monitor as a whole` : undefined;
}
