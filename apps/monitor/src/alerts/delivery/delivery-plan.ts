import type { AlertEvent, AlertSeverity } from '../event/alert-event.js';

const FIRST_PAUSE_MS = 2000;
const LAST_PAUSE_MS = 300_000;
const HOUR_MS = 3_600_000;

/** So many events stand in one message when the cap has kept them back; the others are counted. */
export const LISTED_WHEN_CAPPED = 20;

/** A message that no receiver has taken after this long is given up, and said to be. */
export const GIVE_UP_AFTER_MS = 24 * HOUR_MS;

/** After so many failures in a row the other channels are told. */
const TELL_AFTER_FAILURES = 3;

/**
 * How long a channel waits after failures in a row: twice as long each time up to five minutes, and half of it by chance, so that monitors and receivers do not
 * meet again and again. What the receiver asks for is waited at least.
 *
 * @param failures 1 or more
 * @param chance 0 to 1
 */
export function pauseAfter(failures: number, chance: number, askedMs = 0): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LAST_PAUSE_MS);
  return Math.max(Math.round(full / 2 + (full / 2) * chance), askedMs);
}

/**
 * Whether the other channels are told that a channel fails: after a few failures in a row, and at once when its receiver wants to be left alone for so long
 * that a few more failures would take hours.
 */
export function isWorthTelling(failures: number, pauseMs: number): boolean {
  return failures >= TELL_AFTER_FAILURES || pauseMs > LAST_PAUSE_MS;
}

export interface Waiting {
  readonly id: string;
  readonly event: AlertEvent;
}

export interface ChannelLoad {
  /** Messages with alerts that the channel took in the last hour. */
  readonly sentLastHour: number;
  /** Messages in an hour; twice as many when one of the events is critical. */
  readonly cap: number;
  /** Whether events of this severity are to wait, by quiet hours. */
  readonly isQuiet: (severity: AlertSeverity) => boolean;
}

export interface Composed {
  readonly listed: readonly Waiting[];
  /** Kept back by the cap for good; the message says how many. */
  readonly suppressed: readonly Waiting[];
}

/**
 * What goes into the next message: everything that waits, in one, so that one cause is one message however many rules it touches. Nothing, when the cap is
 * reached or all of it waits for the end of quiet hours. The last message that the cap allows, and each one after it, lists a few and counts the rest.
 */
export function compose(
  waiting: readonly Waiting[],
  { sentLastHour, cap, isQuiet }: ChannelLoad,
): Composed | undefined {
  const due = waiting.filter(({ event }) => !isQuiet(event.severity));
  if (due.length === 0) return undefined;
  const allowed = due.some(({ event }) => event.severity === 'critical') ? 2 * cap : cap;
  if (sentLastHour >= allowed) return undefined;
  const isLast = sentLastHour + 1 >= allowed;
  const graveFirst = [...due].sort((a, b) => RANK[a.event.severity] - RANK[b.event.severity]);
  if (!isLast) return { listed: due, suppressed: [] };
  return { listed: graveFirst.slice(0, LISTED_WHEN_CAPPED), suppressed: graveFirst.slice(LISTED_WHEN_CAPPED) };
}

const RANK: Readonly<Record<AlertSeverity, number>> = { critical: 0, warning: 1, info: 2 };
