import { type Random } from '../traffic/random.js';
import { type ServiceRequest } from '../traffic/service-request.js';
import { type ServiceName } from '../service-name.js';

/** One way in which the demo fails, and what it leaves in the logs. */
export interface Failure {
  readonly name: string;
  /** The service that logs it. */
  readonly service: ServiceName;
  readonly level: 'WARNING' | 'ERROR' | 'CRITICAL';
  /** `error.type` of the record. */
  readonly errorType: string;
  /** `error.code`, or that of the innermost cause: what an operator would search for. */
  readonly code?: string;
  /** Name of the logger: the class in which it happens. */
  readonly logger: string;
  /** HTTP status that the customer gets. */
  readonly status: number;
  /** Share of all requests that fail in this way outside of incidents, 0..1. */
  readonly probability: number;
  /** What goes wrong, in one sentence. */
  readonly does: string;
  /** What the outside world does wrong, if it is not the request alone that causes it. */
  readonly outage?: Outage;
  /** The request that causes it. */
  readonly request: (random: Random, userId: string) => ServiceRequest;
}

/** Failures of the world around the services, which a request's header `x-demo-outage` turns on for itself. */
export const OUTAGES = [
  'user-database-down',
  'report-pool-leaks',
  'export-disk-full',
  'directory-hangs',
  'directory-resets',
  'rival-takes-seat',
  'rival-swap',
  'card-declined',
  'gateway-bad',
  'gateway-busy',
  'gateway-hangs',
  'fare-feed-html',
  'ledger-bit-flip',
  'mail-server-down',
  'all-mail-servers-down',
  'sms-gateway-down',
  'webhook-resets',
  'tracking-fails',
] as const;

export type Outage = (typeof OUTAGES)[number];

export function isOutage(text: string): text is Outage {
  return (OUTAGES as readonly string[]).includes(text);
}
