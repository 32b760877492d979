import { isUuid } from '@log-monitor/log-record';
import { type ColumnSource, LogColumns } from '../../../batch/log-columns.js';
import type { StoredErrors } from '../../../batch/stored-errors.js';
import type { FetchedMessages } from '../../kafka/fetched-messages.js';
import { MEMBER, RecordScanner } from './record-scanner.js';
import { INT4_MAX } from '../value/sanitise.js';

/** Places for processes that were just there; a power of two. */
const PLACES = 256;

/** Fills columns with the records that need not be parsed. */
export class ColumnScanner {
  readonly columns: LogColumns;
  readonly #scanner: RecordScanner;
  readonly #sourceIndexByInstance = new Map<string, number>();
  /** Of the sources, as they are sent. */
  readonly #instances: Buffer[] = [];
  readonly #services: Buffer[] = [];
  /** Index of the source that was there last, by its instance's last bytes: no text is made for it. -1 where there was none. */
  readonly #places = new Int32Array(PLACES).fill(-1);

  /** @param capacity how many records there can be at most */
  constructor(capacity: number, storedErrors: StoredErrors) {
    this.columns = new LogColumns(capacity);
    this.#scanner = new RecordScanner(storedErrors);
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
    const { spans } = this.#scanner;
    const start = spans[2 * MEMBER.INSTANCE] as number;
    const end = spans[2 * MEMBER.INSTANCE + 1] as number;
    const place = placeOf(value, end);
    let index = this.#places[place] as number;
    if (index < 0 || !isAt(value, start, end, this.#instances[index] as Buffer)) {
      index = this.#indexOf(value.toString('latin1', start, end), value);
      if (index < 0) return -1;
      this.#places[place] = index;
    }
    const serviceStart = spans[2 * MEMBER.SERVICE] as number;
    const serviceEnd = spans[2 * MEMBER.SERVICE + 1] as number;
    return isAt(value, serviceStart, serviceEnd, this.#services[index] as Buffer) ? index : -1;
  }

  #indexOf(instance: string, value: Buffer): number {
    const known = this.#sourceIndexByInstance.get(instance);
    if (known !== undefined) return known;
    if (!isUuid(instance) || instance !== instance.toLowerCase()) return -1;
    const scanner = this.#scanner;
    const service = scanner.text(value, MEMBER.SERVICE) as string;
    this.#instances.push(Buffer.from(instance, 'latin1'));
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

  #pid(value: Buffer): number | null {
    const { spans } = this.#scanner;
    const start = spans[2 * MEMBER.PID] as number;
    const pid = start < 0 ? Number.NaN : Number(value.toString('latin1', start, spans[2 * MEMBER.PID + 1]));
    return pid <= INT4_MAX ? pid : null;
  }
}

/** Of an instance that ends there. The last bytes of a random UUID, as our transport makes them, are at random; others may have to be looked up. */
function placeOf(value: Buffer, end: number): number {
  return ((value[end - 1] as number) + 16 * (value[end - 2] as number)) & (PLACES - 1);
}

/** Whether these are the bytes from `start` to before `end`. */
function isAt(value: Buffer, start: number, end: number, wanted: Buffer): boolean {
  if (end - start !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (value[start + index] !== wanted[index]) return false;
  return true;
}
