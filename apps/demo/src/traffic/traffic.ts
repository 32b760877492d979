import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OUTAGE_HEADER, REQUEST_ID_HEADER, USER_ID_HEADER } from '../request-header.js';
import { type ServiceUrls } from '../service-name.js';
import { type PlannedRequest, planTraffic, type TrafficShape } from './traffic-plan.js';

/** Nobody waits longer for an answer, in milliseconds. */
const TIMEOUT_MS = 4_000;

/** More requests than this are not kept open: a stuck service must not fill the memory of the traffic. */
const MOST_IN_FLIGHT = 1_000;

/** Answers that take longer at the end come while the services drain: the whole end has 5 s. */
const STOP_WAIT_MS = 1_000;

const HEALTH_WAIT_MS = 60_000;
const HEALTH_POLL_MS = 250;

export interface TrafficCounts {
  readonly sent: number;
  /** Requests that got no answer at all. */
  readonly unanswered: number;
  /** Requests left out because too many were in flight. */
  readonly skipped: number;
}

/**
 * Sends the planned requests at their times, whether earlier ones have been answered or not (an open loop): a slow
 * service meets the same rush as a fast one.
 */
export class Traffic {
  readonly #plan: Iterator<PlannedRequest, never>;
  readonly #inFlight = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #startedAt = 0;
  #sent = 0;
  #unanswered = 0;
  #skipped = 0;

  constructor(
    private readonly urls: ServiceUrls,
    shape: TrafficShape,
  ) {
    this.#plan = planTraffic(shape);
  }

  /** Begins as soon as every service is healthy, or, if one of them stays away, after a minute without it. */
  async start(): Promise<void> {
    await this.#untilHealthy();
    if (this.#stopped) return;
    this.#startedAt = performance.now();
    this.#scheduleNext();
  }

  /** Sends nothing more and waits for the answers that are still to come, but not for the slowest. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.race([Promise.all(this.#inFlight), sleep(STOP_WAIT_MS)]);
  }

  get counts(): TrafficCounts {
    return { sent: this.#sent, unanswered: this.#unanswered, skipped: this.#skipped };
  }

  async #untilHealthy(): Promise<void> {
    const deadline = performance.now() + HEALTH_WAIT_MS;
    while (!this.#stopped && performance.now() < deadline) {
      const healthy = await Promise.all(Object.values(this.urls).map(isHealthy));
      if (healthy.every(Boolean)) return;
      await sleep(HEALTH_POLL_MS);
    }
  }

  #scheduleNext(): void {
    const planned = this.#plan.next().value;
    const delay = Math.max(this.#startedAt + planned.atMs - performance.now(), 0);
    this.#timer = setTimeout(() => {
      this.#send(planned);
      this.#scheduleNext();
    }, delay);
  }

  #send(planned: PlannedRequest): void {
    if (this.#inFlight.size >= MOST_IN_FLIGHT) {
      this.#skipped++;
      return;
    }
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
    const response = await fetch(this.urls[request.service] + request.path, {
      method: request.method,
      headers: {
        ...request.headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(outage !== undefined && { [OUTAGE_HEADER]: outage }),
        [REQUEST_ID_HEADER]: `req-${randomUUID()}`,
        [USER_ID_HEADER]: userId,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    });
    await response.arrayBuffer();
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) })).ok;
  } catch {
    // Not there yet: the caller asks again.
    return false;
  }
}
