import { withDeadline } from '../../time/deadline.js';

/** Kafka's group wants to hear from a member well within its session of 6 s. */
export const HEARTBEAT_INTERVAL_MS = 1000;

/**
 * Waits for `work` and sends heartbeats meanwhile. A heartbeat that fails (a rebalance has begun) is reported only once the
 * work has settled: two of us must never write at the same time.
 *
 * @throws what `work` throws, else what the last heartbeat threw
 */
export async function settleWithHeartbeats<Result>(
  work: Promise<Result>,
  heartbeat: () => Promise<void>,
): Promise<Result> {
  let settled = false;
  const end = work.then(
    () => void (settled = true),
    () => void (settled = true),
  );
  let heartbeatFailure: unknown;
  while (!settled) {
    await withDeadline(end, HEARTBEAT_INTERVAL_MS, 'the work').catch(() => undefined);
    if (settled || heartbeatFailure !== undefined) continue;
    await heartbeat().catch((error: unknown) => (heartbeatFailure = error));
  }
  const result = await work;
  if (heartbeatFailure instanceof Error) throw heartbeatFailure;
  return result;
}
