import { isDisturbance, type IncidentKind, type IncidentPlan } from './incident-plan.js';
import type { WebRequest } from '../event/web-request.js';

/** What really happened, for holding a detector against it. One line of the truth file. */
export interface Truth {
  readonly kind: IncidentKind;
  /** ISO 8601 in UTC; half-open. */
  readonly from: string;
  readonly to: string;
  readonly host: string;
  /** Who did it; null for what nobody did, and for several. */
  readonly client: string | null;
  /** All of them, when there are several. */
  readonly clients?: readonly string[];
  /** How many of the clients' requests, or of the host's for what nobody did; `paths` counts different ones. */
  readonly counts: {
    readonly requests: number;
    readonly errors: number;
    readonly faults: number;
    readonly paths: number;
  };
  /** Times of the first and last of the requests counted. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Counts what happens during an incident. */
export class Incident {
  readonly plan: IncidentPlan;
  readonly #clients: readonly string[];
  readonly #paths = new Set<string>();
  #requests = 0;
  #errors = 0;
  #faults = 0;
  #first: number | undefined;
  #last: number | undefined;

  /** @param clients addresses of those who do it */
  constructor(plan: IncidentPlan, clients: readonly string[]) {
    this.plan = plan;
    this.#clients = clients;
  }

  isOn(time: number): boolean {
    return time >= this.plan.from && time < this.plan.to;
  }

  /** Counts a request that is part of it. */
  count({ time, status, path }: WebRequest): void {
    this.#requests += 1;
    if (status >= 400) this.#errors += 1;
    if (status >= 500) this.#faults += 1;
    if (!isDisturbance(this.plan.kind)) this.#paths.add(path);
    this.#first ??= time;
    this.#last = time;
  }

  /** @param end when the traffic ended, where that is before the incident's own end */
  truth(end = Infinity): Truth {
    const { kind, from, to, host } = this.plan;
    const [client = null] = this.#clients;
    return {
      kind,
      from: isoTime(from),
      to: isoTime(Math.min(to, end)),
      host,
      client: this.#clients.length > 1 ? null : client,
      ...(this.#clients.length > 1 && { clients: this.#clients }),
      counts: { requests: this.#requests, errors: this.#errors, faults: this.#faults, paths: this.#paths.size },
      first: this.#first === undefined ? null : isoTime(this.#first),
      last: this.#last === undefined ? null : isoTime(this.#last),
    };
  }
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
