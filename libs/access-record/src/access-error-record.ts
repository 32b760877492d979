import type { Level } from '@log-monitor/log-record';
import type { AccessFlag } from './access-record.js';

/** One line of a web server's error log. Names as in {@link AccessRecord}. */
export interface AccessErrorRecord {
  readonly kind: 'error';
  /** Milliseconds since 1970 UTC; undefined when the line has no time. */
  readonly timestamp: number | undefined;
  readonly level: Level;
  /** The level in the server's own word: `emerg`, `warn`, `trace3`. */
  readonly levelOriginal: string;
  /** The message without the parts below. */
  readonly message: string;
  readonly messageClass: MessageClass;
  /** Number of the operating system's error, when the message names one: 111 in `(111: Connection refused)`. */
  readonly errno: number | undefined;
  /** Apache's message number (`AH01618`). */
  readonly code: string | undefined;
  /** Apache's module (`auth_basic`). */
  readonly module: string | undefined;
  readonly processPid: number | undefined;
  readonly threadId: string | undefined;
  /** nginx's number of the connection. */
  readonly connectionId: number | undefined;
  readonly clientAddress: string | undefined;
  readonly clientPort: number | undefined;
  readonly serverAddress: string | undefined;
  readonly httpRequestMethod: string | undefined;
  readonly urlOriginal: string | undefined;
  readonly urlPath: string | undefined;
  readonly urlQuery: string | undefined;
  /** nginx's subrequest, as it came. */
  readonly subrequest: string | undefined;
  /** The upstream's URL, as it came. */
  readonly upstream: string | undefined;
  /** The Host header as it came. */
  readonly host: string | undefined;
  readonly httpRequestReferrer: string | undefined;
  readonly project: string;
  readonly flags: readonly AccessFlag[] | undefined;
}

/** What an error message is about; `other` when none of the rules holds. */
export const MESSAGE_CLASSES = [
  'connection_failed',
  'connection_reset',
  'timeout',
  'not_found',
  'forbidden',
  'upstream_unavailable',
  'limited',
  'too_large',
  'tls',
  'authentication',
  'bad_request',
  'resources',
  'other',
] as const;

export type MessageClass = (typeof MESSAGE_CLASSES)[number];
