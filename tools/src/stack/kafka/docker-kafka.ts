import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../../checkout/root.js';
import { throwIfAborted, ToolError } from '../../checkout/tool-error.js';
import { brokerAnswers } from './broker-readiness.js';

const run = promisify(execFile);
/** The first time the image is pulled. */
const READY_TIMEOUT_MS = 5 * 60_000;

/**
 * Kafka by `docker compose up -d kafka`, for machines that have a Docker engine but no Java.
 *
 * @returns undefined where no engine answers.
 * @throws ToolError NOT_READY
 */
export async function dockerKafka(
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<{ servers: string; stop: () => Promise<void> } | undefined> {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5_000 });
  } catch {
    // No docker, or no engine that answers it: not an error, merely not a way.
    return undefined;
  }
  say('no Java here, but a Docker engine answers: docker compose up -d kafka');
  const compose = (args: string[]) => run('docker', ['compose', ...args], { cwd: ROOT });
  try {
    await compose(['up', '-d', 'kafka']);
    // The port inside the container whose clients come from this machine.
    const servers = (await compose(['port', 'kafka', '19092'])).stdout.trim();
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await brokerAnswers(servers))) {
      throwIfAborted(signal);
      if (Date.now() >= deadline) throw new Error(`no answer at ${servers}`);
      await delay(250);
    }
    return { servers, stop: async () => void (await compose(['stop', 'kafka'])) };
  } catch (cause) {
    throwIfAborted(signal);
    throw new ToolError('NOT_READY', `docker compose up -d kafka gave no broker: ${String(cause)}`, { cause });
  }
}
