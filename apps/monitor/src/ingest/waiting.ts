/** Kafka's group wants to hear from a member well within its session of 6 s. */
export const HEARTBEAT_INTERVAL_MS = 1000;

/** Resolves after so many milliseconds. */
export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

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
    await raceWithTimer(end, HEARTBEAT_INTERVAL_MS);
    if (settled || heartbeatFailure !== undefined) continue;
    await heartbeat().catch((error: unknown) => (heartbeatFailure = error));
  }
  const result = await work;
  if (heartbeatFailure instanceof Error) throw heartbeatFailure;
  return result;
}

async function raceWithTimer(end: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([end, timeout]);
  clearTimeout(timer);
}

/**
 * `work`, or an error when it has not settled in time.
 *
 * @param what is named in the error's message
 */
export async function withDeadline<Result>(work: Promise<Result>, milliseconds: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
