import { randomUUID } from 'node:crypto';
import type { Level } from '@log-monitor/log-record';
import { MINUTE_MS } from '../../src/time/durations.js';
import { logBatch } from './log-batch.js';
import { FakeInstance } from './native-records.js';
import { rawMessage } from './raw-message.js';
import type { TestStore } from './test-store.js';

const MESSAGES = ['payment timed out', 'order 17 shipped', 'Payment TIMED OUT after retry 4', 'cart saved'];
const TYPES = ['TimeoutError', 'TypeError', 'ConnectionError'];
const VERSIONS = ['1.0.0', '1.1.0'];
const LEVELS: readonly Level[] = ['INFO', 'INFO', 'WARNING', 'ERROR', 'ERROR', 'CRITICAL'];

/** A record, as far as rules look at it. */
export interface SentRecord {
  time: number;
  service: string;
  level: Level;
  message: string;
  errorType: string | undefined;
  version: string;
}

/** Stores records as ingest does. */
export class RecordMinutes {
  readonly #processes = new Map<string, FakeInstance>();
  readonly #topic = `application-logs-${randomUUID()}`;
  #offset = 0;

  constructor(private readonly store: TestStore) {}

  async send(records: readonly SentRecord[]): Promise<void> {
    const place = { topic: this.#topic, partition: 0 };
    if (this.#offset === 0) await this.store.store.openPosition(place, 0);
    const messages = records.map((sent) => {
      const { time, service, level, message, errorType, version } = sent;
      const timestamp = new Date(time).toISOString();
      const error = errorType === undefined ? {} : { error: { type: errorType, message: 'it failed' } };
      const record = this.#process(service, version).record(level, message, { timestamp, version, ...error });
      return rawMessage(record, { offset: this.#offset++, kafkaTime: time });
    });
    await this.store.store.store(logBatch(place, messages));
  }

  #process(service: string, version: string): FakeInstance {
    const name = `${service} ${version}`;
    const known = this.#processes.get(name) ?? new FakeInstance(service);
    this.#processes.set(name, known);
    return known;
  }
}

/**
 * Records of several services, versions and types of errors, the same in every run.
 *
 * @param start the minute number 0, milliseconds since 1970
 */
export function recordTraffic(start: number, from: number, to: number): SentRecord[] {
  let state = from + 1005;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const pick = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value;
  const records: SentRecord[] = [];
  for (let number = from; number < to; number += 1) {
    for (let count = random(3) === 0 ? 14 : 5; count > 0; count -= 1) {
      const level = pick(LEVELS);
      records.push({
        time: start + number * MINUTE_MS + random(MINUTE_MS),
        service: pick(['shop', 'booking']),
        level,
        message: pick(MESSAGES),
        errorType: level === 'ERROR' || level === 'CRITICAL' ? pick(TYPES) : undefined,
        version: pick(VERSIONS),
      });
    }
  }
  return records;
}
