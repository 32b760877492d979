import type { WebRequest } from '../event/web-request.js';
import type { LineClock } from './line-clock.js';

/** Writes requests as one kind of server does. */
export interface AccessFormat {
  readonly name: string;
  /** The line, without line end. */
  write(request: WebRequest, clock: LineClock): string;
  /** True when it has several lines, so that it can only be a message of its own. */
  readonly isMessage?: boolean;
  /** A line that says only that the server lives; missing where the format has none. */
  readonly heartbeat?: (time: number, clock: LineClock) => string;
}

/** Visor's sign of life, which relatives of the common log format can carry. */
export function clfHeartbeat(time: number, clock: LineClock): string {
  return `- - - [${clock.clf(time)}] "HEARTBEAT" - -`;
}
