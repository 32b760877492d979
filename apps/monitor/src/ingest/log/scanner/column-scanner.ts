import { isUuid } from '@log-monitor/log-record';
import { type ColumnSource, LogColumns } from '../../../batch/log-columns.js';
import type { FetchedMessages } from '../../kafka/fetched-messages.js';
import { MEMBER, RecordScanner } from './record-scanner.js';
import { INT4_MAX } from '../value/sanitise.js';

/** Fills columns with the records that need not be parsed. */
export class ColumnScanner {
  readonly columns: LogColumns;
  readonly #scanner = new RecordScanner();
  readonly #sourceIndexByInstance = new Map<string, number>();
  /** Names of the sources' services as they are sent. */
  readonly #services: Buffer[] = [];

  /** @param capacity how many records there can be at most */
  constructor(capacity: number) {
    this.columns = new LogColumns(capacity);
  }

  /**
   * Takes a message in.
   *
   * @returns the process that it is of, or undefined when the message has to be read another way
   */
  add(messages: FetchedMessages, index: number): ColumnSource | undefined {
    const block = messages.blocks[index] as Buffer;
    const start = messages.starts[index] as number;
    const size = messages.bytesAt(index);
    const scanner = this.#scanner;
    if (start < 0 || !scanner.scan(block, start, start + size)) return undefined;
    const { columns } = this;
    const sourceIndex = this.#sourceIndex(block);
    const source = columns.sources[sourceIndex];
    if (source === undefined) return undefined;
    const at = columns.length;
    columns.blocks.push(block);
    columns.sizes[at] = size;
    columns.offsets[at] = messages.offsets[index] as number;
    columns.kafkaTimes[at] = messages.kafkaTimes[index] as number;
    columns.times[at] = scanner.time;
    columns.seqs[at] = scanner.seq;
    columns.severities[at] = scanner.severity;
    columns.ids.set(scanner.id, at * 16);
    columns.sourceIndexes[at] = sourceIndex;
    scanner.copyText(MEMBER.MESSAGE, columns.message, at);
    scanner.copyText(MEMBER.LOGGER, columns.logger, at);
    scanner.copyText(MEMBER.REQUEST_ID, columns.requestId, at);
    scanner.copyText(MEMBER.USER_ID, columns.userId, at);
    scanner.copyText(MEMBER.TRACE_ID, columns.traceId, at);
    scanner.copyText(MEMBER.SPAN_ID, columns.spanId, at);
    scanner.copyText(MEMBER.ATTRIBUTES, columns.attributes, at);
    source.records += 1;
    source.bytes += size;
    columns.length += 1;
    return source;
  }

  /** -1 when it is not one that can be taken here: a bad instance, or one that speaks for two services. */
  #sourceIndex(value: Buffer): number {
    const scanner = this.#scanner;
    const start = scanner.spans[2 * MEMBER.INSTANCE] as number;
    const instance = value.toString('latin1', start, scanner.spans[2 * MEMBER.INSTANCE + 1]);
    const known = this.#sourceIndexByInstance.get(instance);
    if (known !== undefined) {
      return this.#saysService(value, this.#services[known] as Buffer) ? known : -1;
    }
    if (!isUuid(instance) || instance !== instance.toLowerCase()) return -1;
    const service = scanner.text(value, MEMBER.SERVICE) as string;
    this.#services.push(Buffer.from(service));
    const index = this.columns.sources.push({
      instance,
      service,
      host: scanner.text(value, MEMBER.HOST) ?? 'unknown',
      pid: this.#pid(value),
      version: scanner.text(value, MEMBER.VERSION),
      environment: scanner.text(value, MEMBER.ENVIRONMENT),
      records: 0,
      bytes: 0,
    });
    this.#sourceIndexByInstance.set(instance, index - 1);
    return index - 1;
  }

  #saysService(value: Buffer, service: Buffer): boolean {
    const start = this.#scanner.spans[2 * MEMBER.SERVICE] as number;
    if (this.#scanner.spans[2 * MEMBER.SERVICE + 1] !== start + service.length) return false;
    for (let index = 0; index < service.length; index += 1) if (value[start + index] !== service[index]) return false;
    return true;
  }

  #pid(value: Buffer): number | null {
    const { spans } = this.#scanner;
    const start = spans[2 * MEMBER.PID] as number;
    const pid = start < 0 ? Number.NaN : Number(value.toString('latin1', start, spans[2 * MEMBER.PID + 1]));
    return pid <= INT4_MAX ? pid : null;
  }
}
