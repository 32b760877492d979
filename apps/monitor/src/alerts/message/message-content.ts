import type { AlertEvent } from '../event/alert-event.js';
import type { Report } from '@log-monitor/monitor-api';

/** What a message is made of; stored as JSON until every receiver has it. */
export type MessageContent = AlertContent | ReportContent;

export interface AlertContent {
  readonly kind: 'alert';
  /** One or more, oldest first. */
  readonly events: readonly AlertEvent[];
  /** Events that the hourly cap kept back; they are counted and not listed. */
  readonly suppressed: number;
}

export interface ReportContent {
  readonly kind: 'report';
  readonly report: Report;
}

/** What all messages need to know. */
export interface MessageContext {
  /** Beginning of links, without a slash at its end. */
  readonly publicUrl: string;
  /** IANA name of the zone of times in texts for people. */
  readonly timeZone: string;
}
