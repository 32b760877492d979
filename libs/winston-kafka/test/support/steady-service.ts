import { expect } from 'vitest';
import type { LogRecord } from '@log-monitor/log-record';
import type { KafkaTransportOptions } from '../../src/index.js';
import { type RunningService, readOracle, startService } from './child.js';
import {
  type Ledger,
  type Topics,
  onlyLedger,
  readTopic,
  sorted,
  upTo,
} from '../../../kafka-delivery/test/support/topics.js';

export interface SteadyService extends RunningService {
  oracle: string;
}

/**
 * A service that makes 2,000 log calls a second until told to end; returns when it serves.
 *
 * @param env LOGGER `createLogger`: by the library's own logger instead of winston's
 */
export async function startSteady(
  oracle: string,
  options: KafkaTransportOptions,
  env: Record<string, string> = {},
): Promise<SteadyService> {
  const service = startService({
    mode: 'steady',
    count: 10,
    options: { handleSignals: true, shutdownTimeoutMs: 60_000, ...options },
    oracle,
    env,
    timeoutMs: 400_000,
  });
  await service.ready();
  return { ...service, oracle };
}

/**
 * Ends the service by SIGTERM and holds what arrived against what its oracle wrote: every call is there, none is
 * counted as dropped, copies of a number are copies (see {@link Ledger}), and the errors topic has the errors.
 */
export async function expectAll(service: SteadyService, bootstrap: string, topics: Topics): Promise<Ledger> {
  service.process.kill('SIGTERM');
  const end = await service.ended;
  expect(end.signal).toBe('SIGTERM');
  expect(end.stderr).not.toMatch(/unhandled|uncaught|warning/i);
  const { instance, calls } = readOracle(service.oracle);
  const ledger = await onlyLedger(bootstrap, topics.topic);
  expect(ledger.records[0]?.instance).toBe(instance);
  expect(ledger.dropped.size).toBe(0);
  expect(sorted(ledger.received.keys())).toEqual(upTo(calls.length));
  expect(calls.at(-1)?.seq).toBe(calls.length);
  expect(ledger.ended).toBe(true);
  const errors = await readTopic(bootstrap, topics.errorTopic);
  const expected = calls.filter(({ severity }) => severity >= 4).map(({ seq }) => seq);
  const fastLane = new Set(errors.map(({ value }) => (JSON.parse(value) as LogRecord).seq));
  expect(sorted(fastLane)).toEqual(expected);
  return ledger;
}
