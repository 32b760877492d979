import type { TrafficEvent } from '../event/event-source.js';
import type { Truth } from '../incident/incident.js';

/** Events in the order of their times. */
export interface EventStream {
  /** The next one; undefined when there will be none any more. */
  next(): TrafficEvent | undefined;
  /** What is known of the incidents that have ended by `now`, each once. */
  truths(now: number): Truth[];
  /** What is known of those that are on at the end. */
  unfinished(end: number): Truth[];
}
