import type { ServiceName } from '../service/service-name.js';
import type { Random } from './random.js';

/** One request of a customer to one of the services. */
export interface ServiceRequest {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON; a text is sent as it is, with the type of JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One way in which the demo fails. */
export interface Failure {
  /** Share of all requests that fail in this way outside of incidents, 0..1. */
  readonly probability: number;
  /** What the outside world does wrong, if it is not the request alone that causes it: the header `x-demo-outage`. */
  readonly outage?: string;
  /** The request that causes it, to the service that logs it. */
  readonly request: (random: Random, userId: string) => ServiceRequest;
}

/** The failures of one service, by their names. */
export type FailureList<Name extends string = string> = Readonly<Record<Name, Failure>>;

/** Makes requests to one service. */
export function requestsTo(service: ServiceName) {
  return {
    get: (path: string, headers: Readonly<Record<string, string>> = {}): ServiceRequest => ({
      service,
      method: 'GET',
      path,
      headers,
    }),
    post: (path: string, body: unknown): ServiceRequest => ({ service, method: 'POST', path, body }),
  };
}
