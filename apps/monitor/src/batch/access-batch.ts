import type { ParsedLine } from '@log-monitor/access-record';

export const ACCESS_KIND = 'access';

/** Where lines come from. Lines of one origin share one object. */
export interface AccessOrigin {
  /** Name of the source: the collector's, the container's, or the topic's. */
  source: string;
  server: string | null;
  cluster: string | null;
  topic: string;
  /** Name or text of the format that was configured; null: it is found from the lines. */
  format: string | null;
}

/** A line of a web server's log, read. */
export interface AccessLine {
  offset: number;
  /** Index of the line in a message that holds several, from 0. */
  element: number;
  /** Kafka's time of the message, milliseconds since 1970. */
  kafkaTime: number;
  origin: AccessOrigin;
  /** Process of the collector that sent it; null: unknown to the ledger. */
  instance: string | null;
  /** Number of its message in the instance; 0 without one. All lines of one message have the same. */
  seq: number;
  /** Numbers of the messages that brought the earlier parts of the line, as a rule none. They are accounted for by this line. */
  earlierSeqs: readonly number[];
  /** Event time in milliseconds since 1970 as read: the line's, else the wrapper's, else Kafka's. The store clamps it. */
  time: number;
  line: ParsedLine;
  /** The line as it came, out of its wrapper. */
  raw: string;
}

/** What a line says without being read. */
export type SentLine = Pick<AccessLine, 'offset' | 'kafkaTime' | 'origin' | 'instance' | 'seq' | 'earlierSeqs'>;

/** What a batch of lines carries: all of them, those that could not be read and heartbeats too. */
export interface AccessBatch {
  readonly origins: ReadonlySet<AccessOrigin>;
  /** Of each process that numbers its lines, the one with the lowest offset. */
  readonly firstLines: ReadonlyMap<string, SentLine>;
  /** In the order of their offsets. A line may be read only when its turn comes, so that its values live no longer than they are needed: to go over them twice costs twice. */
  readonly lines: Iterable<AccessLine>;
}
