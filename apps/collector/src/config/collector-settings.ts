import type { ConnectionOptions } from 'node:tls';
import type { SaslOptions } from '@log-monitor/kafka-delivery';
import type { LineType, SourceIdentity } from '../line/source-identity.js';

export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly ssl: boolean | ConnectionOptions;
  readonly sasl: SaslOptions | undefined;
  readonly topics: Readonly<Record<LineType, string>>;
  readonly createTopics: boolean;
  readonly compression: 'none' | 'gzip';
}

/** An address to listen on or to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the lines of a source come from. */
export type SourceInput =
  | { readonly kind: 'files'; readonly files: readonly string[]; readonly from: 'beginning' | 'end' }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'tcp-listen'; readonly address: Address }
  | { readonly kind: 'tcp-connect'; readonly address: Address }
  | { readonly kind: 'syslog-udp'; readonly address: Address }
  | { readonly kind: 'syslog-tcp'; readonly address: Address };

export interface SourceSettings {
  readonly identity: SourceIdentity;
  readonly input: SourceInput;
}

/** All that a collector needs to know. */
export interface CollectorSettings {
  readonly kafka: KafkaSettings;
  /** Folder for positions and for what is kept of lines that come once. */
  readonly stateDir: string;
  /** Bytes that lines which come once may take on disk, for each source. */
  readonly spoolBytes: number;
  readonly sources: readonly SourceSettings[];
  /** Read the files to their ends and end. */
  readonly once: boolean;
}
