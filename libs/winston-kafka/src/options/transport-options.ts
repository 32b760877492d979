import type { ConnectionOptions } from 'node:tls';
import type { DeliveryNumbers, DeliverySettings, SaslOptions } from '@log-monitor/kafka-delivery';
import type { Level } from '@log-monitor/log-record';
import type { TransportStreamOptions } from 'winston-transport';

export { type SaslOptions };

export interface RedactionOptions {
  /** Further keys whose values are hidden, at any depth, any case; `-` and `_` are ignored. */
  keys?: readonly string[];
  /** Dotted paths under the log call's fields, such as `user.address`; `*` stands for one step. */
  paths?: readonly string[];
  /** Look for JWT, Bearer, `user:password@` and card numbers inside texts. Default true. */
  values?: boolean;
}

export interface SpoolOptions {
  /** Folder for the files; made with mode 0700. */
  dir?: string;
  /** Bytes that all files in the folder may take. */
  maxBytes?: number;
  /** Lowest level that is written down before it is sent. */
  level?: Level;
}

/**
 * Everything that can be set. The README's table has default, unit and variable of each one and is part of the
 * contract. An option given here wins over a variable.
 */
export interface KafkaTransportOptions extends TransportStreamOptions, Partial<DeliveryNumbers> {
  /** False: every call is taken and nothing is done, no connection, no file. For tests. */
  enabled?: boolean;
  service?: string;
  host?: string;
  version?: string;
  environment?: string;
  /** `host:port`, several comma-separated or as a list. */
  brokers?: string | readonly string[];
  ssl?: boolean | ConnectionOptions;
  sasl?: SaslOptions;
  topic?: string;
  errorTopic?: string;
  createTopics?: boolean;
  compression?: 'none' | 'gzip';
  shutdownTimeoutMs?: number;
  maxRecordsPerSecond?: number;
  foldRepeatsMs?: number;
  redact?: false | RedactionOptions;
  spool?: false | SpoolOptions;
  consoleFallback?: boolean;
  handleSignals?: boolean;
  /** Where the transport's own few lines go. Default: stderr. */
  onNotice?: (line: string) => void;
}

/** The options with every default and variable filled in. */
export interface TransportSettings extends DeliverySettings {
  enabled: boolean;
  service: string;
  host: string;
  version: string | undefined;
  environment: string | undefined;
  shutdownTimeoutMs: number;
  maxRecordsPerSecond: number;
  foldRepeatsMs: number;
  redact: false | Required<RedactionOptions>;
  consoleFallback: boolean;
  handleSignals: boolean;
}
