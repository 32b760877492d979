import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted, ToolError } from '../checkout/tool-error.js';
import type { StartEnvironment } from './environment.js';

const READY_TIMEOUT_MS = 120_000;
const TELL_EVERY_MS = 10_000;

/** Where the monitor answers on this machine. */
export function monitorUrl({ server }: Pick<StartEnvironment, 'server'>): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1'].includes(server.host);
  const host = everywhere ? 'localhost' : server.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
}

/** One GET with the token, if there is one. Undefined where nobody answers. */
export async function ask(
  url: string,
  token: string | undefined,
): Promise<{ status: number; body: string } | undefined> {
  try {
    const response = await fetch(url, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      signal: AbortSignal.timeout(5_000),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // Refused or too slow: the caller asks again.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * Waits until `/health/ready` says 200, telling now and then why it does not: by its answer, or by the last line of its log.
 * @throws ToolError NOT_READY, ABORTED.
 */
export async function untilMonitorReady(
  environment: Pick<StartEnvironment, 'server' | 'token'>,
  lastLine: () => string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const started = Date.now();
  let told = started;
  for (;;) {
    throwIfAborted(signal);
    const answer = await ask(`${monitorUrl(environment)}/health/ready`, environment.token);
    if (answer?.status === 200) return;
    const reason = answer ? `${answer.status} ${answer.body.slice(0, 300)}` : lastLine() || 'nobody answers';
    if (Date.now() - started > READY_TIMEOUT_MS) {
      throw new ToolError('NOT_READY', `The monitor was not ready after ${READY_TIMEOUT_MS / 1000} s: ${reason}`);
    }
    if (Date.now() - told > TELL_EVERY_MS) {
      say(`not ready yet: ${reason}`);
      told = Date.now();
    }
    await delay(100);
  }
}
