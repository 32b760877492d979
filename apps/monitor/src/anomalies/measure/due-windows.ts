import { WINDOW_SECONDS } from '@log-monitor/access-anomaly';

/** Windows wait so long for lines that come later than others, seconds. Within it the order in which lines come does not matter. */
export const LATENESS_SECONDS = 20;
/** A source that was silent in Kafka for so long, seconds, has ended what it was importing. */
const QUIET_SECONDS = 30;
/** A source whose latest line was older than this when it came writes of the past: its silence says nothing. Seconds. */
const PAST_SECONDS = 600;

/** How far a source has come; seconds since 1970. */
export interface SourceMark {
  /** When its last line came to Kafka. */
  readonly arrived: number;
  /** Latest event time. */
  readonly latest: number;
}

/**
 * Up to when the windows of a source are over: what comes later will not change them.
 *
 * A source whose lines are of now is judged by the clock, so that its silence is found. One that is behind, such as a file that is imported, is judged by its own
 * lines while they come.
 *
 * @param completeThrough everything that came to Kafka by then is stored, seconds since 1970
 * @returns end of the last window that is over, seconds since 1970, a multiple of ten
 */
export function judgedThrough({ arrived, latest }: SourceMark, completeThrough: number): number {
  const behind = arrived - latest;
  const isQuiet = completeThrough - arrived >= QUIET_SECONDS;
  if (behind <= LATENESS_SECONDS || (isQuiet && behind <= PAST_SECONDS)) return wholeWindows(completeThrough - LATENESS_SECONDS);
  return isQuiet ? wholeWindows(latest) + WINDOW_SECONDS : wholeWindows(latest - LATENESS_SECONDS);
}

function wholeWindows(seconds: number): number {
  return Math.floor(seconds / WINDOW_SECONDS) * WINDOW_SECONDS;
}
