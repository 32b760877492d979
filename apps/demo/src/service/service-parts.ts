import { type Router } from 'express';

/** What a service consists of besides its HTTP server: its routes, and what must be ended with it. */
export interface ServiceParts {
  readonly router: Router;
  stop(): Promise<void>;
}
