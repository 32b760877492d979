import { type ServiceName } from '../service-name.js';

/** One request of a customer to one of the services. */
export interface ServiceRequest {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON; a text is sent as it is, with the type of JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
