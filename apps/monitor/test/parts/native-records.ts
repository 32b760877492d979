import { randomUUID } from 'node:crypto';
import { type Level, type LogRecord, makeRecordId } from '@log-monitor/log-record';

/** A process that logs: hands out its sequence numbers as the transport does. */
export class FakeInstance {
  readonly instance = randomUUID();
  #seq = 0;

  constructor(readonly service = 'booking') {}

  record(level: Level, message: string, rest: Partial<LogRecord> = {}): LogRecord {
    const time = Date.now();
    this.#seq += 1;
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

  /** A number that is given out and never sent. */
  skip(): number {
    this.#seq += 1;
    return this.#seq;
  }
}
