import type { HealthCheckRule, ProjectRule } from '@log-monitor/access-log';
import type { Level } from '@log-monitor/log-record';
import type { AccessTopic } from './access-variables.js';
import type { AlertConfiguration } from './alert-configuration.js';

/** How to reach the brokers. */
export interface KafkaConnection {
  bootstrapServers: string[];
  /** Files are read when the configuration is loaded; contents are PEM text. */
  tls?: { ca?: string; cert?: string; key?: string };
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
}

/** What the monitor was told, validated, grouped by subject. Nest injects this class as a value. */
export abstract class Configuration {
  abstract readonly kafka: KafkaConnection & {
    groupId: string;
    logTopic: string;
    errorLogTopic: string;
    /** For topics that we create. */
    partitions: number;
    retentionHours: number;
    /** undefined: 3, or as many as there are brokers. */
    replication: number | undefined;
  };
  abstract readonly databaseUrl: string;
  abstract readonly http: {
    host: string;
    port: number;
    /** undefined: authentication is off. */
    token: string | undefined;
    /** Origins whose pages may ask from a browser. */
    corsOrigins: readonly string[];
    /** Further names and addresses under which the monitor is answered without a token. */
    allowedHosts: readonly string[];
  };
  abstract readonly retention: {
    logDays: number;
    errorDays: number;
    /** Of a problem after its last error: no less than errorDays. */
    groupDays: number;
    /** Single requests and lines of web servers' error logs. */
    accessDays: number;
    storeLevel: Level;
    /** Records take no more than this on disk, indexes included; undefined: no cap. */
    diskMaxBytes: number | undefined;
  };
  /** Lines of web servers and gateways. */
  abstract readonly access: {
    topics: readonly AccessTopic[];
    /** A line that comes later changes windows that were closed. */
    watermarkSeconds: number;
    /** Addresses and CIDR ranges. */
    trustedProxies: readonly string[];
    project: ProjectRule;
    healthChecks: HealthCheckRule;
    /** IANA name of the zone of times in lines that name none. */
    timeZone: string;
    /** IANA name of the zone in which days begin, where a question names none. */
    displayTimeZone: string;
  };
  /** Where alerts and reports go. */
  abstract readonly alerts: AlertConfiguration;
  /** What is done with messages that are no JSON. */
  abstract readonly foreignText: 'dead-letter' | 'store';
  /** Names on the monitor's own records. */
  abstract readonly identity: { service: string; host: string; version: string; environment: string | undefined };
}
