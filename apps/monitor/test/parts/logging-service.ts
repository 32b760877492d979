import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./logging-service.mjs', import.meta.url));

export interface LoggingServicePlan {
  service: string;
  records: number;
  /** Records per second; 0: as fast as it goes. */
  rate: number;
}

/** What a service says of itself when it has ended: the oracle, kept outside of the system under test. */
export interface Logged {
  service: string;
  /** How many records were logged of each level. */
  byLevel: Record<string, number>;
  stats: { accepted: number; delivered: number; dropped: Record<string, number>; buffered: number };
  /** When the last log call returned, milliseconds since 1970. */
  lastCallAt: number;
}

/** Starts a process that logs `records` numbered records through the transport and ends by itself. */
export function startLoggingService(
  plan: LoggingServicePlan,
  variables: Record<string, string>,
): { child: ChildProcess; logged: Promise<Logged> } {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(plan)], {
    env: { PATH, HOME, NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const logged = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${plan.service} ended with ${String(code)}: ${output}`);
    return JSON.parse(output) as Logged;
  });
  return { child, logged };
}
