import { randomUUID } from 'node:crypto';
import { type DropReason, type Level, type LogRecord, makeRecordId } from '@log-monitor/log-record';
import type { InstanceTruth } from './truth.js';

/** A process that logs: hands out its sequence numbers as the transport does, and remembers what it did. */
export class FakeInstance {
  readonly instance = randomUUID();
  readonly #absent = new Map<number, DropReason | 'missing'>();
  readonly #byLevel: Record<string, number> = {};
  #seq = 0;
  #duplicates = 0;

  constructor(readonly service = 'booking') {}

  record(level: Level, message: string, rest: Partial<LogRecord> = {}): LogRecord {
    const time = rest.timestamp === undefined ? Date.now() : Date.parse(rest.timestamp);
    this.#seq += 1;
    const name = level.toLowerCase();
    this.#byLevel[name] = (this.#byLevel[name] ?? 0) + 1;
    return {
      v: 1,
      id: makeRecordId(time),
      timestamp: new Date(time).toISOString(),
      level,
      service: this.service,
      host: 'host-1',
      instance: this.instance,
      seq: this.#seq,
      message,
      ...rest,
    };
  }

  records(count: number, level: Level = 'INFO'): LogRecord[] {
    return Array.from({ length: count }, () => this.record(level, 'x'));
  }

  /** A number that is given out and never sent. */
  skip(): number {
    return this.drop('missing');
  }

  /** A number that is given out and dropped; telling of it is left to the caller. */
  drop(reason: DropReason | 'missing'): number {
    this.#seq += 1;
    this.#absent.set(this.#seq, reason);
    return this.#seq;
  }

  /** The test has sent so many copies of records that it had sent before. */
  repeated(copies: number): void {
    this.#duplicates += copies;
  }

  truth(): InstanceTruth {
    return {
      service: this.service,
      instance: this.instance,
      handedOut: this.#seq,
      absent: new Map(this.#absent),
      byLevel: { ...this.#byLevel },
      duplicates: this.#duplicates,
    };
  }
}
