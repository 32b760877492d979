import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../gateway/exchange.js';
import { OUTAGE_HEADER, REQUEST_ID_HEADER, USER_ID_HEADER } from '../service/request-scope.js';
import type { ServiceUrls } from '../service/service-name.js';
import { type PlannedRequest, planTraffic, type TrafficShape } from './traffic-plan.js';

/** Nobody waits longer for an answer, in milliseconds. */
const TIMEOUT_MS = 4_000;

/** Answers that take longer at the end come while the services drain: the whole end has 5 s. */
const STOP_WAIT_MS = 1_000;

/**
 * Sends the planned requests at their times, whether earlier ones have been answered or not (an open loop): a slow
 * service meets the same rush as a fast one.
 */
export class Traffic {
  readonly #plan: Iterator<PlannedRequest, never>;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  #sent = 0;
  #unanswered = 0;

  constructor(
    private readonly urls: ServiceUrls,
    shape: TrafficShape,
    private readonly onExchange: (exchange: Exchange) => void = () => undefined,
  ) {
    this.#plan = planTraffic(shape);
  }

  /** Sends until it is stopped; begins when every service, here or elsewhere, is healthy. */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!(await Promise.all(Object.values(this.urls).map(isHealthy))).every(Boolean) && !signal.aborted) {
      await sleep(250);
    }
    const startedAt = performance.now();
    while (!signal.aborted) {
      const planned = this.#plan.next().value;
      await sleep(Math.max(startedAt + planned.atMs - performance.now(), 0), undefined, { signal }).catch(
        () => undefined,
      );
      if (!signal.aborted) this.#send(planned);
    }
  }

  /** Sends nothing more and waits for the answers that are still to come, but not for the slowest. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.race([Promise.all(this.#inFlight), sleep(STOP_WAIT_MS)]);
  }

  get summary(): string {
    return `${this.#sent} requests sent, ${this.#unanswered} unanswered`;
  }

  #send(planned: PlannedRequest): void {
    this.#sent++;
    const sending = this.#exchange(planned).catch(() => {
      // A customer who gets no answer goes away. What went wrong is in the services' logs, which is what we show.
      this.#unanswered++;
    });
    this.#inFlight.add(sending);
    void sending.then(() => this.#inFlight.delete(sending));
  }

  async #exchange({ request, userId, outage }: PlannedRequest): Promise<void> {
    const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
    const requestId = `req-${randomUUID()}`;
    const startedAt = performance.now();
    const { service, method, path: target } = request;
    const over = (status: number, bytes: number): void => {
      const durationMs = performance.now() - startedAt;
      this.onExchange({ service, method, target, userId, requestId, status, bytes, time: Date.now(), durationMs });
    };
    try {
      const response = await fetch(this.urls[service] + target, {
        method,
        headers: {
          ...request.headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(outage !== undefined && { [OUTAGE_HEADER]: outage }),
          [REQUEST_ID_HEADER]: requestId,
          [USER_ID_HEADER]: userId,
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body }),
      });
      over(response.status, (await response.arrayBuffer()).byteLength);
    } catch (error) {
      over((error as Error).name === 'TimeoutError' ? 499 : 502, 0);
      throw error;
    }
  }
}

/** False also where nobody answers: not there yet. */
const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
