import type { AlertRule, AlertSuppression } from '@log-monitor/monitor-api';
import type { AlertTransition } from '../event/alert-event.js';

/** Why nobody is told. */
export type Suppression = AlertSuppression | 'none';

/** What people have been told of one key of a rule. Times are milliseconds since 1970. */
export interface Told {
  /** They know that it fires. */
  readonly open: boolean;
  /** When they were last told that it fires. */
  readonly at?: number;
  /** A CRITICAL record was told of as soon as it was stored: until then the windows that hold it are not all evaluated. */
  readonly earlyUntil?: number;
}

export const UNTOLD: Told = { open: false };

/** Whether the last message is too recent for another. */
export function isCooling({ at: last }: Told, cooldownSeconds: number, at: number): boolean {
  return last !== undefined && at - last < cooldownSeconds * 1000;
}

export interface Telling {
  readonly told: Told;
  readonly transition: AlertTransition | undefined;
  readonly suppression: Suppression;
}

/**
 * Decides whether people are told. Who was told that something fires is always told that it is over; what was suppressed is told later if it still fires.
 *
 * @param firing by this evaluation
 * @param at moment of the evaluation
 * @param silence the rule's own reasons to say nothing: a mute, maintenance, a rule that it depends on
 */
export function tell(
  { cooldownSeconds }: Pick<AlertRule, 'cooldownSeconds'>,
  firing: boolean,
  before: Told,
  at: number,
  silence: Suppression,
): Telling {
  if (!firing) {
    const isEarly = before.earlyUntil !== undefined && at < before.earlyUntil;
    if (!before.open || isEarly) return { told: before, transition: undefined, suppression: 'none' };
    const told = before.at === undefined ? UNTOLD : { open: false, at: before.at };
    return { told, transition: 'resolved', suppression: 'none' };
  }
  if (before.open) return { told: before, transition: undefined, suppression: 'none' };
  const suppression = silence === 'none' && isCooling(before, cooldownSeconds, at) ? 'cooldown' : silence;
  if (suppression !== 'none') return { told: before, transition: undefined, suppression };
  return { told: { open: true, at }, transition: 'fired', suppression };
}

/**
 * The same for CRITICAL records that were just stored: told at once, and again after the cooldown as long as they come.
 *
 * @param until end of the last window that holds them, as far as it is known
 */
export function tellEarly(
  { cooldownSeconds }: Pick<AlertRule, 'cooldownSeconds'>,
  before: Told,
  at: number,
  until: number,
  silence: Suppression,
): Telling {
  const earlyUntil = Math.max(until, before.earlyUntil ?? until);
  const cooling = isCooling(before, cooldownSeconds, at);
  if (before.open && cooling) return { told: { ...before, earlyUntil }, transition: undefined, suppression: 'none' };
  const suppression = silence === 'none' && cooling ? 'cooldown' : silence;
  if (suppression !== 'none') return { told: before, transition: undefined, suppression };
  return { told: { open: true, at, earlyUntil }, transition: before.open ? 'reminder' : 'fired', suppression };
}
