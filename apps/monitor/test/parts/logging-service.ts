import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { InstanceTruth } from './truth.js';

const SCRIPT = fileURLToPath(new URL('./logging-service.mjs', import.meta.url));

export interface LoggingServicePlan {
  service: string;
  /** How many it logs at most. */
  records: number;
  /** Records per second; 0: as fast as it goes. */
  rate: number;
}

/** What a service says of itself when it has ended: the oracle, kept outside of the system under test. */
export interface Logged {
  service: string;
  instance: string;
  /** How many records it logged: numbers 1 to this one. */
  logged: number;
  /** How many records were logged of each level. */
  byLevel: Record<string, number>;
  stats: { accepted: number; delivered: number; dropped: Record<string, number>; buffered: number };
  /** When the last log call returned, milliseconds since 1970. */
  lastCallAt: number;
}

export interface LoggingService {
  logged: Promise<Logged>;
  /** Lets it end before it has logged all that it was told to. */
  enough: () => void;
}

/** Starts a process that logs numbered records through the transport and ends by itself. */
export function startLoggingService(plan: LoggingServicePlan, variables: Record<string, string>): LoggingService {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(plan)], {
    env: { PATH, HOME, NODE_ENV: 'production', ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // It may end by itself while it is being told to.
  child.stdin.on('error', () => undefined);
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const logged = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${plan.service} ended with ${String(code)}: ${output}`);
    return JSON.parse(output) as Logged;
  });
  return { logged, enough: () => child.stdin.end() };
}

/** What must be stored of a service that has dropped nothing; after its end everything is with Kafka, or on disk for the next start. */
export function truthOf({ service, instance, logged, byLevel, stats }: Logged, duplicates = 0): InstanceTruth {
  expect(Object.values(stats.dropped).reduce((sum, count) => sum + count, 0)).toBe(0);
  // Where Kafka was away at the end, others have delivered the rest, and nobody has told of the end.
  const ended = stats.delivered === stats.accepted;
  return { service, instance, handedOut: logged, absent: new Map(), byLevel, duplicates, ended };
}
