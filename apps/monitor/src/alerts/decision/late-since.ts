import type { AlertRule } from '@log-monitor/monitor-api';
import { DAY_MS } from '../../time/durations.js';
import { kindOf } from '../kind/kind-list.js';
import { lateOf } from '../kind/late-of.js';
import { WatchedRule } from '../kind/watched-rule.js';
import { lateRecords } from '../measure/late-records.js';
import { lateRequests } from '../measure/late-requests.js';
import type { Read } from '../measure/read-measurements.js';

/** Windows of a minute are not kept for longer, so that what came late cannot be told. */
const REQUESTS_MS = 8 * DAY_MS;

/**
 * How many records or requests of a window came after it was decided.
 *
 * @param at end of the window, milliseconds since 1970
 * @param ownService name of the monitor's own records
 * @returns null when it cannot be told any more
 */
export async function lateSince(
  read: Read,
  rule: AlertRule,
  at: number,
  { now, ownService }: { readonly now: number; readonly ownService: string },
): Promise<number | null> {
  const { clock, about } = kindOf(rule);
  if (clock === 'wall') return 0;
  const span = { from: at - rule.windowSeconds * 1000, to: at };
  if (about === 'requests' && span.from < now - REQUESTS_MS) return null;
  const late =
    about === 'requests'
      ? { records: [], requests: await lateRequests(read, span) }
      : { records: await lateRecords(read, span), requests: [] };
  return lateOf(new WatchedRule(rule, ownService), late);
}
