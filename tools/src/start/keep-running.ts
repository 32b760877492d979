import { setTimeout as delay } from 'node:timers/promises';
import { describe } from './supervised-app.js';
import type { Stack } from './stack.js';
import type { Steps } from './steps.js';
import type { PartEnd } from '../process/part-process.js';

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

interface Restartable {
  readonly ended: Promise<PartEnd>;
  readonly logFile: string;
  restart(): Promise<void>;
}

/** Says when Kafka or PostgreSQL dies by itself, and starts it again on the same data and port. */
export function keepRunning(stack: Stack, steps: Steps, signal: AbortSignal): void {
  if (stack.kafka) void watch('Kafka', stack.kafka, steps, signal);
  if (stack.postgres) void watch('PostgreSQL', stack.postgres, steps, signal);
}

async function watch(name: string, part: Restartable, steps: Steps, signal: AbortSignal): Promise<void> {
  let backoffMs = FIRST_BACKOFF_MS;
  for (;;) {
    const end = await part.ended;
    if (signal.aborted) return;
    steps.say(
      name,
      `ended by itself (${describe(end)}); starting it again in ${backoffMs / 1000} s, see ${part.logFile}`,
    );
    // An aborted wait is the wish to stop.
    await delay(backoffMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
    try {
      await part.restart();
      steps.say(name, 'started again');
      backoffMs = FIRST_BACKOFF_MS;
    } catch (error) {
      steps.say(name, `could not be started again: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
