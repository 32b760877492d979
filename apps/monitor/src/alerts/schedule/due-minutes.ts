import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { floorMinute } from '../measure/read-measurements.js';
import type { Progress } from './lease.js';

/** How long records may take from their event time to Kafka. */
const LATENESS_MS = MINUTE_MS;
/** After an outage no more than this is caught up on. */
const MOST_CATCH_UP_MS = DAY_MS;

export type DueMinute =
  /** Nothing is due. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly at: number; readonly dueAt: number }
  /** Due, and not all of its records are stored: deciding now could be wrong either way. */
  | { readonly kind: 'waiting'; readonly at: number; readonly dueAt: number };

/**
 * The next minute to evaluate by event time. A window that ends at `at` is due after the lateness, and ready when everything is stored that was in Kafka by
 * then.
 */
export function nextEventMinute({ now, evaluatedThrough, completeThrough }: Progress): DueMinute {
  const newest = floorMinute(now - LATENESS_MS);
  const next = evaluatedThrough === null ? newest : evaluatedThrough + MINUTE_MS;
  if (next > newest) return { kind: 'none' };
  const at = Math.max(next, newest - MOST_CATCH_UP_MS);
  const dueAt = at + LATENESS_MS;
  const isComplete = completeThrough !== null && completeThrough >= dueAt;
  return { kind: isComplete ? 'ready' : 'waiting', at, dueAt };
}

/** The minute whose end is now, for what has no event time: what was missed cannot be measured any more. */
export function wallMinute({ now, sampledThrough }: Progress): number | undefined {
  const at = floorMinute(now);
  return sampledThrough === null || at > sampledThrough ? at : undefined;
}
