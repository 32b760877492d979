import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const CHECK_INTERVAL_MS = 10;
/** What the names of our clients begin with, and those of nobody else. */
export const CLIENT_ID_PREFIX = 'log-monitor-transport:';
let installed = false;

/**
 * Stops the idle loop of kafkajs 2.2.4 for our clients (tulios/kafkajs#1556, #1704, #1751): its request queue
 * re-arms a timer with a negative delay for ever, about a thousand times a second per connection. Here the timer is
 * armed only while requests wait, and never keeps the process alive.
 *
 * Queues of other clients in the process keep the original method.
 */
export function quietenRequestQueue(): void {
  if (installed) return;
  installed = true;
  const { prototype } = RequestQueue;
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
