import type { ConnectionOptions } from 'node:tls';

const MIB = 1024 * 1024;

/** Settings that are whole numbers: default, smallest and largest value. Units stand in the names. */
export const DELIVERY_NUMBERS = {
  maxBufferBytes: [64 * MIB, 64 * 1024, 4096 * MIB],
  maxBufferRecords: [250_000, 1, 100_000_000],
  batchBytes: [512 * 1024, 1024, 900 * 1024],
  batchRecords: [400, 1, 10_000],
  lingerMs: [50, 0, 60_000],
  maxInFlight: [4, 1, 100],
  connectTimeoutMs: [10_000, 100, 600_000],
  sendTimeoutMs: [15_000, 100, 600_000],
} as const;

/** Bytes that all files of a spool folder may take, unless set. */
export const DEFAULT_SPOOL_BYTES = 64 * MIB;

export interface SaslOptions {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password: string;
}

/** Where records go. */
export interface TopicPlan {
  /** Gets every record. */
  readonly main: string;
  /** Gets the records of at least this priority too, the same bytes, so that they need not wait among the others. */
  readonly urgent?: { readonly topic: string; readonly from: number };
}

export interface SpoolSettings {
  /** Folder for the files; made with mode 0700. Several processes and destinations may share it. */
  readonly dir: string;
  /** Bytes that all files in the folder may take. */
  readonly maxBytes: number;
  /** Lowest priority that is written down before it is sent. */
  readonly from: number;
}

/** Who numbers the records. */
export interface DeliveryIdentity {
  /** UUID; the key of the messages. */
  readonly instance: string;
  /** Highest number that was given out and settled before: the next one follows it. */
  readonly lastSeq: number;
}

/** Records are bytes of any kind, and what is said about them stands in the headers of their messages. */
export interface PlainRecords {
  /** Headers of every message besides those that delivery itself sets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the headers for the instance, for a record's number, and for the mark of a message that reports drops. */
  readonly names: { readonly instance: string; readonly seq: string; readonly report: string };
}

/** The numbers of {@link DELIVERY_NUMBERS}, by name. */
export type DeliveryNumbers = Record<keyof typeof DELIVERY_NUMBERS, number>;

export interface DeliverySettings extends DeliveryNumbers {
  /** Name of the program, for Kafka's logs. */
  clientName: string;
  /** `host:port` each. */
  brokers: readonly string[];
  ssl: boolean | ConnectionOptions;
  sasl: SaslOptions | undefined;
  topics: TopicPlan;
  /** `if-allowed`: a broker that does not let us create topics is no obstacle. */
  createTopics: boolean | 'if-allowed';
  compression: 'none' | 'gzip';
  spool: false | SpoolSettings;
  /** Gets the few lines that the owner of the program should read. */
  onNotice: (line: string) => void;
  /** Goes on with the numbers of an earlier delivery; without it this is a new instance. */
  identity?: DeliveryIdentity | undefined;
  /** Without it records are JSON objects that contain instance and number. */
  plain?: PlainRecords | undefined;
  /** Called when numbers may have been settled: look at `settledUpTo`. */
  onSettled?: (() => void) | undefined;
}
