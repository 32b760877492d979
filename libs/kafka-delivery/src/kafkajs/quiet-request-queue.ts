import { requireOfKafkajs } from './kafkajs-internals.js';

/** The parts of kafkajs 2.2.4's `RequestQueue` that the fix touches. */
interface RequestQueue {
  clientId: string;
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const CHECK_INTERVAL_MS = 10;
/** What the names of our clients begin with, and those of nobody else. */
export const CLIENT_ID_PREFIX = 'log-monitor-transport:';
let installed = false;

/**
 * Stops the idle loop of kafkajs 2.2.4 for our clients (tulios/kafkajs#1556, #1704, #1751): its request queue
 * re-arms a timer with a negative delay for ever, about a thousand times a second per connection. Here the timer is
 * armed only while requests wait, and never keeps the process alive.
 *
 * The class is not exported, so its prototype is patched; queues of other clients in the process, such as the
 * service's own, keep the original method. If kafkajs ever looks different, nothing is patched.
 */
export function quietenRequestQueue(): void {
  if (installed) return;
  installed = true;
  const prototype = requestQueuePrototype();
  if (prototype === undefined) return;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the queue it belongs to
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueue): void {
    if (!this.clientId.startsWith(CLIENT_ID_PREFIX)) return original.call(this);
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
    const throttled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttled > 0 ? throttled : CHECK_INTERVAL_MS,
    );
    this.throttleCheckTimeoutId.unref();
  };
}

function requestQueuePrototype(): RequestQueue | undefined {
  try {
    const loaded = requireOfKafkajs()('kafkajs/src/network/requestQueue') as { prototype?: RequestQueue };
    return typeof loaded.prototype?.scheduleCheckPendingRequests === 'function' ? loaded.prototype : undefined;
  } catch {
    // Another layout of kafkajs: it works unpatched, only less quietly.
    return undefined;
  }
}
