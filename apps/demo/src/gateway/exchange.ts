import type { ServiceName } from '../service/service-name.js';

/** What a gateway before the services sees of one request. */
export interface Exchange {
  readonly service: ServiceName;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly userId: string;
  readonly requestId: string;
  /** 499 when the customer did not wait, 502 when nobody answered. */
  readonly status: number;
  /** Bytes of the answer's body. */
  readonly bytes: number;
  /** When it was over, in milliseconds since 1970 UTC. */
  readonly time: number;
  readonly durationMs: number;
}
