import type { WebError } from './web-error.js';
import type { WebRequest } from './web-request.js';

/** Something that is logged. */
export interface TrafficEvent {
  /** Whole milliseconds since 1970 UTC. */
  readonly time: number;
  readonly request?: WebRequest | undefined;
  /** What the server also writes into its error log. */
  readonly error?: WebError | undefined;
  /** True for a line that says no more than that the server lives. */
  readonly heartbeat?: boolean;
}

/** Makes events one after the other. */
export interface EventSource {
  /** Milliseconds since 1970 UTC of the next event; Infinity when there is none any more. */
  readonly at: number;
  /** The next event. */
  take(): TrafficEvent;
}
