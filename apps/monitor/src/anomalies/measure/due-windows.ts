import { WINDOW_SECONDS } from '@log-monitor/access-anomaly';

/** Windows wait so long for lines that come later than others, seconds. Within it the order in which lines come does not matter. */
const LATENESS_SECONDS = 20;
/** A source that was silent in Kafka for so long, seconds, has ended what it was importing. */
const QUIET_SECONDS = 30;
/** A source whose latest line was older than this when it came writes of the past: its silence says nothing. Seconds. */
const PAST_SECONDS = 600;

/** What is imported is judged when it has ended, as files come in any order; not later than so many seconds after it came, and not when it is larger than this. */
const MOST_WAIT_SECONDS = 600;
const MOST_WAITING_BYTES = 256_000_000;

/** How far a source has come; seconds since 1970. */
export interface SourceMark {
  /** When its last line came to Kafka. */
  readonly arrived: number;
  /** Latest event time. */
  readonly latest: number;
  /** When the first of what is not judged came to Kafka; null: there is nothing. */
  readonly waitingSince: number | null;
  readonly waitingBytes: number;
}

/**
 * Up to when the windows of a source are over: what comes later will not change them.
 *
 * A source whose lines are of now is judged by the clock, so that its silence is found. One that is behind is judged by its own lines; what is imported, when
 * it has ended.
 *
 * @param completeThrough everything that came to Kafka by then is stored, seconds since 1970
 * @returns end of the last window that is over, seconds since 1970, a multiple of ten
 */
export function judgedThrough(mark: SourceMark, completeThrough: number): number {
  const { arrived, latest } = mark;
  const behind = arrived - latest;
  const isQuiet = completeThrough - arrived >= QUIET_SECONDS;
  if (behind <= LATENESS_SECONDS || (isQuiet && behind <= PAST_SECONDS))
    return wholeWindows(completeThrough - LATENESS_SECONDS);
  if (isQuiet) return wholeWindows(latest) + WINDOW_SECONDS;
  return behind > PAST_SECONDS && mayWait(mark, completeThrough) ? 0 : wholeWindows(latest - LATENESS_SECONDS);
}

function mayWait({ waitingSince, waitingBytes }: SourceMark, completeThrough: number): boolean {
  return completeThrough - (waitingSince ?? 0) < MOST_WAIT_SECONDS && waitingBytes < MOST_WAITING_BYTES;
}

function wholeWindows(seconds: number): number {
  return Math.floor(seconds / WINDOW_SECONDS) * WINDOW_SECONDS;
}
