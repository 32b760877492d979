import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describeEnd, type PartEnd } from './process/part.js';
import type { Steps } from './steps.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** What ran this long and dies has not "failed to start": the pauses begin from the first one. */
const STEADY_MS = 60_000;

interface Restartable {
  readonly name: string;
  readonly ended: Promise<PartEnd>;
  readonly logFile: string;
  restart(): Promise<void>;
}

/**
 * Says when a part dies by itself, and starts it again, each time after a longer pause.
 *
 * @returns what ends this; it waits for a restart that is under way.
 */
export function keepRunning(part: Restartable, steps: Steps): () => Promise<void> {
  const stopping = new AbortController();
  const watching = watch(part, steps, stopping.signal);
  return async () => {
    stopping.abort();
    await watching;
  };
}

async function watch(part: Restartable, steps: Steps, signal: AbortSignal): Promise<void> {
  const stopped = once(signal, 'abort').then(() => undefined);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const startedAt = performance.now();
    const end = await Promise.race([part.ended, stopped]);
    if (end === undefined || signal.aborted) return;
    if (performance.now() - startedAt > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
    const where = `starting it again in ${pauseMs / 1000} s, see ${part.logFile}`;
    steps.say(part.name, `ended by itself (${describeEnd(end)}); ${where}`);
    await Promise.race([delay(pauseMs), stopped]);
    if (signal.aborted) return;
    try {
      await part.restart();
      steps.say(part.name, 'started again');
    } catch (error) {
      steps.say(part.name, `could not be started again: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
